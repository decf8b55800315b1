"""How attention developed, as plain text: the head that aligns best, snapshot by snapshot."""

from __future__ import annotations

from itertools import zip_longest

from rich.console import Console

from ....core.support.localization import _
from ....core.trace.tags import written
from ...ui.plain.array import table
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.text import fit, safe, width
from . import strings
from .state import TrainingState

INDENT = "     "


def print_snapshots(console: Console, state: TrainingState) -> None:
    """Prints the weights in each snapshot with the largest of each row; then the other sentences."""
    about = f"   {safe(state.model)} · {strings.attention(state)}"
    print_line(console, (strings.pair(state), STRONG), (about, FAINT))
    if state.here.decodes:
        print_line(console, (_(strings.READS_AND_PREDICTS), FAINT))
    print_line(console, (_(strings.BITS), FAINT))
    for moment in range(len(state.updates)):
        state.to_moment(moment)
        print_line(console)
        loss = strings.current_loss(state)
        about = "".join(f"   {each}" for each in (loss, written([strings.tag(state)])) if each)
        print_line(console, (strings.moment(state), HEADING), (about, FAINT))
        print_line(console)
        _weights(console, state)
    print_line(console)
    print_line(console, (_(strings.OTHER_SENTENCES), HEADING))
    for number in range(len(state.snapshots.examples)):
        state.to_sentence(number)
        print_line(console, f"{number:>3}  ", (strings.pair(state), NAME))


def _weights(console: Console, state: TrainingState) -> None:
    """Prints the table, and next to each row its largest weight and its entropy."""
    shown, peaks = state.view(), state.peaks()
    row = max(width(strings.row(peak)) for peak in peaks)
    word = max(width(safe(peak.word)) for peak in peaks)
    notes = [
        f"{fit(strings.row(peak), row)}  {fit(safe(peak.word), word)} {peak.weight:.2f}"
        f"   {strings.bits(peak)}"
        for peak in peaks
    ]
    columns = console.width - len(INDENT) - max(map(width, notes)) - 4
    lines = table(shown.values, *state.words, shown.format, columns, len(peaks))
    widest = max(map(width, lines))
    for line, note in zip_longest(lines, ["", *notes], fillvalue=""):
        print_line(console, f"{INDENT}{fit(line, widest)}    {note}")
