"""The predictions for masked words as plain text: the candidates of each, with bars."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from ....core.support.localization import _
from ....core.trace import MaskedWord, Trace
from ..text import cut, cut_start, safe
from .decoding import print_candidate
from .page import FAINT, HEADING, STRONG, print_line
from .title import title

AROUND = 24  # columns of the text before and after a masked word


def print_masked_words(console: Console, trace: Trace, words: Sequence[MaskedWord]) -> None:
    """Prints the candidates for each masked word, then the text with the most probable ones."""
    print_line(console, (_("masked words, as the model predicts them"), HEADING))
    print_line(console)
    for number, word in enumerate(words, 1):
        print_line(console, (f"{number:>2}  ", FAINT), *_around(trace, word.position))
        for rank, candidate in enumerate(word.candidates):
            print_candidate(console, candidate, not rank)
        print_line(console)
    print_line(console, (title(trace), STRONG))


def _around(trace: Trace, position: int) -> tuple[str | tuple[str, str], ...]:
    """A masked word between the words around it."""
    labels = [safe(token.label) for token in trace.tokens["source"]]
    before, after = " ".join(labels[:position]), " ".join(labels[position + 1 :])
    return (
        (f"{cut_start(before, AROUND)} ", FAINT),
        (labels[position], STRONG),
        (f" {cut(after, AROUND)}", FAINT),
    )
