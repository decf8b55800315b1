"""The lists of the experiments: all labs, the tables of one, and its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.dials import Dial, Dials
from .state import LabsState

NAME, NUMBER = 24, 22  # maximum columns
LESSON = 3  # columns


class StateList(CursorList):
    """A list of labs or tables."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "line(-10000)", show=False),
        Binding("end", "line(10000)", show=False),
    ]

    def __init__(self, state: LabsState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state


class Labs(StateList):
    """All labs by title, each group after the number of its lesson."""

    def count(self) -> int:
        return len(self.state.names)

    def follow(self) -> None:
        """Moves the cursor to the current lab."""
        self.cursor = self.state.here
        self.changed()

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        names = self.state.names
        lesson = self.state.number(names[number])
        again = number > 0 and lesson == self.state.number(names[number - 1])
        title = fit(self.state.titles[names[number]], max(1, width - LESSON - 1))
        return [(f"{'' if again else lesson:>{LESSON}} ", "list--faint"), (title, "")]


class Tables(StateList):
    """The tables of a lab: each with its number or its size, and its description."""

    def follow(self) -> None:
        """Shows the current tables, with the cursor on the current one."""
        names = self.state.tables()
        self.cursor = names.index(self.state.table) if names else 0
        as_high = self.virtual_size.height == len(names)
        self.changed()
        if not as_high:  # its height depends on its content
            self.refresh(layout=True)

    def count(self) -> int:
        return len(self.state.tables())

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        names = self.state.tables()
        descriptions = {name: self.state.description_of(name) for name in names}
        name = names[number]
        longest = min(NAME, max(map(columns_of, names)))
        size = min(NUMBER, max(columns_of(number) for number, _says in descriptions.values()))
        number_or_size, says = descriptions[name]
        return [
            (fit(f" {name}", longest + 1), ""),
            (f"  {fit(number_or_size, size, 'right')}", "list--current"),
            (f"  {says}", "list--faint"),
        ]


class Parameters(Dials):
    """The parameters of a lab; Enter types a value."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "type", show=False)]

    value_columns = 16

    @dataclass
    class Typed(Message):
        """The reader wants to type a value."""

        number: int

    def show(self, dials: Sequence[Dial]) -> None:
        as_many = len(dials) == self.count()
        super().show(dials)
        if not as_many:
            self.refresh(layout=True)

    def action_type(self) -> None:
        if self.dials:
            self.post_message(self.Typed(self.cursor))
