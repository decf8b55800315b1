"""A container that tells how much room there is in it."""

from __future__ import annotations

from textual import events
from textual.containers import Container
from textual.message import Message


class Room(Container):
    """What it holds may stand otherwise where there is more or less room, as when a line comes or goes below it."""

    class Resized(Message):
        """There is more or less room."""

        def __init__(self, room: Room) -> None:
            super().__init__()
            self.room = room

    def on_resize(self, event: events.Resize) -> None:
        self.post_message(self.Resized(self))
