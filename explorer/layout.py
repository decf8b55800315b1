"""Where the cells of a grid stand on the screen: arithmetic of lines and columns, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from .plane import Plane

HEAD = 1  # lines above the cells, for the columns' labels
MARK = 2  # columns before and after a row's label
WIDEST = 14  # columns that a long label may ask for
TALL = (5, 3)  # lines a cell may grow to where there is room; odd, so that the number stands in the middle


@dataclass(frozen=True)
class Layout:
    """Sizes in columns and lines of everything that a grid draws.

    Attributes:
        rows, columns: how many cells there are.
        gutter: columns for the rows' labels, which stay put.
        wide, high: columns and lines of a cell; `high` is 0 where two rows share a line, as half blocks.
    """

    rows: int
    columns: int
    gutter: int
    wide: int
    high: int

    @property
    def half(self) -> bool:
        """Whether two rows share a line."""
        return self.high == 0

    @property
    def width(self) -> int:
        """Columns of the whole, however large the window is."""
        return self.gutter + self.columns * self.wide

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
        return self.half or line % self.high == self.high // 2

    def cell_at(self, x: int, line: int) -> tuple[int, int]:
        """Row and column at a place, the nearest where there is none; x is counted right of the gutter."""
        row = 2 * line if self.half else line // self.high
        return max(0, min(row, self.rows - 1)), max(0, min(x // self.wide, self.columns - 1))

    def scroll(self, row: int, column: int, x: int, y: int, width: int, height: int) -> tuple[int, int]:
        """The scroll offset nearest to (x, y) at which a cell is in sight, in a window of that size."""
        left, top = column * self.wide, self.line_of(row)
        room, lines = max(self.wide, width - self.gutter), max(1, height - HEAD)
        high = max(1, self.high)
        x = left if left < x else max(x, left + self.wide - room)
        y = top if top < y else max(y, top + high - lines)
        return max(0, x), max(0, y)


def numeric(plane: Plane, gutter: int, number: int, label: int, width: int, height: int) -> Layout:
    """Cells with a number of so many columns, between the cursor's brackets, as large as there is room."""
    least = max(number + 2, min(label + 2, WIDEST))
    room, lines = (width - gutter) // max(1, plane.columns), (height - HEAD) // max(1, plane.rows)
    high = next((tall for tall in TALL if tall <= lines), 1)
    return Layout(plane.rows, plane.columns, gutter, max(least, min(room, 2 + 4 * high)), high)


def dense(plane: Plane, gutter: int, width: int, height: int, halves: bool = True) -> Layout:
    """Cells of colour alone: squares where there is room, otherwise two rows to a line, if half a line can be drawn."""
    room, lines = (width - gutter) // max(1, plane.columns), (height - HEAD) // max(1, plane.rows)
    if not lines:
        return Layout(plane.rows, plane.columns, gutter, 1, 0 if halves else 1)
    high = next((tall for tall in TALL if tall <= lines and (2 * tall <= room or tall == TALL[-1])), 1)
    return Layout(plane.rows, plane.columns, gutter, max(1, min(room, 2 * high)), high)
