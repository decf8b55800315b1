"""Tokens: their id, their text, and the text that was typed where the model has no token for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import name

MOST_WRITTEN = 12  # characters of an unknown word that a label shows


@dataclass(frozen=True)
class Token:
    """What the model reads at one position.

    Attributes:
        id: the row of the embedding matrix.
        text: the text of the vocabulary's entry.
        written: the text that was typed, where the model has no token for it and reads another; otherwise empty.
    """

    id: int
    text: str
    written: str = ""

    @property
    def label(self) -> str:
        """The token for readers: an unknown 茗 is "茗[UNK]", the typed text followed by the token."""
        cut = f"{self.written[: MOST_WRITTEN - 1]}…" if len(self.written) > MOST_WRITTEN else self.written
        return f"{cut}{self.text}"


def text_of(tokens: Iterable[Token]) -> str:
    """Tokens as a sentence that can be typed again: words separated by spaces, Chinese without spaces."""
    return spaced(token.written or token.text for token in tokens)


def spaced(words: Iterable[str]) -> str:
    """Words separated by spaces, except between Chinese characters."""
    text = ""
    for word in words:
        chinese = text and word and _is_chinese(text[-1]) and _is_chinese(word[0])
        text += word if chinese or not text else f" {word}"
    return text


def _is_chinese(character: str) -> bool:
    return name(character, "").startswith("CJK ")
