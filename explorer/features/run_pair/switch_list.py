"""The list of switches: what may be changed, and what is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ....core.support.localization import _
from ...ui.text import fit
from ...ui.widgets.line_list import LineList
from . import what_if_strings as said
from .switches import Ask, Switches

ON, OFF, ASKS = "[x] ", "[ ] ", " +  "


class SwitchList(LineList):
    """One line for each switch, with a box before it; the lines that ask for something come with a plus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", show=False),
        Binding("left", "turn(-1, 0)", show=False),
        Binding("right", "turn(1, 0)", show=False),
        Binding("left_square_bracket", "turn(0, -1)", show=False),
        Binding("right_square_bracket", "turn(0, 1)", show=False),
    ]

    class Chosen(Message):
        """The reader wants that line on, off, or asked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Turned(Message):
        """The reader wants another setting of that line."""

        def __init__(self, number: int, fine: int, coarse: int) -> None:
            super().__init__()
            self.number, self.fine, self.coarse = number, fine, coarse

    class Moved(Message):
        """The cursor is on another line."""

    def __init__(self, switches: Switches, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.switches = switches
        self.border_title = _("what if")

    def count(self) -> int:
        return len(self.switches.lines)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        line, on = self.switches.lines[number], self.switches.on[number]
        box = ASKS if isinstance(line, Ask) else ON if on else OFF
        style = "list--current" if on else ""
        return [(box, style), (fit(said.name(line), max(0, width - len(box))), style)]

    def chosen(self, number: int) -> None:
        self.post_message(self.Moved())
        self.post_message(self.Chosen(number))

    def moved(self, number: int) -> None:
        self.post_message(self.Moved())

    def action_turn(self, fine: int, coarse: int) -> None:
        self.post_message(self.Turned(self.cursor, fine, coarse))
