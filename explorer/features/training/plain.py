"""How attention came about, as plain text: the head that aligns best, moment by moment."""

from __future__ import annotations

from itertools import zip_longest

from rich.console import Console

from ...ui.plain.array import table
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, put
from ...ui.text import fit, safe, width
from . import strings as words
from .state import TrainingState

INDENT = "     "


def print_snapshots(console: Console, learning: TrainingState) -> None:
    """The weights at each moment with where each row looks most; then the other sentences."""
    put(
        console,
        (words.pair(learning), STRONG),
        (f"   model {safe(learning.model)}, {learning.here.title}, {words.head(learning)}", FAINT),
    )
    if learning.here.decodes:
        put(console, (words.reads_and_predicts(), FAINT))
    put(console, (words.what_bits_are(), FAINT))
    for moment in range(len(learning.updates)):
        learning.to_moment(moment)
        put(console)
        loss = words.loss_now(learning)
        put(console, (words.moment(learning), HEADING), (f"   {loss}" if loss else "", FAINT))
        put(console)
        _weights(console, learning)
    put(console)
    put(console, (words.other_sentences(), HEADING))
    for number in range(len(learning.taken.examples)):
        learning.to_sentence(number)
        put(console, f"{number:>3}  ", (words.pair(learning), NAME))


def _weights(console: Console, learning: TrainingState) -> None:
    """The table, and beside each row what it looks at most and how sharply."""
    shown, looks = learning.shown(), learning.looks()
    row = max(width(words.row(look)) for look in looks)
    word = max(width(safe(look.at)) for look in looks)
    said = [
        f"{fit(words.row(look), row)}  {fit(safe(look.at), word)} {look.weight:.2f}   {words.bits(look)}"
        for look in looks
    ]
    columns = console.width - len(INDENT) - max(map(width, said)) - 4
    lines = table(shown.values, *learning.words, shown.format, columns, len(looks))
    widest = max(map(width, lines))
    for line, about in zip_longest(lines, ["", *said], fillvalue=""):
        put(console, f"{INDENT}{fit(line, widest)}    {about}")
