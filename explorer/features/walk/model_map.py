"""The model map: every step of the walk in its place in the model."""

from __future__ import annotations

from textual.message import Message

from ....core.support.localization import _
from ...ui.navigator import Navigator
from ...ui.text import fit
from ...ui.walk import Group
from ...ui.widgets.line_list import LineList
from .outline import Outline, span

VISITED, CURRENT = "✓", "▶"
OPEN, CLOSED = "▾", "▸"


class ModelMap(LineList):
    """Groups and steps; seen ones ticked, the current one marked. Moving onto a step goes there."""

    class Chosen(Message):
        """The reader picked a step; `enter` when it was by Enter, to go into its numbers."""

        def __init__(self, place: int, enter: bool) -> None:
            super().__init__()
            self.place, self.enter = place, enter

    def __init__(self, navigator: Navigator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = _("model")
        self.show(navigator)

    def show(self, navigator: Navigator) -> None:
        """Shows another trace's walk."""
        self.navigator = navigator
        self.outline = Outline(navigator.walk)
        self._number = navigator.number
        self.follow()
        self.changed()

    def follow(self) -> None:
        """Goes along with the reading: opens where it is, closes where it was."""
        before, touched = self.outline.lines, {self.cursor, *self.outline.lines_around(self._number)}
        self._number = self.navigator.number
        self.outline.enter(self._number)
        self.cursor = self.outline.line_of(self._number)
        if self.outline.lines == before:
            for line in touched.union(self.outline.lines_around(self._number)):
                self.refresh_line(line)
            self.scroll_to_cursor()
        else:
            self.changed()

    def count(self) -> int:
        return len(self.outline.lines)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        line = self.outline.lines[number]
        visited = self.navigator.visited
        if isinstance(line.item, Group):
            inside = span(line.item)
            here = not line.open and self.navigator.number in inside
            done = visited.issuperset(inside)
            sign = CURRENT if here else OPEN if line.open else CLOSED
            name = "list--current" if here else ""
        else:
            here = line.item == self.navigator.number
            done = line.item in visited
            sign = CURRENT if here else " "
            name = "list--current" if here else ("" if done else "list--faint")
        text = f"{'  ' * line.depth}{sign} {line.title}"
        mark = VISITED if done and not here else " "
        return [(fit(text, max(0, width - 2)), name), (f" {mark}", "list--faint")]

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
