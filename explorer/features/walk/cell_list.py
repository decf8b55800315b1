"""The cells a number was made of, or went into, to follow one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from ....core.operations.arithmetic import number
from ....core.operations.expression import Cell, Index, Source
from ...ui import precision
from ...ui.cell_inputs import Origin
from ...ui.consumers import Heading
from ...ui.navigator import Navigator
from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.walk import SEPARATOR
from ...ui.widgets.line_list import LineList

BARE, FIXED = 19, 44  # columns beside the name: what is added and the value; and the term
LEAST_NAME = 22  # columns that a name has before there is a term beside it


class OriginList(LineList):
    """One line for each cell, the heaviest first.

    Attributes:
        entries: the cells, and headings between them.
        mode: what kind of list it is, in a word for the footer.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,left,backspace,b", "leave", show=False),
        Binding("right", "choose", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--heading"}
    DEFAULT_CSS = "OriginList > .list--heading { text-style: bold; }"

    class Chosen(Message):
        """Go to where that cell stands."""

        def __init__(self, source: Source, cell: Index) -> None:
            super().__init__()
            self.source, self.cell = source, cell

    class Left(Message):
        """The reader stays."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: Sequence[Origin | Heading] = []
        self.names: list[str] = []
        self.mode = ""
        self._beside = FIXED

    def offer(self, navigator: Navigator, entries: Sequence[Origin | Heading], mode: str, title: str) -> None:
        """Lists cells to go to."""
        self.entries, self.mode = entries, mode
        self.names = [
            each.text if isinstance(each, Heading) else navigator.name(each.cell) for each in entries
        ]
        terms = any(isinstance(each, Origin) and each.term for each in entries)
        self._beside = FIXED if terms else BARE
        self.border_title = Content(title)
        self.cursor = 0
        self.changed()

    def count(self) -> int:
        return len(self.entries)

    def parts(self, number_: int, width: int) -> list[tuple[str, str]]:
        entry = self.entries[number_]
        if isinstance(entry, Heading):
            return [(fit(_shortened(self.names[number_], width), width), "list--heading")]
        adds = "" if entry.contribution is None else f"{_signed(entry.contribution)} "
        value = _written(entry.cell)
        beside = self._beside if width >= self._beside + LEAST_NAME else BARE
        room = max(12, width - beside)
        return [
            (fit(adds, 9, "right"), "list--current"),
            (fit(self.names[number_], min(room, 60)), ""),
            (fit(value, 10, "right"), ""),
            (fit(f"   {entry.term}" if entry.term else "", beside - BARE), "list--faint"),
        ]

    def chosen(self, number_: int) -> None:
        self.post_message(self.Chosen(*self.entries[number_].place))

    def action_leave(self) -> None:
        self.post_message(self.Left())


def _shortened(title: str, columns: int) -> str:
    """Without its first groups, where there is no room for them: the step itself comes last."""
    while columns_of(title) > columns and SEPARATOR in title.removeprefix(f"…{SEPARATOR}"):
        title = f"…{SEPARATOR}{title.removeprefix(f'…{SEPARATOR}').split(SEPARATOR, 1)[1]}"
    return title


def _written(cell: Cell) -> str:
    return f"{cell.value:.0f}" if cell.source.kind == "tokens" else number(cell.value, precision.explained())


def _signed(value: float) -> str:
    text = number(value, precision.explained())
    return text if text.startswith("−") else f"+{text}"
