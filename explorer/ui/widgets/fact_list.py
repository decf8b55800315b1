"""A list of lines, some of which are links; the cursor goes from link to link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from ....core.operations.expression import Source
from ..step_facts import Line
from ..text import fit
from .line_list import LineList

STYLES = {"heading": "fact--heading", "faint": "list--faint", "code": "fact--code", "link": "fact--link"}


class FactList(LineList):
    """The lines of the panel about a step."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"fact--heading", "fact--code", "fact--link"}
    DEFAULT_CSS = """
    FactList {
        & > .fact--heading { text-style: bold; }
        & > .fact--code { color: $text-primary; }
        & > .fact--link { color: $text-accent; }
    }
    """

    class Chosen(Message):
        """The reader chose the link to this array."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Line] = []
        self.cursor = -1

    def show(self, lines: Sequence[Line]) -> None:
        """Replaces the lines; the cursor stays on the same link or goes to the first."""
        before = self.lines[self.cursor].source if 0 <= self.cursor < len(self.lines) else None
        self.lines = lines
        links = self._links()
        same = [place for place in links if lines[place].source == before]
        self.changed()
        self.cursor = (same or links or [-1])[0]
        self.refresh()

    def _links(self) -> list[int]:
        return [place for place, line in enumerate(self.lines) if line.source is not None]

    def on_resize(self, event: events.Resize) -> None:
        """Does nothing: the screen makes new lines."""

    def count(self) -> int:
        return len(self.lines)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        line = self.lines[number]
        return [(fit(line.text, width), STYLES.get(line.kind, ""))]

    def chosen(self, number: int) -> None:
        source = self.lines[number].source if 0 <= number < len(self.lines) else None
        if source is not None:
            self.post_message(self.Chosen(source))

    def action_line(self, by: int) -> None:
        """Goes to the next visible link, or scrolls by a line if there is none."""
        ahead = [n for n in self._links() if (n > self.cursor if by > 0 else n < self.cursor)]
        goal = (ahead[0] if by > 0 else ahead[-1]) if ahead else None
        top, height = self.scroll_offset.y, self.content_size.height
        if goal is not None and top - 3 <= goal < top + height + 3:
            self.cursor = goal
            self._bring_into_sight()
        else:
            self.scroll_to(y=max(0, min(top + by, self.count() - height)), animate=False)

    def action_page(self, direction: int) -> None:
        height = max(1, self.content_size.height - 1)
        top = self.scroll_offset.y + direction * height
        self.scroll_to(y=max(0, min(top, self.count() - self.content_size.height)), animate=False)
