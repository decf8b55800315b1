"""A container that reports its size."""

from __future__ import annotations

from textual import events
from textual.containers import Container
from textual.message import Message


class Room(Container):
    """Reports every change of its size, for example when a docked line appears below it."""

    class Resized(Message):
        """The size has changed."""

        def __init__(self, room: Room) -> None:
            super().__init__()
            self.room = room

    def on_resize(self, event: events.Resize) -> None:
        self.post_message(self.Resized(self))
