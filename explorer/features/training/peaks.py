"""The largest weight of each row of attention."""

from __future__ import annotations

from collections.abc import Sequence

from ...ui.bars import vertical
from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.cursor_list import CursorList
from . import strings
from .state import Peak, spark

MOST_WORD = 14


class Peaks(CursorList, can_focus=False):
    """The largest weight of each row, its word, the entropy of the row, and the weight over time."""

    peaks: Sequence[Peak] = ()

    def show(self, peaks: Sequence[Peak], row: int) -> None:
        """Shows other rows, with the cursor on one of them."""
        self.peaks, self.cursor = peaks, row
        self.changed()

    def count(self) -> int:
        return len(self.peaks)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        peak = self.peaks[number]
        row = max(columns_of(strings.row(each)) for each in self.peaks)
        word = max(columns_of(safe(each.word)) for each in self.peaks)
        pieces = [
            (fit(strings.row(peak), min(row, 2 * MOST_WORD)), ""),
            ("  " + fit(safe(peak.word), min(word, MOST_WORD)), "list--current"),
            (f" {vertical(peak.weight)} {peak.weight:.2f}", "list--current"),
            (f"  {strings.bits(peak)}", "list--faint"),
            (f"  {spark(peak.over_time)}", ""),
        ]
        while len(pieces) > 1 and sum(columns_of(text) for text, _style in pieces) > width:
            del pieces[-1]
        return pieces
