"""How panels of equal size stand in a window: arithmetic of lines and columns, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from .layout import HEAD, TALL

GAP = 1  # columns between panels
EDGE = 2  # lines of a panel beside its array: the title, and the number under the cursor
LEAST_LINES = EDGE + HEAD + 2  # of a panel
WIDE, HIGH = 6, 3  # columns and lines of a cell beyond which larger is no better


@dataclass(frozen=True)
class Stand:
    """How many panels stand side by side, and the lines of each."""

    across: int
    lines: int


def stand(
    count: int, rows: int, columns: int, gutter: int, least: int, dense: bool, width: int, height: int
) -> Stand:
    """The way to lay out panels in which the most numbers are to be seen at once, in the largest cells.

    Args:
        count: how many panels.
        rows, columns: of the array in each.
        gutter: columns for the labels of its rows.
        least: columns that a cell takes at least.
        dense: whether two rows may share a line.
        width, height: of the whole.
    """

    def worth(across: int) -> tuple[int, float, int]:
        high = _lines(count, across, rows, height)
        room = max(0, width // across - GAP - gutter)
        lines = max(0, high - EDGE - HEAD)
        seen_rows = min(rows, 2 * lines if dense else lines)
        seen = min(columns, room // least) * seen_rows * min(count, across * max(1, height // high))
        large = min(WIDE, room / max(1, columns)) * min(HIGH, lines / max(1, rows))
        return seen, large, across

    across = max(range(1, count + 1), key=worth)
    return Stand(across, _lines(count, across, rows, height))


def _lines(count: int, across: int, rows: int, height: int) -> int:
    """Of each panel, so that all are to be seen where that leaves something to see; no more than it can use."""
    return min(max(LEAST_LINES, height // -(-count // across)), EDGE + HEAD + max(1, rows) * TALL[0])
