"""Widgets that draw line by line: base classes, and a list with a cursor that creates only its visible lines."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.css.styles import StylesBase
from textual.geometry import Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from ....core.support.localization import _
from ..text import fit
from ..text import width as columns_of

NO_STYLE = Style.null()
LEAST = 4  # lines of a list that shows whether there are more


class Styled(Widget):
    """A base for widgets that draw with component styles and have no links.

    Textual computes a component's style again after every refresh, and looks for links in every line.
    """

    auto_links = var(False)

    @cached_property
    def _known(self) -> dict[str, tuple[StylesBase, Style]]:
        return {}

    def component(self, name: str) -> Style:
        """The style of a component, without that of the widget; cached until the style sheet changes."""
        rules = self._component_styles[name]  # a new object whenever the style sheet is applied
        known = self._known.get(name)
        if known is None or known[0] is not rules:
            known = self._known[name] = (rules, self.get_component_rich_style(name, partial=True))
        return known[1]


class Scrolled(ScrollView, Styled):  # Textual takes the style sheet of the first base
    """A base for widgets that draw line by line and scroll without bars.

    Textual lays out the whole screen whenever the size of the content changes, because a scroll bar may appear.
    Here there are none, and a layout costs more than painting a step.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    Scrolled {
        scrollbar-size: 0 0;
        overflow: hidden hidden;
    }
    """

    def hold(self, width: int, height: int) -> None:
        """Sets the size of the content, in columns and lines."""
        self.set_reactive(ScrollView.virtual_size, Size(width, height))

    def is_cut(self, y: int, count: int) -> bool:
        """Whether a visible line is the last one, with other lines below it; false in a very low widget."""
        height = self.content_size.height
        return height >= LEAST and y == height - 1 and self.scroll_offset.y + height < count

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the mouse wheel scrolls: it works without a bar."""
        return self.max_scroll_y > 0

    @property
    def allow_horizontal_scroll(self) -> bool:
        return self.max_scroll_x > 0


class LineList(Scrolled, can_focus=True, inherit_bindings=False):  # otherwise Home and End would only scroll
    """A subclass defines the number of lines, their text, and what choosing a line does."""

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
    shows_more: ClassVar[bool] = False  # whether the first and last visible lines say that there are others

    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        """A line as pieces of safe text, each with a component class ("" for ordinary text)."""
        raise NotImplementedError

    def chosen(self, number: int) -> None:
        """The reader pressed Enter on a line, or clicked it."""
        raise NotImplementedError

    def moved(self, number: int) -> None:
        """The reader moved the cursor to a line."""

    def changed(self) -> None:
        """Redraws after the lines have changed."""
        self.hold(self.content_size.width, self.count())
        self.cursor = max(0, min(self.cursor, self.count() - 1))
        self._bring_into_sight()

    @cached_property
    def plain(self) -> Style:
        """The style of ordinary text; cached until the style sheet changes."""
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
        more = self._more(y)
        if more:
            width -= columns_of(more)
        above = self.get_component_rich_style("list--cursor") if number == self.cursor else NO_STYLE
        segments, left = [], width
        for text, name in self.parts(number, width):
            text = fit(text, min(left, columns_of(text)))
            style = self.component(name) if name else NO_STYLE
            segments.append(Segment(text, base + style + above))
            left -= columns_of(text)
        segments.append(Segment(" " * left, base + above))
        if more:
            segments.append(Segment(more, base + self.component("list--current")))
        return Strip(segments, width + columns_of(more))

    def _more(self, y: int) -> str:
        """The sign that there are lines above the first visible line, or below the last one; "" on other lines."""
        height, top = self.content_size.height, self.scroll_offset.y
        if not self.shows_more or height < LEAST:
            return ""
        more = _("more")
        if y == 0 and top:
            return f" ▴ {more}"
        return f" ▾ {more}" if self.is_cut(y, self.count()) else ""

    def _bring_into_sight(self) -> None:
        self.scroll_to_cursor()
        self.refresh()

    def scroll_to_cursor(self) -> None:
        """Scrolls as little as possible; everything is repainted only if it scrolls."""
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
