"""A page of characters on which lines join where they meet: boxes, arrows, text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...ui.text import width
from .thumbnail import Paint

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
LIGHT = " │││─┘┐┤─└┌├─┴┬┼"  # by the directions in which lines leave a place
HEAVY = " ┃┃┃━┛┓┫━┗┏┣━┻┳╋"

CURRENT = "current"  # the style of the box with the cursor


@dataclass
class Place:
    """What is at one column of one line.

    Attributes:
        text: a character; "" in the second column of a wide one.
        style: the name of a style, or the colors of a half block.
        lines: the directions in which lines leave it.
    """

    text: str = " "
    style: str | Paint = ""
    lines: int = 0

    def heavy(self) -> Place:
        """The same place on the border of the current box; what is written on the border stays."""
        return replace(self, text=HEAVY[self.lines] if self.lines else self.text, style=CURRENT)


class Canvas:
    """Columns count from the left, lines from the top."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        self.places = [[Place() for _column in range(columns)] for _line in range(lines)]

    def _at(self, x: int, y: int) -> Place | None:
        return self.places[y][x] if 0 <= y < self.lines and 0 <= x < self.columns else None

    def write(self, x: int, y: int, text: str, style: str | Paint = "") -> None:
        """Writes safe text; what does not fit is left out."""
        last: Place | None = None
        for character in text:
            wide = width(character)
            place = self._at(x, y)
            if not wide and last is not None:  # a combining mark
                last.text += character
                continue
            if place is None or x + wide > self.columns:
                return
            place.text, place.style, place.lines = character, style, 0
            for more in range(1, wide):
                second = self.places[y][x + more]
                second.text, second.style, second.lines = "", style, 0
            x, last = x + wide, place

    def across(self, y: int, first: int, last: int, style: str = "line") -> None:
        """A horizontal line, both ends included."""
        first, last = min(first, last), max(first, last)
        for x in range(first, last + 1):
            self._join(x, y, (LEFT if x > first else 0) | (RIGHT if x < last else 0), style)

    def down(self, x: int, first: int, last: int, style: str = "line") -> None:
        """A vertical line, both ends included."""
        first, last = min(first, last), max(first, last)
        for y in range(first, last + 1):
            self._join(x, y, (UP if y > first else 0) | (DOWN if y < last else 0), style)

    def _join(self, x: int, y: int, lines: int, style: str) -> None:
        place = self._at(x, y)
        if place is not None:
            place.lines |= lines
            place.text, place.style = LIGHT[place.lines], style

    def box(self, x: int, y: int, columns: int, lines: int, style: str = "line") -> None:
        """The border of a box."""
        right, bottom = x + columns - 1, y + lines - 1
        for line in (y, bottom):
            self.across(line, x, right, style)
        for column in (x, right):
            self.down(column, y, bottom, style)
