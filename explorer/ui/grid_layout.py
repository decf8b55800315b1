"""Where the cells of an array are on the screen: lines and columns, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.operations.expression import Index

HEAD = 1  # lines above the cells, for the columns' labels
MARK = 2  # columns before and after a row's label
MORE = 1  # column to the right of the cells for a mark, if not all columns are visible
WIDEST = 14  # columns of a long label, at most
TALLEST = 9  # lines of a cell, at most
STRETCHED = 4  # maximum columns of a cell per line of its height; twice that with a number; 2 makes a square


@dataclass(frozen=True)
class Plane:
    """The visible plane of an array: its last two axes, at the current entry of the other axes."""

    shape: tuple[int, ...]

    @property
    def switches(self) -> int:
        """The number of axes that are neither rows nor columns."""
        return max(0, len(self.shape) - 2)

    @property
    def rows(self) -> int:
        return self.shape[-2] if len(self.shape) > 1 else 1

    @property
    def columns(self) -> int:
        return self.shape[-1] if self.shape else 1

    def of(self, values: NDArray[np.generic], cell: Index) -> NDArray[np.generic]:
        """The plane that contains a cell, as a NumPy view."""
        plane: NDArray[np.generic] = np.asarray(values[cell[: self.switches]])
        return plane.reshape(self.rows, self.columns)

    def position(self, cell: Index) -> tuple[int, int]:
        """Row and column of a cell."""
        row = cell[-2] if len(cell) > 1 else 0
        return row, cell[-1] if cell else 0

    def cell(self, cell: Index, row: int, column: int) -> Index:
        """The cell at a row and column of the plane that contains `cell`; the nearest one if there is none."""
        row = max(0, min(row, self.rows - 1))
        column = max(0, min(column, self.columns - 1))
        return (*cell[: self.switches], row, column)[-len(self.shape) :] if self.shape else ()

    def switched(self, cell: Index, switch: int, by: int) -> Index:
        """The same cell at another entry of one of the other axes, cyclically."""
        if switch >= self.switches or not self.shape[switch]:
            return cell
        place = (cell[switch] + by) % self.shape[switch]
        return (*cell[:switch], place, *cell[switch + 1 :])


@dataclass(frozen=True)
class Layout:
    """The sizes of everything that a grid draws, in columns and lines.

    Attributes:
        rows, columns: how many cells there are.
        gutter: columns for the rows' labels, which do not scroll.
        wide, high: columns and lines of a cell; `high` is 0 where two rows share a line, as half blocks.
        room: columns of the window to the right of the gutter.
    """

    rows: int
    columns: int
    gutter: int
    wide: int
    high: int
    room: int

    @property
    def half(self) -> bool:
        """Whether two rows share a line."""
        return self.high == 0

    @property
    def seen(self) -> int:
        """How many columns of cells are visible at once; they are never cut."""
        if self.columns * self.wide <= self.room:
            return self.columns
        return max(1, (self.room - MORE) // self.wide)

    @property
    def width(self) -> int:
        """Columns of the whole grid: as many as it takes to scroll to the last cell."""
        hidden = max(0, self.columns - self.seen) * self.wide
        return self.gutter + (hidden + self.room if hidden else self.columns * self.wide)

    def left(self, x: int) -> int:
        """The scroll offset near x at which a column begins, so that no cell is cut."""
        return min(x // self.wide, max(0, self.columns - self.seen)) * self.wide

    @property
    def height(self) -> int:
        """Lines of the whole grid."""
        return HEAD + ((self.rows + 1) // 2 if self.half else self.rows * self.high)

    def line_of(self, row: int) -> int:
        """The first line of a row, counted below the head."""
        return row // 2 if self.half else row * self.high

    def rows_at(self, line: int) -> tuple[int, ...]:
        """The rows that a line below the head shows."""
        if self.half:
            return tuple(row for row in (2 * line, 2 * line + 1) if row < self.rows)
        row = line // self.high
        return (row,) if row < self.rows else ()

    def is_middle(self, line: int) -> bool:
        """Whether a line is the one of its row that has the number and the label."""
        return self.half or line % self.high == (self.high - 1) // 2

    def cell_at(self, x: int, line: int) -> tuple[int, int]:
        """The row and column at a position, or the nearest ones; x is counted from the gutter."""
        row = 2 * line if self.half else line // self.high
        return max(0, min(row, self.rows - 1)), max(0, min(x // self.wide, self.columns - 1))

    def scroll(self, row: int, column: int, x: int, y: int, height: int) -> tuple[int, int]:
        """The scroll offset nearest to (x, y) at which a cell is visible in a window of this height."""
        left, top = column * self.wide, self.line_of(row)
        lines, high = max(1, height - HEAD), max(1, self.high)
        x = self.left(left if left < x else max(x, left - (self.seen - 1) * self.wide))
        y = top if top < y else max(y, top + high - lines)
        return max(0, x), max(0, y)


def numeric(plane: Plane, gutter: int, number: int, label: int, width: int, height: int) -> Layout:
    """Cells for numbers `number` columns wide, as large as the room allows.

    If room is scarce, cells first lose the room for their labels, then the bracket after the cursor's number. Only
    then are fewer columns of cells visible, which share the room.
    """
    room, lines = max(1, width - gutter), max(0, height - HEAD) // max(1, plane.rows)
    high = max(1, min(TALLEST, lines))
    least, each = number + 2, room // max(1, plane.columns)
    roomy = max(least, min(label + 2, WIDEST))
    if each > number:  # all are visible
        wide = min(each, max(roomy, 2 * STRETCHED * high))
    else:
        shared = max(1, room - MORE)
        wide = shared // max(1, shared // least)
    return Layout(plane.rows, plane.columns, gutter, wide, high, room)


def dense(plane: Plane, gutter: int, width: int, height: int, halves: bool = True) -> Layout:
    """Cells with colors only: squares if there is room, otherwise two rows per line, if half blocks can be drawn."""
    room, lines = max(1, width - gutter), max(0, height - HEAD) // max(1, plane.rows)
    each = room // max(1, plane.columns)
    if not lines:
        return Layout(plane.rows, plane.columns, gutter, 1, 0 if halves else 1, room)
    high = min(lines, TALLEST, max(1, each))
    return Layout(plane.rows, plane.columns, gutter, max(1, min(each, STRETCHED * high)), high, room)
