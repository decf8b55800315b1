"""A list of steps, one of which one looks at, and from which one may go on into the walk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual import events
from textual.message import Message

from .line_list import LineList

Row = TypeVar("Row")


class RowList(LineList, Generic[Row]):
    """A base: a subclass says what stands in the line of a row."""

    class Looked(Message):
        """The cursor is on another row."""

        def __init__(self, row: object) -> None:
            super().__init__()
            self.row = row

    class WalkRoute(Message):
        """The reader wants to go on walking at that row."""

        def __init__(self, row: object) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()

    @property
    def row(self) -> Row | None:
        """The one under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def count(self) -> int:
        return max(1, len(self.rows))

    def chosen(self, number: int) -> None:
        if self.rows:
            self.post_message(self.Looked(self.rows[number]))
            self.post_message(self.WalkRoute(self.rows[number]))

    def moved(self, number: int) -> None:
        if self.rows:
            self.post_message(self.Looked(self.rows[number]))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Chooses a step at once: when the button is let go the list may stand somewhere else."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y + self.scroll_offset.y < len(self.rows):
            self.action_line(offset.y + int(self.scroll_offset.y) - self.cursor)

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()
