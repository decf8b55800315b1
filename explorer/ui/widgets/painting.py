"""The lines of a grid as segments: what is drawn, and in which style. No widget, no event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style

from ..grid_layout import Layout
from ..numbers import NumberFormat
from ..text import cut, fit, width
from .styles import Palette

UPPER, LOWER = "▀", "▄"
NEITHER = "▚"  # a chequer: no finite number
MISSING = "░"  # nothing stands here: the array is laid beside another one, which has something
MISSING_AMONG_SHADES = "/"
TICK = "▾"
ROW_MARK = "▸"
TO_LEFT, TO_RIGHT = "‹", "›"  # more columns there
NO_ROOM = "…"  # in the place of a number
HIDDEN = "?"
LABELLED = 3  # columns of a cell from which each has its label above it: a wide character and a space
NO_NUMBER, NOTHING = -1, -2  # levels below those of a scale: no finite number; nothing at all
FILLS = {NO_NUMBER: NEITHER, NOTHING: MISSING}
NUMBER = 0
# Two rows on a line. Beside a number a quarter is cut out: where the chequer ▚ has a gap, or where it has none.
HALVES = {
    (NUMBER, NUMBER): UPPER,
    (NUMBER, NO_NUMBER): "▛",
    (NO_NUMBER, NUMBER): "▟",
    (NUMBER, NOTHING): "▜",
    (NOTHING, NUMBER): "▙",
    (NO_NUMBER, NO_NUMBER): NEITHER,
    (NO_NUMBER, NOTHING): "▘",
    (NOTHING, NO_NUMBER): "▗",
    (NOTHING, NOTHING): MISSING,
}
ALONE = {NUMBER: UPPER, NO_NUMBER: "▘", NOTHING: "▝"}  # in a last row that has no other below


@dataclass(frozen=True)
class Picture:
    """All that a line of the grid depends on.

    Attributes:
        values: the plane, rows × columns.
        row_label, column_label: what stands beside a row, above a column.
        cursor: row and column.
        focused: whether arrow keys move the cursor now.
        numeric: numbers in the cells, or colour alone.
        hidden: row and column of a cell whose number is not to be seen, nor its colour.
        missing: the rows and the columns in which there is nothing.
    """

    layout: Layout
    values: NDArray[np.generic]
    format: NumberFormat
    palette: Palette
    row_label: Callable[[int], str]
    column_label: Callable[[int], str]
    cursor: tuple[int, int]
    focused: bool
    numeric: bool
    hidden: tuple[int, int] | None = None
    missing: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    # Of squares and of half blocks there are few kinds, of cells many.
    _squares: dict[int, Segment] = field(default_factory=dict)
    _pairs: dict[tuple[int, int], Segment] = field(default_factory=dict)

    # -------------------------------------------------------------------------- the head
    def corner(self, left: int) -> list[Segment]:
        """What stands before the columns' labels: a mark where there are columns to the left."""
        columns = self.layout.gutter
        if not columns or not left:
            return [Segment(" " * columns, self.palette.text)]
        return [Segment(" " * (columns - 1), self.palette.text), Segment(TO_LEFT, self.palette.accent)]

    def head(self, left: int, columns: int) -> list[Segment]:
        """The columns' labels: `columns` of them from place `left` on, in exactly that width."""
        every = self._every()
        first, last = self._seen(left, columns)
        marked = self._label_at(self.cursor[1])
        placed = [marked] if first <= self.cursor[1] < last else []
        for column in range(first - first % every, last, every):
            label = self._label_at(column)
            if column != self.cursor[1] and not (placed and _overlap(label, marked)):
                placed.append(label)
        more = last < self.layout.columns
        laid = _lay(sorted(placed), left, columns - more, self.palette, marked)
        return [*laid, Segment(TO_RIGHT, self.palette.accent)] if more else laid

    def _seen(self, left: int, columns: int) -> tuple[int, int]:
        """The first column that is seen, and the first beyond; a window that has just shrunk has fewer than planned."""
        first = left // self.layout.wide
        return first, min(self.layout.columns, first + min(self.layout.seen, columns // self.layout.wide))

    def _every(self) -> int:
        """How many columns apart the labels stand: 1 where they fit, otherwise a round number."""
        wide = self.layout.wide
        if self.numeric or wide >= LABELLED:
            return 1
        widest = len(str(self.layout.columns)) + 1
        return next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if n * wide >= widest or n == 1000)

    def _label_at(self, column: int) -> tuple[int, str]:
        """Where a column's label begins, and what it is."""
        wide, label = self.layout.wide, self.column_label(column)
        chosen = column == self.cursor[1]
        if self.numeric or wide >= LABELLED:
            text = cut(label, wide - 1)
            return column * wide + (wide - width(text)) // 2, text
        return column * wide, (TICK + cut(label, 12)) if chosen else cut(label, 12)

    # -------------------------------------------------------------------------- the body
    def gutter(self, line: int) -> list[Segment]:
        """What stands left of a line: the row's label, and a mark at the cursor's row."""
        rows, columns = self.layout.rows_at(line), self.layout.gutter
        if not rows or not self.layout.is_middle(line) or not columns:
            return [Segment(" " * columns, self.palette.text)]
        chosen = self.cursor[0] in rows
        label = self.row_label(self.cursor[0] if chosen else rows[0])
        text = fit(label, columns - 2, "right") + " "
        style = self.palette.accent if chosen else self.palette.faint
        return [Segment((ROW_MARK if chosen else " ") + text, style)]

    def cells(self, line: int, left: int, columns: int) -> list[Segment]:
        """The cells on a line, from place `left` on, in exactly so many columns."""
        wide = self.layout.wide
        first, last = self._seen(left, columns)
        rows = self.layout.rows_at(line)
        if not rows or first >= last:
            return [Segment(" " * columns, self.palette.text)]
        if self.layout.half:
            segments = self._half_blocks(rows, first, last)
        elif self.numeric:
            segments = self._numbers(rows[0], first, last, self.layout.is_middle(line))
        else:
            segments = self._blocks(rows[0], first, last, self.layout.is_middle(line))
        if (spare := columns - (last - first) * wide) > 0:
            segments.append(Segment(" " * spare, self.palette.text))
        return segments

    def _numbers(self, row: int, first: int, last: int, middle: bool) -> list[Segment]:
        values, levels, long = self.values[row, first:last], self._levels(row, first, last), self.format.width
        spare = self.layout.wide - long - 2
        before, after = " " * (spare // 2), " " * (spare - spare // 2)
        segments = []
        for column, (value, level) in enumerate(zip(values.tolist(), levels, strict=True), first):
            chosen = (row, column) == self.cursor
            opening, closing = "[]" if chosen and middle else "  "
            number = self.format(value) if middle else " " * long
            if level == NOTHING:
                number = MISSING * long
            if (row, column) == self.hidden:
                level, number = -1, (HIDDEN if middle else "").center(long)
            style = self._chosen(level) if chosen else self.palette.cell(level)
            if spare == -1:  # no brackets
                text = (ROW_MARK if chosen and middle else " ") + number
            elif spare < 0:  # a part of a number would be another number
                text = (NO_ROOM if middle else "").center(spare + long + 2)
            else:
                text = f"{before}{opening}{number}{closing}{after}"
            segments.append(Segment(text, style))
        return segments

    def _levels(self, row: int, first: int, last: int) -> list[int]:
        """The level of each cell of a part of a row."""
        rows, columns = self.missing
        if row in rows:
            return [NOTHING] * (last - first)
        levels: list[int] = self.palette.scale.levels(self.values[row, first:last]).tolist()
        for column in columns:
            if first <= column < last:
                levels[column - first] = NOTHING
        return levels

    def _chosen(self, level: int) -> Style:
        return self.palette.cursor if self.focused else self.palette.cell(level) + Style(bold=True)

    def _blocks(self, row: int, first: int, last: int, middle: bool) -> list[Segment]:
        levels, wide, made = self._levels(row, first, last), self.layout.wide, self._squares
        segments = [made.get(level) or made.setdefault(level, self._square(level)) for level in levels]
        at = self.cursor[1] - first
        if middle and row == self.cursor[0] and 0 <= at < len(levels):
            level = levels[at]
            text = "[" + self._fill(level) * (wide - 2) + "]" if wide > 1 else "+"
            # A shade turned round would be another shade.
            style = self.palette.accent if self.palette.shades and wide > 1 else self._chosen(level)
            segments[at] = Segment(text, style)
        if self.hidden and row == self.hidden[0] and first <= self.hidden[1] < last:
            text = (HIDDEN if middle else "").center(wide)
            style = self._chosen(-1) if middle else self.palette.cell(-1)
            segments[self.hidden[1] - first] = Segment(text, style)
        return list(_merged(segments))

    def _square(self, level: int) -> Segment:
        return Segment(self._fill(level) * self.layout.wide, self.palette.cell(level))

    def _fill(self, level: int) -> str:
        if level == NOTHING and self.palette.shades:
            return MISSING_AMONG_SHADES
        return FILLS.get(level) or self.palette.fill(level)

    def _half_blocks(self, rows: tuple[int, ...], first: int, last: int) -> list[Segment]:
        upper = self._levels(rows[0], first, last)
        lower = self._levels(rows[-1], first, last) if len(rows) > 1 else [NO_NUMBER] * len(upper)
        made: dict[tuple[int, int], Segment] = self._pairs if len(rows) > 1 else {}
        segments = [
            made.get(pair) or made.setdefault(pair, self._pair(*pair, len(rows) > 1))
            for pair in zip(upper, lower, strict=True)
        ]
        row, column = self.cursor
        if row in rows and first <= column < last:
            other = (lower if row == rows[0] else upper)[column - first]
            mark = UPPER if row == rows[0] else LOWER
            if other < 0 and len(rows) > 1:
                mark = HALVES[(NUMBER, other) if row == rows[0] else (other, NUMBER)]
            segments[column - first] = Segment(mark, self.palette.mark(other))
        if self.hidden and self.hidden[0] in rows and first <= self.hidden[1] < last:
            segments[self.hidden[1] - first] = Segment(HIDDEN, self._chosen(-1))
        return list(_merged(segments))

    def _pair(self, upper: int, lower: int, both: bool) -> Segment:
        if not both:
            return Segment(ALONE[min(upper, NUMBER)], self.palette.halves(upper, NO_NUMBER))
        glyph = HALVES[min(upper, NUMBER), min(lower, NUMBER)]
        if upper >= 0 and lower >= 0:
            return Segment(glyph, self.palette.halves(upper, lower))
        return Segment(glyph, self.palette.halves(max(upper, lower, NO_NUMBER), NO_NUMBER))


def _overlap(one: tuple[int, str], other: tuple[int, str]) -> bool:
    """Whether two labels would touch."""
    return one[0] <= other[0] + width(other[1]) and other[0] <= one[0] + width(one[1])


def _lay(
    labels: list[tuple[int, str]], left: int, columns: int, palette: Palette, marked: tuple[int, str]
) -> list[Segment]:
    """Labels from left to right, spaces between; what reaches over an edge is left out."""
    segments: list[Segment] = []
    at = left
    for place, text in labels:
        long = width(text)
        if place < at or place + long > left + columns:
            continue
        segments.append(Segment(" " * (place - at), palette.text))
        segments.append(Segment(text, palette.accent if (place, text) == marked else palette.faint))
        at = place + long
    segments.append(Segment(" " * (left + columns - at), palette.text))
    return segments


def _merged(segments: list[Segment]) -> Iterator[Segment]:
    """Neighbours of one style as one segment: a terminal is told of a colour once."""
    text, style = "", None
    for segment in segments:
        if segment.style is style:
            text += segment.text
        else:
            if text:
                yield Segment(text, style)
            text, style = segment.text, segment.style
    if text:
        yield Segment(text, style)
