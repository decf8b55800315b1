"""The lines of a grid as styled segments, without a widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from ..colors.scales import RGB, Scale, ink, shade
from ..grid_layout import Layout
from ..numbers import NumberFormat
from ..text import cut, fit, width

UPPER, LOWER = "▀", "▄"
NEITHER = "▚"  # not a finite number
MISSING = "░"  # only the other of two aligned arrays has this cell
MISSING_AMONG_SHADES = "/"
TICK = "▾"
ROW_MARK = "▸"
TO_LEFT, TO_RIGHT = "‹", "›"  # more columns on that side
NO_ROOM = "…"  # instead of a number
HIDDEN = "?"
LABELLED = 3  # columns of a cell above which its label always fits: a wide character and a space
NO_NUMBER, NOTHING = -1, -2  # levels outside the scale: not a finite number; no cell
FILLS = {NO_NUMBER: NEITHER, NOTHING: MISSING}
NUMBER = 0
# Two rows on one line. Next to a number, NO_NUMBER lacks a quarter that ▚ has, NOTHING one that ▚ lacks too.
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
ALONE = {NUMBER: UPPER, NO_NUMBER: "▘", NOTHING: "▝"}  # in a last row with no other below


def rich_color(rgb: RGB) -> Color:
    return Color.from_rgb(*rgb)


@lru_cache(maxsize=4096)
def painted(front: RGB, back: RGB) -> Style:
    """One color on another; cached for all arrays, since most have the same scale."""
    return Style(color=rich_color(front), bgcolor=rich_color(back))


@dataclass
class Palette:
    """The styles of the levels of a scale; level -1 is not a finite number and has the background of the widget.

    Attributes:
        ground: the widget's own background.
        text, faint, accent: ordinary, less important and highlighted text.
        cursor: the cell under the cursor while the grid has the focus.
        shades: whether the levels are drawn as ░▒▓█ instead of colors.
    """

    scale: Scale
    ground: RGB
    text: Style
    faint: Style
    accent: Style
    cursor: Style
    shades: bool = False
    _cells: dict[int, Style] = field(default_factory=dict)
    _halves: dict[tuple[int, int], Style] = field(default_factory=dict)

    def rgb(self, level: int) -> RGB:
        return self.ground if level < 0 else self.scale.colors[level]

    def fill(self, level: int) -> str:
        """The character that fills a cell without a number: a shade, or a space if the cell has a color."""
        return shade(level) if level >= 0 and self.shades else " "

    def cell(self, level: int) -> Style:
        """The style of text on a cell of this level."""
        if self.shades:
            return self.faint if level < 0 else self.text
        if level not in self._cells:
            background = self.rgb(level)
            self._cells[level] = self.faint if level < 0 else painted(ink(background), background)
        return self._cells[level]

    def mark(self, back: int) -> Style:
        """The style of a half block that is the cursor, next to one of this level: black or white, by contrast."""
        background = self.rgb(back)
        return painted(ink(background), background)

    def halves(self, front: int, back: int) -> Style:
        """The style of a half block of one level on another."""
        pair = (front, back)
        if pair not in self._halves:
            self._halves[pair] = (
                Style(color=self.faint.color, bgcolor=rich_color(self.rgb(back)))
                if front < 0
                else painted(self.rgb(front), self.rgb(back))
            )
        return self._halves[pair]


@dataclass(frozen=True)
class Picture:
    """Everything that a line of the grid depends on.

    Attributes:
        values: the plane, rows × columns.
        row_label, column_label: the labels to the left of a row and above a column.
        cursor: row and column.
        focused: whether the arrow keys move the cursor.
        numeric: whether the cells have numbers, or only colors.
        hidden: row and column of a cell whose number and color are hidden.
        missing: the rows and the columns that this array does not have.
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
    # There are many cells, but few different squares and half blocks.
    _squares: dict[int, Segment] = field(default_factory=dict)
    _pairs: dict[tuple[int, int], Segment] = field(default_factory=dict)

    # -------------------------------------------------------------------------- the head
    def corner(self, left: int) -> list[Segment]:
        """The corner to the left of the columns' labels, with a mark if there are more columns on the left."""
        columns = self.layout.gutter
        if not columns or not left:
            return [Segment(" " * columns, self.palette.text)]
        return [Segment(" " * (columns - 1), self.palette.text), Segment(TO_LEFT, self.palette.accent)]

    def head(self, left: int, columns: int) -> list[Segment]:
        """The labels of the columns from offset `left` on, exactly `columns` wide."""
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
        """The first visible column, and the end; a window that has just shrunk shows fewer than planned."""
        first = left // self.layout.wide
        return first, min(self.layout.columns, first + min(self.layout.seen, columns // self.layout.wide))

    def _every(self) -> int:
        """The distance between labels, in columns of cells: 1 if they fit, otherwise a round number."""
        wide = self.layout.wide
        if self.numeric or wide >= LABELLED:
            return 1
        widest = len(str(self.layout.columns)) + 1
        return next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if n * wide >= widest or n == 1000)

    def _label_at(self, column: int) -> tuple[int, str]:
        """The offset of a column's label, and its text."""
        wide, label = self.layout.wide, self.column_label(column)
        chosen = column == self.cursor[1]
        if self.numeric or wide >= LABELLED:
            text = cut(label, wide - 1)
            return column * wide + (wide - width(text)) // 2, text
        return column * wide, (TICK + cut(label, 12)) if chosen else cut(label, 12)

    # -------------------------------------------------------------------------- the body
    def gutter(self, line: int) -> list[Segment]:
        """The label of the row of a line, with a mark if it is the cursor's row."""
        rows, columns = self.layout.rows_at(line), self.layout.gutter
        if not rows or not self.layout.is_middle(line) or not columns:
            return [Segment(" " * columns, self.palette.text)]
        chosen = self.cursor[0] in rows
        label = self.row_label(self.cursor[0] if chosen else rows[0])
        text = fit(label, columns - 2, "right") + " "
        style = self.palette.accent if chosen else self.palette.faint
        return [Segment((ROW_MARK if chosen else " ") + text, style)]

    def cells(self, line: int, left: int, columns: int) -> list[Segment]:
        """The cells on a line from offset `left` on, exactly `columns` wide."""
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
            elif spare < 0:  # part of a number would be a different number
                text = (NO_ROOM if middle else "").center(spare + long + 2)
            else:
                text = f"{before}{opening}{number}{closing}{after}"
            segments.append(Segment(text, style))
        return segments

    def _levels(self, row: int, first: int, last: int) -> list[int]:
        """The level of each cell in a part of a row."""
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
            # A reversed shade would look like another shade.
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
    """Labels from left to right with spaces between them, without those that cross an edge."""
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
    """Merges neighbors of the same style, so that the terminal receives each color once."""
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
