"""A token: the row of the embedding matrix, the text it stands for, and what was typed where that differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import name

MOST_WRITTEN = 12  # characters of an unknown word that a label shows


@dataclass(frozen=True)
class Token:
    """What the model reads at one position.

    Attributes:
        text: of the vocabulary's entry.
        written: what stood in the text, where the model has no token for it and reads another one; else empty.
    """

    id: int
    text: str
    written: str = ""

    @property
    def label(self) -> str:
        """The token as a reader recognizes it: an unknown 茗 is "茗[UNK]", what was typed and what the model read."""
        cut = f"{self.written[: MOST_WRITTEN - 1]}…" if len(self.written) > MOST_WRITTEN else self.written
        return f"{cut}{self.text}"


def text_of(tokens: Iterable[Token]) -> str:
    """Tokens as a sentence that can be typed again: words with spaces between them, Chinese without."""
    return spaced(token.written or token.text for token in tokens)


def spaced(words: Iterable[str]) -> str:
    """Words as one writes a sentence: with spaces, but none between Chinese characters."""
    text = ""
    for word in words:
        chinese = text and word and _is_chinese(text[-1]) and _is_chinese(word[0])
        text += word if chinese or not text else f" {word}"
    return text


def _is_chinese(character: str) -> bool:
    return name(character, "").startswith("CJK ")
