"""The lists of the walk: the map of the model, and the cells that a number came from or went into."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from ....core.operations.arithmetic import number
from ....core.operations.expression import Cell, Index, Source
from ....core.support.localization import _
from ...ui import precision
from ...ui.cell_inputs import Origin
from ...ui.consumers import Heading
from ...ui.navigator import Navigator
from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.walk import SEPARATOR, Group
from ...ui.widgets.line_list import LineList
from .state import Outline

VISITED, CURRENT = "✓", "▶"
OPEN, CLOSED = "▾", "▸"
BARE, FIXED = 19, 44  # columns next to the name: the contribution and the value; with the term
LEAST_NAME = 22  # columns of a name before a term is shown next to it


class ModelMap(LineList):
    """Groups and steps; visited ones are ticked, the current one is marked. Moving the cursor to a step goes there."""

    class Chosen(Message):
        """The reader chose a step; `enter` with Enter, to go into its numbers."""

        def __init__(self, place: int, enter: bool) -> None:
            super().__init__()
            self.place, self.enter = place, enter

    def __init__(self, navigator: Navigator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = _("model")
        self.show(navigator)

    def show(self, navigator: Navigator) -> None:
        """Shows the walk of another trace."""
        self.navigator = navigator
        self.outline = Outline(navigator.walk)
        self._number = navigator.number
        self.follow()
        self.changed()

    def follow(self) -> None:
        """Opens the groups of the current step and closes those of the previous one."""
        outline, left = self.outline, self._number
        before, touched = outline.lines, {self.cursor, *outline.lines_around(left)}
        self._number = self.navigator.number
        outline.enter(self._number)
        self.cursor = outline.line_of(self._number)
        self.hold(self.content_size.width, self.count())
        both = zip_longest(before, outline.lines)
        moved = {place for place, (line, now) in enumerate(both) if line != now}
        for place in moved.union(touched, outline.lines_around(left), outline.lines_around(self._number)):
            self.refresh_line(place)
        self.scroll_to_cursor()

    def count(self) -> int:
        return len(self.outline.lines)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        line = self.outline.lines[number]
        visited, current = self.navigator.visited, self.navigator.number
        if isinstance(line.item, Group):
            inside = line.item.places
            here, done = not line.open and current in inside, visited.issuperset(inside)
            sign, style = OPEN if line.open else CLOSED, ""
        else:
            here, done = line.item == current, line.item in visited
            sign, style = " ", "" if done else "list--faint"
        if here:
            sign, style = CURRENT, "list--current"
        text = f"{'  ' * line.depth}{sign} {line.title}"
        mark = VISITED if done and not here else " "
        return [(fit(text, max(0, width - 2)), style), (f" {mark}", "list--faint")]

    def chosen(self, number: int) -> None:
        item = self.outline.lines[number].item
        if isinstance(item, Group):
            self.outline.toggle(item)
            self.cursor = self.outline.line_of_group(item)
            self.changed()
        else:
            self.post_message(self.Chosen(item, enter=item == self.navigator.number))

    def moved(self, number: int) -> None:
        item = self.outline.lines[number].item
        if not isinstance(item, Group):
            self.post_message(self.Chosen(item, enter=False))


class CellList(LineList):
    """One line for each cell that a number came from or went into, the largest contribution first.

    Attributes:
        entries: the cells, and headings between them.
        mode: which kind of list it is, as the walk's footers call it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,left,backspace", "leave", show=False),
        Binding("right", "choose", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--heading"}
    DEFAULT_CSS = "CellList > .list--heading { text-style: bold; }"

    class Chosen(Message):
        """The reader goes to this cell."""

        def __init__(self, source: Source, cell: Index) -> None:
            super().__init__()
            self.source, self.cell = source, cell

    class Left(Message):
        """The reader closes the list."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: Sequence[Origin | Heading] = []
        self.names: list[str] = []
        self.mode = ""
        self._other_columns = FIXED

    def show(self, navigator: Navigator, entries: Sequence[Origin | Heading], mode: str, title: str) -> None:
        """Lists cells to go to."""
        self.entries, self.mode = entries, mode
        self.names = [
            each.text if isinstance(each, Heading) else navigator.name(each.cell) for each in entries
        ]
        terms = any(isinstance(each, Origin) and each.term for each in entries)
        self._other_columns = FIXED if terms else BARE
        self.border_title = Content(title)
        self.cursor = 0
        self.changed()

    def count(self) -> int:
        return len(self.entries)

    def parts(self, number_: int, width: int) -> list[tuple[str, str]]:
        entry = self.entries[number_]
        if isinstance(entry, Heading):
            return [(fit(_shortened(self.names[number_], width), width), "list--heading")]
        contribution = "" if entry.contribution is None else f"{_signed(entry.contribution)} "
        others = self._other_columns if width >= self._other_columns + LEAST_NAME else BARE
        return [
            (fit(contribution, 9, "right"), "list--current"),
            (fit(self.names[number_], min(max(12, width - others), 60)), ""),
            (fit(_written(entry.cell), 10, "right"), ""),
            (fit(f"   {entry.term}" if entry.term else "", others - BARE), "list--faint"),
        ]

    def chosen(self, number_: int) -> None:
        self.post_message(self.Chosen(*self.entries[number_].place))

    def action_leave(self) -> None:
        self.post_message(self.Left())


def _shortened(title: str, columns: int) -> str:
    """Without its first groups if there is no room for them: the step itself is at the end."""
    while columns_of(title) > columns and SEPARATOR in title.removeprefix(f"…{SEPARATOR}"):
        title = f"…{SEPARATOR}{title.removeprefix(f'…{SEPARATOR}').split(SEPARATOR, 1)[1]}"
    return title


def _written(cell: Cell) -> str:
    return f"{cell.value:.0f}" if cell.source.kind == "tokens" else number(cell.value, precision.explained)


def _signed(value: float) -> str:
    text = number(value, precision.explained)
    return text if text.startswith("−") else f"+{text}"
