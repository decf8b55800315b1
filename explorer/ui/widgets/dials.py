"""A list of settings: ↑ ↓ choose a setting, ← → change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from ..text import fit
from ..text import width as columns_of
from .line_list import LineList

LEFT, RIGHT = "◂", "▸"
VALUE = 5  # columns


@dataclass(frozen=True)
class Dial:
    """A setting: its name in the code, its title for a reader, and its value."""

    name: str
    title: str
    value: str


class Dials(LineList):
    """One line for each setting, `temperature  ◂ 1.00 ▸`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,minus", "turn(-1)", show=False),
        Binding("right,plus,equals_sign", "turn(1)", show=False),
    ]

    value_columns = VALUE  # which a subclass may change

    class Turned(Message):
        """The reader changes a setting by `by` values."""

        def __init__(self, name: str, by: int) -> None:
            super().__init__()
            self.name, self.by = name, by

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.dials: Sequence[Dial] = ()

    def show(self, dials: Sequence[Dial]) -> None:
        """Replaces the settings, or only their values."""
        self.dials = dials
        self.changed()

    def count(self) -> int:
        return len(self.dials)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        dial = self.dials[number]
        value = f"{LEFT}{fit(dial.value, self.value_columns, 'centre')}{RIGHT}"
        title = fit(f" {dial.title}", max(0, width - columns_of(value)))
        return [(title, ""), (value, "list--current")]

    def chosen(self, number: int) -> None:
        """Does nothing: the arrow keys change a setting."""

    def action_turn(self, by: int) -> None:
        if self.dials:
            self.post_message(self.Turned(self.dials[self.cursor].name, by))

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        offset = event.get_content_offset(self)
        if offset is not None and offset.y + self.scroll_offset.y < self.count():
            if offset.x >= self.content_size.width - 1 - self.value_columns // 2:
                self.action_turn(1)
            elif offset.x >= self.content_size.width - 2 - self.value_columns:
                self.action_turn(-1)
