"""The text of a lesson's page; only the visible rows are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from ....core.support.localization import _
from ...ui.text import cut, fit
from ...ui.text import width as columns_of
from ...ui.widgets.dials import Dials
from ...ui.widgets.line_list import LEAST, Scrolled
from .page import PageRow, page_rows
from .state import LessonState

STYLES = ("strong", "emphasis", "code", "heading", "faint", "accent", "cursor", "right", "wrong")


class Sliders(Dials):
    """The parameters of a page's experiments."""

    value_columns = 9


class PageText(Scrolled, can_focus=True, inherit_bindings=False):
    """The text of the current page; its keys are those of the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"text--{style}" for style in STYLES}
    DEFAULT_CSS = """
    PageText {
        & > .text--strong { text-style: bold; }
        & > .text--emphasis { text-style: italic; }
        & > .text--code { color: $text-primary; }
        & > .text--heading { text-style: bold; color: $text-accent; }
        & > .text--faint { color: $faint; }
        & > .text--accent { color: $text-accent; }
        & > .text--cursor { color: $text-accent; text-style: bold reverse; }
        & > .text--right { color: $text-success; text-style: bold; }
        & > .text--wrong { color: $text-warning; }
    }
    """

    @dataclass
    class Chosen(Message):
        """An option was clicked."""

        place: int

    class MoreChanged(Message):
        """Whether there is text below the visible lines has changed."""

    def __init__(self, state: LessonState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state
        self.rows: list[PageRow] = []
        self._had_more = False
        self._following = False  # whether the last change must stay visible

    # -------------------------------------------------------------------------- rows
    def show(self, follow: bool = False, top: bool = False) -> None:
        """Shows the current page; `follow` scrolls to what changed last, `top` to the beginning."""
        self.rows = page_rows(self.state, max(1, self.content_size.width))
        self.hold(self.content_size.width, len(self.rows))
        self.styles.max_height = max(1, len(self.rows))  # so that the answer line is right below the text
        self._following = follow
        if top:
            self.scroll_to(y=0, animate=False, force=True)
        elif follow:
            self._follow()
        self._report_more()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self.show(self._following)
        self.scroll_lines(0)

    def _follow(self) -> None:
        """Scrolls as little as possible to what changed last, or to its beginning if it does not fit."""
        now = [number for number, row in enumerate(self.rows) if row.now]
        height = self.content_size.height
        if now and height:
            last = now[-1] + 1 + (height >= LEAST and now[-1] + 1 < len(self.rows))  # above the sign ▾
            top = max(self.scroll_offset.y, last - height)
            end = max(0, len(self.rows) - height)
            self.scroll_to(y=min(top, end, max(0, now[0] - 1)), animate=False, force=True)

    def _report_more(self) -> None:
        if self.has_more != self._had_more:
            self._had_more = self.has_more
            self.post_message(self.MoreChanged())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._report_more()

    def scroll_lines(self, by: int) -> None:
        """Scrolls down by this many lines."""
        end = max(0, len(self.rows) - self.content_size.height)
        self.scroll_to(y=max(0, min(self.scroll_offset.y + by, end)), animate=False, force=True)

    @property
    def has_more(self) -> bool:
        """Whether there is text below the visible lines."""
        return self.scroll_offset.y + self.content_size.height < len(self.rows)

    def scroll_page(self, by: int) -> bool:
        """Scrolls down or up by a page; returns whether there was more text in that direction."""
        height, y = self.content_size.height, self.scroll_offset.y
        if (by < 0 and y == 0) or (by > 0 and not self.has_more):
            return False
        self.scroll_lines(by * max(1, height - 2))
        return True

    # -------------------------------------------------------------------------- drawing
    @cached_property
    def _styles(self) -> dict[str, Style]:
        named = {style: self.get_component_rich_style(f"text--{style}", partial=True) for style in STYLES}
        return {"": Style(), **named}

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.__dict__.pop("_styles", None)

    def render_line(self, y: int) -> Strip:
        width, number = self.content_size.width, y + self.scroll_offset.y
        base = self.rich_style
        if number >= len(self.rows):
            return Strip.blank(width, base)
        if self.is_cut(y, len(self.rows)):  # instead of the line: scrolling down shows it again
            more = fit("▾ " + _("more"), width, "right")
            return Strip([Segment(more, base + self._styles["accent"])], width)
        segments, left = [], width
        for text, style in self.rows[number].pieces:
            visible = cut(text, left)
            segments.append(Segment(visible, base + self._styles.get(style, Style())))
            left -= columns_of(visible)
        segments.append(Segment(" " * left, base))
        return Strip(segments, width)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = offset.y + self.scroll_offset.y
        option = self.rows[number].option if number < len(self.rows) else None
        if option is not None:
            self.post_message(self.Chosen(option))
