"""Tokens put together as one writes a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from .text import safe

ATTACHED = ("'", "?", ".", ",", "!")  # what begins so stands against the word before it


def sentence(words: Sequence[str]) -> str:
    """English tokens as a sentence: "the teacher 's book ?" becomes "the teacher's book?"."""
    text = ""
    for word in words:
        text += ("" if not text or word.startswith(ATTACHED) else " ") + safe(word)
    return text
