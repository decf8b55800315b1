"""The lists of the experiments: all labs, what came of one, and what can be turned in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.widgets.dials import Dial, Dials
from ...ui.widgets.line_list import LineList
from .state import LabsState

NAME, NUMBER = 24, 22  # columns, at most
LESSON = 3  # columns


class Chosen(Message):
    """The reader's cursor is on another line; `into` if she wants to go into it."""

    def __init__(self, number: int, into: bool) -> None:
        super().__init__()
        self.number, self.into = number, into


class _List(LineList):
    """A base: its lines are those of a desk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]

    class Chosen(Chosen):
        """Another line."""

    def __init__(self, state: LabsState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state

    def moved(self, number: int) -> None:
        self.post_message(self.Chosen(number, False))

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(number, True))

    def action_edge(self, to: int) -> None:
        self.action_line(to * self.count())


class Labs(_List):
    """All labs by what they are about, each group behind the number of its lesson."""

    class Chosen(Chosen):
        """Another lab."""

    def count(self) -> int:
        return len(self.state.names)

    def follow(self) -> None:
        """The cursor to the lab that is looked at."""
        self.cursor = self.state.here
        self.changed()

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        names = self.state.names
        lesson = self.state.number(names[number])
        again = number > 0 and lesson == self.state.number(names[number - 1])
        title = fit(self.state.titles[names[number]], max(1, width - LESSON - 1))
        return [(f"{'' if again else lesson:>{LESSON}} ", "list--faint"), (title, "")]


class Tables(_List):
    """What came of a lab: each table with its number or its size, and its sentence."""

    class Chosen(Chosen):
        """Another table."""

    def follow(self) -> None:
        """The lines as they are now, the cursor on the one that is looked at."""
        names = self.state.tables()
        self.cursor = names.index(self.state.table) if names else 0
        as_high = self.virtual_size.height == len(names)
        self.changed()
        if not as_high:  # it is as high as what it holds
            self.refresh(layout=True)

    def count(self) -> int:
        return len(self.state.tables())

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        names = self.state.tables()
        said = {name: self.state.says(name) for name in names}
        name = names[number]
        longest = min(NAME, max(map(columns_of, names)))
        size = min(NUMBER, max(columns_of(number) for number, _says in said.values()))
        number_or_size, says = said[name]
        return [
            (fit(f" {name}", longest + 1), ""),
            (f"  {fit(number_or_size, size, 'right')}", "list--current"),
            (f"  {says}", "list--faint"),
        ]


class Knobs(Dials):
    """What can be turned in a lab; Enter types a value."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "type", show=False)]

    value_columns = 16

    class Typed(Message):
        """A value is to be typed."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def say(self, dials: Sequence[Dial]) -> None:
        as_many = len(dials) == self.count()
        super().say(dials)
        if not as_many:
            self.refresh(layout=True)

    def action_type(self) -> None:
        if self.dials:
            self.post_message(self.Typed(self.cursor))
