"""The cells a number was made of, to follow one of them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from ...core.language import _
from ...core.operations.arithmetic import number
from ...core.operations.expression import Cell
from ..origins import Origin
from ..reading import Reading
from ..text import fit
from .line_list import LineList

DIGITS = 3


class OriginList(LineList):
    """One line for each cell, the heaviest term's first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,left,backspace,b", "leave", show=False),
        Binding("right", "choose", show=False),
    ]

    class Chosen(Message):
        """Go to where that cell stands."""

        def __init__(self, origin: Origin) -> None:
            super().__init__()
            self.origin = origin

    class Left(Message):
        """The reader stays."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.origins: list[Origin] = []
        self.names: list[str] = []

    def offer(self, reading: Reading, found: list[Origin]) -> None:
        """Lists the cells that a number was made of."""
        self.origins = found
        self.names = [reading.name(origin.cell) for origin in found]
        self.border_title = Content(
            _("{cell} was made of").format(cell=reading.shown.cell_name(reading.cell))
        )
        self.cursor = 0
        self.changed()

    def count(self) -> int:
        return len(self.origins)

    def parts(self, number_: int, width: int) -> list[tuple[str, str]]:
        origin = self.origins[number_]
        adds = "" if origin.contribution is None else f"{_signed(origin.contribution)} "
        value = _written(origin.cell)
        room = max(12, width - 44)
        return [
            (fit(adds, 9, "right"), "list--current"),
            (fit(self.names[number_], min(room, 60)), ""),
            (fit(value, 10, "right"), ""),
            (fit(f"   {origin.term}" if origin.term else "", 25), "list--faint"),
        ]

    def chosen(self, number_: int) -> None:
        self.post_message(self.Chosen(self.origins[number_]))

    def action_leave(self) -> None:
        self.post_message(self.Left())


def _written(cell: Cell) -> str:
    return f"{cell.value:.0f}" if cell.source.kind == "tokens" else number(cell.value, DIGITS)


def _signed(value: float) -> str:
    text = number(value, DIGITS)
    return text if text.startswith("−") else f"+{text}"
