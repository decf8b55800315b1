"""A list of lines with a cursor, of which only those in sight are made."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from ..text import fit
from ..text import width as columns_of
from .scrolled import Scrolled


class LineList(Scrolled, can_focus=True, inherit_bindings=False):  # else Home and End would only scroll
    """A base: a subclass says how many lines there are, what each says, and what choosing one does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("enter", "choose", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--cursor", "list--faint", "list--current"}
    DEFAULT_CSS = """
    LineList {
        & > .list--cursor { background: $block-cursor-blurred-background; }
        & > .list--faint { color: $faint; }
        & > .list--current { color: $text-accent; text-style: bold; }
        &:focus > .list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """

    cursor = 0

    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        """A line as pieces of safe text, each with a component class ("" for ordinary text)."""
        raise NotImplementedError

    def chosen(self, number: int) -> None:
        """Enter, or a click, on a line."""
        raise NotImplementedError

    def moved(self, number: int) -> None:
        """The cursor has come to a line by the reader's hand."""

    def changed(self) -> None:
        """The lines are others than before."""
        self.hold(self.content_size.width, self.count())
        self.cursor = max(0, min(self.cursor, self.count() - 1))
        self._bring_into_sight()

    @cached_property
    def plain(self) -> Style:
        """Ordinary text, until the style sheet says otherwise."""
        return self.rich_style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.__dict__.pop("plain", None)

    def on_resize(self, event: events.Resize) -> None:
        self.changed()

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        number = y + self.scroll_offset.y
        base = self.plain
        if number >= self.count():
            return Strip.blank(width, base)
        above = self.get_component_rich_style("list--cursor") if number == self.cursor else Style()
        segments, left = [], width
        for text, name in self.parts(number, width):
            text = fit(text, min(left, columns_of(text)))
            style = self.get_component_rich_style(name, partial=True) if name else Style()
            segments.append(Segment(text, base + style + above))
            left -= columns_of(text)
        segments.append(Segment(" " * left, base + above))
        return Strip(segments, width)

    def _bring_into_sight(self) -> None:
        self.scroll_to_cursor()
        self.refresh()

    def scroll_to_cursor(self) -> None:
        """Scrolls as little as need be; only if it does is everything painted again."""
        height = self.content_size.height
        top = self.scroll_offset.y
        if height:
            margin = min(2, (height - 1) // 2)
            top = min(top, max(0, self.cursor - margin))
            top = max(top, self.cursor + margin + 1 - height)
            self.scroll_to(y=max(0, min(top, self.count() - height)), animate=False, force=True)

    def action_line(self, by: int) -> None:
        place = max(0, min(self.cursor + by, self.count() - 1))
        if place != self.cursor:
            self.refresh_line(self.cursor)
            self.cursor = place
            self.refresh_line(place)
            self.scroll_to_cursor()
            self.moved(place)

    def action_page(self, direction: int) -> None:
        self.action_line(direction * max(1, self.content_size.height - 1))

    def action_choose(self) -> None:
        if self.count():
            self.chosen(self.cursor)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = offset.y + self.scroll_offset.y
        if number < self.count():
            self.cursor = number
            self.refresh()
            self.chosen(number)
