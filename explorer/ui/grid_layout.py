"""Where the cells of a grid stand on the screen: arithmetic of lines and columns, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from .plane import Plane

HEAD = 1  # lines above the cells, for the columns' labels
MARK = 2  # columns before and after a row's label
MORE = 1  # column right of the cells for a mark, where there are more columns than are seen
WIDEST = 14  # columns that a long label may ask for
TALLEST = 9  # lines a cell may grow to where there is room
STRETCHED = 4  # columns that a cell may be wide for each line that it is high, twice as many with a number; 2: a square


@dataclass(frozen=True)
class Layout:
    """Sizes in columns and lines of everything that a grid draws.

    Attributes:
        rows, columns: how many cells there are.
        gutter: columns for the rows' labels, which stay put.
        wide, high: columns and lines of a cell; `high` is 0 where two rows share a line, as half blocks.
        room: columns of the window right of the gutter.
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
        """How many columns of cells are seen at once: whole ones."""
        if self.columns * self.wide <= self.room:
            return self.columns
        return max(1, (self.room - MORE) // self.wide)

    @property
    def width(self) -> int:
        """Columns of the whole, however large the window is: as many as it takes to scroll to the last cell."""
        hidden = max(0, self.columns - self.seen) * self.wide
        return self.gutter + (hidden + self.room if hidden else self.columns * self.wide)

    def left(self, x: int) -> int:
        """The scroll offset at which a column begins, near x: no part of a cell is ever seen."""
        return min(x // self.wide, max(0, self.columns - self.seen)) * self.wide

    @property
    def height(self) -> int:
        """Lines of the whole."""
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
        """Whether a line is the one of its row on which the number and the label stand."""
        return self.half or line % self.high == (self.high - 1) // 2

    def cell_at(self, x: int, line: int) -> tuple[int, int]:
        """Row and column at a place, the nearest where there is none; x is counted right of the gutter."""
        row = 2 * line if self.half else line // self.high
        return max(0, min(row, self.rows - 1)), max(0, min(x // self.wide, self.columns - 1))

    def scroll(self, row: int, column: int, x: int, y: int, height: int) -> tuple[int, int]:
        """The scroll offset nearest to (x, y) at which a cell is in sight, in a window so high."""
        left, top = column * self.wide, self.line_of(row)
        lines, high = max(1, height - HEAD), max(1, self.high)
        x = self.left(left if left < x else max(x, left - (self.seen - 1) * self.wide))
        y = top if top < y else max(y, top + high - lines)
        return max(0, x), max(0, y)


def numeric(plane: Plane, gutter: int, number: int, label: int, width: int, height: int) -> Layout:
    """Cells with a number of so many columns, as large as there is room.

    Where it is scarce, a cell gives up first what its label takes, then the bracket after the cursor's number. Only
    then are there fewer columns of cells: whole ones, which share the room.
    """
    room, lines = max(1, width - gutter), max(0, height - HEAD) // max(1, plane.rows)
    high = max(1, min(TALLEST, lines))
    least, each = number + 2, room // max(1, plane.columns)
    roomy = max(least, min(label + 2, WIDEST))
    if each > number:  # all of them are seen
        wide = min(each, max(roomy, 2 * STRETCHED * high))
    else:
        shared = max(1, room - MORE)
        wide = shared // max(1, shared // least)
    return Layout(plane.rows, plane.columns, gutter, wide, high, room)


def dense(plane: Plane, gutter: int, width: int, height: int, halves: bool = True) -> Layout:
    """Cells of colour alone: squares where there is room, otherwise two rows to a line, if half a line can be drawn."""
    room, lines = max(1, width - gutter), max(0, height - HEAD) // max(1, plane.rows)
    each = room // max(1, plane.columns)
    if not lines:
        return Layout(plane.rows, plane.columns, gutter, 1, 0 if halves else 1, room)
    high = min(lines, TALLEST, max(1, each))
    return Layout(plane.rows, plane.columns, gutter, max(1, min(each, STRETCHED * high)), high, room)
