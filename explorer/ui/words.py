"""Tokens as a sentence; the text and the answer of a run on one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...core.trace.iterations import DROPPED, FINISHED, GROWING
from ...core.trace.tokens import SPACE, joined, spaced
from .availability import continues
from .text import safe

if TYPE_CHECKING:
    from ...core.trace import Decoding, Token, Trace

MARKS = {GROWING: "▶", FINISHED: "■", DROPPED: "·"}  # of a hypothesis, by its state
Piece = tuple[str, str]  # safe text, and its style: "accent", "faint", "unknown"
ATTACHED = ("'", "?", ".", ",", "!")  # tokens without a space before them


def sentence(words: Sequence[str], spaces_in_tokens: bool = False) -> str:
    """English tokens as a sentence: "the teacher 's book ?" becomes "the teacher's book?".

    Args:
        spaces_in_tokens: whether the tokens contain the spaces, and are joined as they are.
    """
    if spaces_in_tokens:
        return safe(joined(words).removeprefix(" "))
    text = ""
    for word in words:
        text += ("" if not text or word.startswith(ATTACHED) else " ") + safe(word)
    return text


def answer(trace: Trace) -> str:
    """The translation or continuation; of a run that only read a text, its answers or the most probable next token."""
    pieces = trace.spaces_in_tokens
    if trace.answer_text:
        return safe(trace.answer_text.removeprefix(" "))
    if "target" in trace.tokens:
        return sentence([token.text for token in trace.tokens["target"][1:]], pieces)
    if continues(trace):
        return sentence(trace.predicted[-1:], pieces)
    return sentence(
        [trace.predicted[place] for place in trace.answer_positions if place < len(trace.predicted)]
    )


def source(tokens: Sequence[Token], spaces_in_tokens: bool = False) -> list[Piece]:
    """The text, token by token; an unknown word is underlined and followed by what the model reads."""
    pieces: list[Piece] = []
    for place, token in enumerate(tokens):
        label, text = safe(token.label), safe(token.text)
        space = " " if place and not spaces_in_tokens else ""
        if spaces_in_tokens:
            label, text = label.replace(SPACE, " "), text.replace(SPACE, " ")
        if token.written:
            pieces += [(space, "accent"), (label.removesuffix(text), "unknown"), (text, "faint")]
        else:
            pieces.append((f"{space}{text}", "accent"))
    return pieces


def read_and_said(trace: Trace) -> list[Piece]:
    """The text, token by token, and the answer: "我 爱 你 → i love you"."""
    said = answer(trace)
    read = source(trace.tokens.get("source", ()), trace.spaces_in_tokens)
    return [*read, *([(f" → {said}", "accent")] if said else [])]


def decoded(decoding: Decoding) -> str:
    """The text that was read, and the answer."""
    labels = [token.label for token in decoding.source]
    read = safe(joined(labels) if decoding.spaces_in_tokens else spaced(labels))
    if decoding.text:
        return f"{read} → {safe(decoding.text.removeprefix(' '))}"
    return f"{read} → {sentence([token.text for token in decoding.answer], decoding.spaces_in_tokens)}"


def hypothesis_text(decoding: Decoding, number: int) -> str:
    """The tokens of a hypothesis as a sentence."""
    return sentence([token.text for token in decoding.so_far(number)], decoding.spaces_in_tokens)


def has_rivals(decoding: Decoding) -> bool:
    """Whether several hypotheses were compared in an iteration, as in beam search."""
    return any(len(i.expansions) != 1 or len(i.hypotheses) != 1 for i in decoding.iterations)


def is_reshaped(decoding: Decoding) -> bool:
    """Whether tokens are drawn with other probabilities than the model's own."""
    usual = (("temperature", 1), ("top_k", 0), ("top_p", 1))
    return any(decoding.settings.get(name, value) != value for name, value in usual)
