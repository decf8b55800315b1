"""How panels of equal size stand in a window: arithmetic of lines and columns, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from ..layout import HEAD, TALL

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

    def room(across: int) -> int:
        """Columns for the cells of a row."""
        return max(0, width // across - GAP - gutter)

    def lines(across: int) -> int:
        """Of each panel, so that all are to be seen where that leaves something to see; no more than it uses."""
        of_cell = next((tall for tall in TALL if not dense or 2 * tall * columns <= room(across)), TALL[-1])
        return max(LEAST_LINES, min(height // -(-count // across), EDGE + HEAD + rows * of_cell))

    def worth(across: int) -> tuple[int, float, int]:
        of_array = max(0, lines(across) - EDGE - HEAD)
        seen_rows = min(rows, 2 * of_array if dense else of_array)
        panels = min(count, across * max(1, height // lines(across)))
        seen = min(columns, room(across) // least) * seen_rows * panels
        large = min(WIDE, room(across) / max(1, columns)) * min(HIGH, of_array / max(1, rows))
        return seen, large, across

    across = max(range(1, count + 1), key=worth)
    return Stand(across, lines(across))
