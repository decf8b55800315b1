"""A sentence to compare another one with.

Importing this does not load the grammar, which needs tens of megabytes; calling it does.
"""

from __future__ import annotations

from collections.abc import Iterator


def other_sentence(source: str) -> str:
    """A sentence of the training language that differs from the given one in one word, the last that can be replaced.

    "" if there is none, or if the given one is not a sentence of the training language.
    """
    from ..grammar import recognise

    if not recognise(source):
        return ""
    return next((other for other in _replacements(source) if recognise(other)), "")


def _replacements(source: str) -> Iterator[str]:
    """The sentence with one word replaced by another of the same length, from the last word to the first."""
    from ..grammar import lexicon

    known = list(lexicon())
    for start in reversed(range(len(source))):
        for word in known:
            if source.startswith(word, start):
                others = (o for o in known if len(o) == len(word) and o not in source)
                yield from (source[:start] + o + source[start + len(word) :] for o in others)
