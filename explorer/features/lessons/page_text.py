"""The text of a lesson's page: what is read and asked, of which only the lines in sight are made."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from ...ui.text import cut
from ...ui.text import width as columns_of
from ...ui.widgets.scrolled import Scrolled
from .flow import Row, flow
from .state import LessonState

STYLES = ("strong", "emphasis", "code", "heading", "faint", "accent", "cursor", "right", "wrong")


class PageText(Scrolled, can_focus=True, inherit_bindings=False):
    """The page of a desk; its keys are the screen's."""

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

    class Chosen(Message):
        """An option was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, state: LessonState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state
        self.rows: list[Row] = []
        self._following = False  # whether one looks at what came last

    # -------------------------------------------------------------------------- what is shown
    def show(self, follow: bool = False, top: bool = False) -> None:
        """The page as it is now; `follow` brings into sight what has come last, `top` its beginning."""
        self.rows = flow(self.state, max(1, self.content_size.width))
        self.hold(self.content_size.width, len(self.rows))
        self.styles.max_height = max(1, len(self.rows))  # what one types stands right below
        self._following = follow
        if top:
            self.scroll_to(y=0, animate=False, force=True)
        elif follow:
            self._follow()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self.show(self._following)
        self.scroll_lines(0)

    def _follow(self) -> None:
        """Scrolls as little as need be; of more than there is room for, to the beginning."""
        now = [number for number, row in enumerate(self.rows) if row.now]
        height = self.content_size.height
        if not now or not height:
            return
        top = max(self.scroll_offset.y, now[-1] + 1 - height)
        end = max(0, len(self.rows) - height)
        self.scroll_to(y=min(top, end, max(0, now[0] - 1)), animate=False, force=True)

    @property
    def more(self) -> bool:
        """Whether there is text below what is in sight."""
        return self.scroll_offset.y + self.content_size.height < len(self.rows)

    @property
    def before(self) -> bool:
        """Whether there is text above."""
        return self.scroll_offset.y > 0

    def scroll_lines(self, by: int) -> None:
        """So many lines down."""
        end = max(0, len(self.rows) - self.content_size.height)
        self.scroll_to(y=max(0, min(self.scroll_offset.y + by, end)), animate=False, force=True)

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
        segments, left = [], width
        for text, style in self.rows[number].pieces:
            shown = cut(text, left)
            segments.append(Segment(shown, base + self._styles.get(style, Style())))
            left -= columns_of(shown)
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
