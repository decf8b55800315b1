"""How many panels of equal size fit next to each other in a window."""

from __future__ import annotations

from dataclasses import dataclass

from ...ui import grid_layout
from ...ui.grid_layout import HEAD, Layout, Plane

GAP = 1  # columns between panels
EDGE = 2  # lines of a panel besides its array: the title, and the number under the cursor
LEAST_LINES = EDGE + HEAD + 2  # of a panel


@dataclass(frozen=True)
class PanelLayout:
    """How many panels are next to each other, and the lines of each."""

    across: int
    lines: int


def panel_layout(
    count: int, rows: int, columns: int, gutter: int, least: int, dense: bool, width: int, height: int
) -> PanelLayout:
    """The layout in which the most numbers are visible at once, in the largest cells.

    Args:
        count: how many panels.
        rows, columns: of the array in each.
        gutter: columns for the labels of its rows.
        least: the minimum columns of a cell.
        dense: whether two rows may share a line.
        width, height: of the whole area.
    """
    plane = Plane((rows, columns))

    def lines(across: int) -> int:
        """Lines of the array in each panel, such that all panels are visible, but no fewer than the minimum."""
        return max(LEAST_LINES, height // -(-count // across)) - EDGE

    def drawn(across: int) -> Layout:
        room = width // across - GAP
        if dense:
            return grid_layout.dense(plane, gutter, room, lines(across))
        return grid_layout.numeric(plane, gutter, max(1, least - 2), 0, room, lines(across))

    def worth(across: int) -> tuple[int, float, int]:
        cells = drawn(across)
        seen_rows = min(rows, int((lines(across) - HEAD) / (cells.high or 0.5)))
        panels = min(count, across * max(1, height // (lines(across) + EDGE)))
        return cells.seen * seen_rows * panels, cells.wide * (cells.high or 0.5), across

    across = max(range(1, count + 1), key=worth)
    needed = EDGE + min(lines(across), drawn(across).height)
    return PanelLayout(across, max(LEAST_LINES, needed))
