"""The figure as a page of characters: boxes with arrows, shapes and thumbnails; for the screen and for plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from ....core.support.localization import _
from ....core.trace.diagram import Diagram
from ...ui.text import cut, safe, width, wrap
from .canvas import CURRENT, Canvas
from .layout import Arrangement, Lane, Spot, Stack, arranged
from .thumbnail import Glyph, Paint

UP, LEFT, RIGHT, LOOP, HERE = "▲", "◀", "▶", "↻", "●"
GAP = 3  # columns between two columns of boxes
LEAST, MOST = 34, 76  # columns of a column of boxes
LEAST_PICTURE, WIDE_PICTURE, MOST_PICTURE = 8, 16, 40  # columns of a thumbnail
TALLEST = 3  # lines of a box's content, if there is room
WORDS = 1  # line of words below the boxes
SIDE = 1  # spaces at the left and right end of a box's content


@dataclass(frozen=True)
class Fact:
    """What a box shows: safe texts, and a picture of at most so many columns and lines."""

    title: str
    shape: str
    picture: Callable[[int, int], list[list[Glyph]]]


@dataclass(frozen=True)
class View:
    """What the figure shows.

    Attributes:
        layers: the layer of each column, by the column's name.
        facts: of a box, by its number.
        read, said: the words below and above each column, by its name; safe texts, with a label.
        here: the box of the step that the reader comes from.
        only: the name of the only column to show; None for all.
    """

    diagram: Diagram
    layers: Mapping[str, int | None]
    facts: Callable[[int], Fact]
    read: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    said: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    here: int | None = None
    only: str | None = None

    @cached_property
    def stacks(self) -> tuple[Stack, ...]:
        """The columns that are shown."""
        return tuple(
            Stack(self.diagram, column, self.layers.get(column.name))
            for column in self.diagram.columns
            if self.only in (None, column.name)
        )


def fits_together(diagram: Diagram, columns: int) -> bool:
    """Whether all columns of boxes fit next to each other."""
    count = len(diagram.columns)
    return count < 2 or count * LEAST + (count - 1) * GAP <= columns


class Figure:
    """The drawn figure.

    Args:
        columns: the room; the figure is never wider.
        lines: the room; the figure is higher if its boxes do not fit.

    Attributes:
        canvas: the page.
        spots: the places of the boxes, by their numbers.
    """

    def __init__(self, view: View, columns: int, lines: int) -> None:
        self.view, self.diagram = view, view.diagram
        stacks = view.stacks
        each = min(MOST, (columns - GAP * (len(stacks) - 1)) // max(1, len(stacks)))
        left = max(0, (columns - each * len(stacks) - GAP * (len(stacks) - 1)) // 2)
        self.parts = [
            _Part(view, stack, left + n * (each + GAP), each, n == 0) for n, stack in enumerate(stacks)
        ]
        size = next(
            (n for n in range(TALLEST, 1, -1) if self._height(n) <= lines),
            1,
        )
        for part in self.parts:
            part.arrange(size)
        self.lines = self._height(size)
        self.canvas = Canvas(columns, self.lines)
        self.spots: dict[int, Spot] = {n: s for part in self.parts for n, s in part.spots.items()}
        for part in self.parts:
            self._draw(part)
        self._draw_crossings()
        for part in self.parts:
            for number in part.spots:
                self._fill(part, number)

    def _height(self, size: int) -> int:
        """The lines of the figure, if a box has `size` lines of content."""
        return max((part.height(size) for part in self.parts), default=1)

    def y(self, line: int) -> int:
        """The line of the page, from the top, for a line from the bottom."""
        return self.lines - 1 - line

    def line(self, number: int, current: int | None = None) -> list[tuple[str, str | Paint]]:
        """A line as pieces of text with their styles.

        Args:
            number: counted from the top.
            current: the box with the cursor, which has a heavy border.
        """
        places = self.canvas.places[number]
        spot = self.spots.get(current) if current is not None else None
        if spot is not None and spot.bottom <= self.y(number) <= spot.top:
            places = list(places)
            right = spot.x + spot.columns - 1
            is_border = self.y(number) in (spot.bottom, spot.top)
            for x in range(spot.x, right + 1):
                if is_border or x in (spot.x, right):
                    places[x] = places[x].heavy()
                elif places[x].style == "title":
                    places[x] = replace(places[x], style=CURRENT)
        pieces: list[tuple[str, str | Paint]] = []
        for style, group in groupby(places, lambda place: place.style):
            pieces.append(("".join(place.text for place in group), style))
        return pieces

    def box_at(self, x: int, y: int) -> int | None:
        """The box at a column and a line of the page; None between boxes."""
        line = self.y(y)
        inside = (
            n for n, s in self.spots.items() if s.x <= x < s.x + s.columns and s.bottom <= line <= s.top
        )
        return next(inside, None)

    # -------------------------------------------------------------------------- lines
    def _draw(self, part: _Part) -> None:
        canvas, found, stack = self.canvas, part.found, part.stack
        if found.frame is not None:
            bottom, top = found.frame
            canvas.box(part.x, self.y(top), part.columns, top - bottom + 1, "frame")
        for spot in part.spots.values():
            canvas.box(spot.x, self.y(spot.top), spot.columns, spot.top - spot.bottom + 1)
        for below, above in zip(stack.main, stack.main[1:], strict=False):
            if stack.follows(above) and part.spots[above].bottom > part.spots[below].top:
                canvas.down(part.center, self.y(part.spots[above].bottom), self.y(part.spots[below].top))
        self._draw_ends(part)
        for lane in stack.lanes:
            self._draw_lane(part, lane)
        for main, aside in stack.beside.items():
            self._draw_beside(part, part.spots[main], part.spots[aside])
        for above in stack.main[1:]:
            if stack.follows(above):
                canvas.write(part.center, self.y(part.spots[above].bottom), UP, "arrow")
        if found.frame is not None:
            self._write_name(part, found.frame[1])

    def _draw_ends(self, part: _Part) -> None:
        """The words at the bottom and at the top, and the lines to them."""
        if not part.stack.main:
            return
        first, last = part.spots[part.stack.main[0]], part.spots[part.stack.main[-1]]
        frame = part.found.frame
        if (read := self.view.read.get(part.name)) is not None:
            canvas_bottom = first.bottom if frame is None else min(first.bottom, frame[0])
            if canvas_bottom < first.bottom:
                self.canvas.down(part.center, self.y(canvas_bottom), self.y(first.bottom))
            self._write_words(part, 0, *read)
            self.canvas.write(part.center, self.y(first.bottom), UP, "arrow")
        if part.is_read_elsewhere or self.view.said.get(part.name) is not None:
            self.canvas.down(part.center, self.y(part.found.top + 1), self.y(last.top))
        if (said := self.view.said.get(part.name)) is not None:
            self.canvas.write(part.center, self.y(part.found.top + 1), UP, "arrow")
            self._write_words(part, part.found.top + 2, *said)

    def _write_words(self, part: _Part, line: int, label: str, words: str) -> None:
        """Words in the middle of a column, with their label if there is room."""
        both = width(label) + 2 + width(words) <= part.columns
        words = cut(words, part.columns)
        long = width(words) + (width(label) + 2 if both else 0)
        x = min(max(part.x, part.center - long // 2), part.x + part.columns - long)
        if both:
            self.canvas.write(x, self.y(line), f"{label}  ", "faint")
            x += width(label) + 2
        self.canvas.write(x, self.y(line), words, "words")

    def _write_name(self, part: _Part, line: int) -> None:
        """The name of the column, and at its outer side the number of its layer, on the frame."""
        column, layer = part.stack.column, part.stack.layer
        room = part.columns // 2 - 5
        count = _("{count}× · layer {number}", count=len(column.layers), number=(layer or 0) + 1)
        names = [
            f" {cut(safe(column.title), room)} ",
            f" {cut(count, room)} " if len(column.layers) > 1 else "",
        ]
        left, right = reversed(names) if part.is_left else names
        y, end = self.y(line), part.x + part.columns - 2
        self.canvas.write(part.x + 2, y, left, "name")
        self.canvas.write(end - width(right), y, right, "name")

    def _draw_lane(self, part: _Part, lane: Lane) -> None:
        spot, x = part.spots[lane.end], part.lane_x(lane)
        branch, target = self.y(part.found.junctions[lane.branch]), self.y(spot.middle)
        self.canvas.across(branch, x, part.center)
        self.canvas.down(x, target, branch)
        head = spot.x - 1 if part.is_left else spot.x + spot.columns
        self.canvas.across(target, x, head)
        self.canvas.write(head, target, RIGHT if part.is_left else LEFT, "arrow")

    def _draw_beside(self, part: _Part, main: Spot, aside: Spot) -> None:
        y = self.y(main.middle)
        if part.is_left:
            self.canvas.write(aside.x + aside.columns, y, RIGHT, "arrow")
        else:
            self.canvas.write(main.x + main.columns, y, LEFT, "arrow")

    def _draw_crossings(self) -> None:
        """The lines from the top of a column to boxes of another one, and where a column is shown without the other."""
        by_name = {part.name: part for part in self.parts}
        for part in self.parts:
            for number in part.stack.main:
                for start, readers in _crossing(self.diagram, number):
                    other = by_name.get(start)
                    if other is not None:
                        self._cross(other, part, number, readers)
                    else:
                        self._come_in(part, number, start)
            if part.is_read_elsewhere and self.view.only is not None:
                line = self.y(part.found.top + 1)
                self.canvas.write(part.center, line, UP, "arrow")
                self._write_words(part, part.found.top + 2, "", part.reader)

    def _cross(self, start: _Part, end: _Part, number: int, readers: Sequence[str]) -> None:
        spot, top = end.spots[number], self.y(start.found.top + 1)
        from_left = start.x < end.x
        x = start.x + start.columns + 1 if from_left else start.x - 2
        target = self.y(spot.middle)
        self.canvas.across(top, start.center, x)
        self.canvas.down(x, top, target)
        head = spot.x - 1 if from_left else spot.x + spot.columns
        self.canvas.across(target, x, head)
        self.canvas.write(head, target, RIGHT if from_left else LEFT, "arrow")
        names = " ".join(name for name in ("K", "V") if {"K": "key", "V": "value"}[name] in readers)
        if names and from_left and start.columns // 2 > width(names) + 4:
            self.canvas.write(start.center + 4, top, f" {names} ", "name")

    def _come_in(self, part: _Part, number: int, start: str) -> None:
        """A stub of the line from a column that is not shown."""
        spot = part.spots[number]
        name = next(safe(column.title) for column in self.diagram.columns if column.name == start)
        y = self.y(spot.middle)
        self.canvas.across(y, part.x - 3, spot.x - 1)
        self.canvas.write(spot.x - 1, y, RIGHT, "arrow")
        self.canvas.write(max(0, part.x - 4 - width(name)), y, name, "name")

    # -------------------------------------------------------------------------- contents
    def _fill(self, part: _Part, number: int) -> None:
        spot, view, canvas = part.spots[number], self.view, self.canvas
        text = part.text(number)
        y = self.y(spot.top) + 1
        for offset, (x, line, style) in text.lines:
            canvas.write(spot.x + 1 + x, y + offset, line, style)
        if text.picture is not None:
            at, first, columns, lines = text.picture
            for row, glyphs in enumerate(view.facts(number).picture(columns, lines)):
                for column, (glyph, paint) in enumerate(glyphs):
                    canvas.write(spot.x + 1 + at + column, y + first + row, glyph, paint or "shade")
        if number in part.stack.loops:
            x = spot.x - 1 if part.is_left else spot.x + spot.columns
            canvas.write(x, self.y(spot.middle), LOOP, "arrow")
        if number == view.here:
            label = " " + _("you are here") + " "
            if width(label) + 4 <= part.center - spot.x:
                canvas.write(spot.x + 2, self.y(spot.top), label, "here")


@dataclass(frozen=True)
class _Text:
    """The lines of a box: each with its line, column, text and style; the place and size of the picture."""

    lines: list[tuple[int, tuple[int, str, str]]]
    picture: tuple[int, int, int, int] | None
    needed: int


class _Part:
    """A column of boxes on the page.

    Attributes:
        x, columns: of its frame.
        is_left: whether its residual connections are on the left, as in the encoder of figure 1.
    """

    def __init__(self, view: View, stack: Stack, x: int, columns: int, is_left: bool) -> None:
        self.view, self.stack, self.is_left = view, stack, is_left
        self.name = stack.column.name
        margin = self._stub() if view.only is not None else 0
        if margin:
            self.is_left = False
        self.x, self.columns = x + margin, columns - margin
        tracks = 2 * (1 + max(stack.tracks.values(), default=0))
        self.left = self.x + (2 + tracks if self.is_left else 2)
        self.right = self.x + self.columns - 1 - (2 if self.is_left else 2 + tracks)
        self.center = (self.left + self.right) // 2
        self.size = 1
        self.found = Arrangement()
        self.spots: dict[int, Spot] = {}

    def _stub(self) -> int:
        """Columns for the name of another column that this one reads."""
        names = [start for n in self.stack.main for start, _readers in _crossing(self.stack.diagram, n)]
        titles = (column.title for column in self.stack.diagram.columns if column.name in names)
        return max((width(safe(title)) + 5 for title in titles), default=0)

    @cached_property
    def is_read_elsewhere(self) -> bool:
        """Whether another column reads this one."""
        return bool(self.reader)

    @cached_property
    def reader(self) -> str:
        """The name of the column that reads this one; "" if none does."""
        boxes = self.stack.diagram.boxes
        names = [
            boxes[edge.end].column
            for edge in self.stack.diagram.edges
            if boxes[edge.start].column == self.name != boxes[edge.end].column
        ]
        titles = (column.title for column in self.stack.diagram.columns if column.name in names)
        return next((_("to the {part}", part=safe(title)) for title in titles), "")

    def lane_x(self, lane: Lane) -> int:
        """The column of a lane."""
        track = 2 * self.stack.tracks[lane]
        return self.left - 2 - track if self.is_left else self.right + 2 + track

    # -------------------------------------------------------------------------- sizes
    def height(self, size: int) -> int:
        """The lines of the column, with the words at its ends, if a box has `size` lines of content."""
        top = arranged(self.stack, lambda n: self._content(n, size), self._first).top
        if self.view.said.get(self.name) is not None or (self.is_read_elsewhere and self.view.only):
            return top + 3
        return top + (2 if self.is_read_elsewhere else 1)

    @property
    def _first(self) -> int:
        return WORDS if self.view.read.get(self.name) is not None else 0

    def arrange(self, size: int) -> None:
        """Gives every box its place."""
        self.size = size
        self.found = arranged(self.stack, lambda n: self._content(n, size), self._first)
        for number, (bottom, top) in self.found.rows.items():
            aside = self.stack.beside.get(number)
            left, right = self.left, self.right
            if aside is not None and self.is_left:
                self.spots[aside] = Spot(left, bottom, self.center - 3 - left, top)
                left = self.center - 2
            elif aside is not None:
                self.spots[aside] = Spot(self.center + 4, bottom, right - self.center - 3, top)
                right = self.center + 2
            self.spots[number] = Spot(left, bottom, right - left + 1, top)

    def _content(self, number: int, size: int) -> int:
        """The lines of a box's content, at least those that its text needs."""
        aside = self.stack.beside.get(number)
        if aside is None:
            return max(size, self._needed(number, self.right - self.left - 1))
        half = self.center - self.left - 5
        return max(size, *(self._needed(n, half) for n in (number, aside)))

    def _needed(self, number: int, room: int) -> int:
        return self._text(number, room, 1).needed

    @cached_property
    def _longest(self) -> tuple[int, int]:
        """The columns of the longest title and shape of the boxes that are as wide as the column."""
        alone = [n for n in self.stack.main if n not in self.stack.beside] or list(self.stack.main)
        facts = [self.view.facts(n) for n in alone]
        return max((width(f.title) for f in facts), default=0), max(
            (width(f.shape) for f in facts), default=0
        )

    def text(self, number: int) -> _Text:
        """What is written in a box."""
        spot = self.spots[number]
        return self._text(number, spot.columns - 2, spot.top - spot.bottom - 1)

    def _text(self, number: int, room: int, size: int) -> _Text:
        fact = self.view.facts(number)
        title = f"{HERE} {fact.title}" if number == self.view.here else fact.title
        is_narrow = number in self.stack.beside or number in self.stack.beside.values()
        longest, long = (width(title), width(fact.shape)) if is_narrow else self._longest
        longest = max(longest, width(title))
        side = SIDE if max(map(width, title.split()), default=0) <= room - 2 * SIDE else 0
        inner = room - 2 * side
        line = inner - longest - 1 - long - 1  # columns of a picture on the line of title and shape
        beside = inner - max(longest, long) - 2  # to the right of title and shape
        if line >= LEAST_PICTURE and (size == 1 or line >= WIDE_PICTURE):
            columns = min(line, MOST_PICTURE)
            at = room - side - columns
            shape = at - 1 - width(fact.shape)
            return _Text(
                [(0, (side, title, "title")), (0, (shape, fact.shape, "faint"))], (at, 0, columns, size), 1
            )
        if size > 1 and beside >= WIDE_PICTURE:
            columns = min(beside, MOST_PICTURE)
            lines = [(0, (side, title, "title")), (1, (side, fact.shape, "faint"))]
            return _Text(lines, (room - side - columns, 0, columns, size), 2)
        if width(title) + 1 + width(fact.shape) <= inner:
            shape = room - side - width(fact.shape)
            picture = (side, 1, inner, size - 1) if size > 1 else None
            return _Text(
                [(0, (side, title, "title")), (0, (shape, fact.shape, "faint"))],
                picture,
                1 if is_narrow else 2,
            )
        words = wrap(title, max(1, inner), 2)
        lines = [(n, (side, word, "title")) for n, word in enumerate(words)]
        lines.append((len(words), (side, cut(fact.shape, inner), "faint")))
        picture = (side, len(lines), inner, size - len(lines)) if size > len(lines) else None
        return _Text(lines, picture, len(lines))


def _crossing(diagram: Diagram, number: int) -> list[tuple[str, tuple[str, ...]]]:
    """The other columns that a box reads, and the operations that read them."""
    box = diagram.boxes[number]
    edges = [edge for edge in diagram.inputs(box) if diagram.boxes[edge.start].column != box.column]
    return [(diagram.boxes[edge.start].column, edge.readers) for edge in edges]
