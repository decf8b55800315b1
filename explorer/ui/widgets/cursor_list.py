"""Lists that report the moves of their cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from textual.actions import SkipAction
from textual.geometry import Size
from textual.message import Message

from ..text import fit
from .line_list import LineList


class CursorList(LineList):
    """A list for a screen that shows what the cursor is on. The cursor skips headings."""

    takes_enter = True  # otherwise the screen has another use for Enter

    @dataclass
    class Moved(Message):
        """The reader moved the cursor to a line; `enter`: whether by Enter or a click."""

        lines: CursorList
        number: int
        enter: bool

        @property
        def is_stale(self) -> bool:
            """Whether the next key has moved the cursor already."""
            return self.number != self.lines.cursor

    def is_heading(self, number: int) -> bool:
        """Whether a line cannot be chosen."""
        return False

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.count()  # where the style sheet says auto

    def moved(self, number: int) -> None:
        self.post_message(self.Moved(self, number, enter=False))

    def chosen(self, number: int) -> None:
        if not self.is_heading(number):
            self.post_message(self.Moved(self, number, enter=True))

    def action_choose(self) -> None:
        if not self.takes_enter:
            raise SkipAction
        self.chosen(self.cursor)

    def action_line(self, by: int) -> None:
        place = max(0, min(self.cursor + by, self.count() - 1))
        down, up = range(place, self.count()), range(place, -1, -1)
        lines = chain(down, up) if by > 0 else chain(up, down)
        super().action_line(next((n for n in lines if not self.is_heading(n)), self.cursor) - self.cursor)


class TitleList(CursorList):
    """One line of safe text for each title."""

    titles: Sequence[str] = ()

    def show(self, titles: Sequence[str], cursor: int) -> None:
        """Replaces the titles, with the cursor on one of them."""
        self.titles, self.cursor = titles, cursor
        self.changed()

    def count(self) -> int:
        return len(self.titles)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [(fit(self.titles[number], width), "")]
