"""What scrolls without bars."""

from __future__ import annotations

from typing import ClassVar

from textual.geometry import Size
from textual.scroll_view import ScrollView


class Scrolled(ScrollView):
    """A base for what draws line by line. What it holds may change its size without a layout of the whole screen.

    Textual lays the screen out again whenever what a widget holds changes its size, lest a scroll bar come or go.
    Here none ever does, and a layout costs more than painting a step.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    Scrolled {
        scrollbar-size: 0 0;
        overflow: hidden hidden;
    }
    """

    def hold(self, width: int, height: int) -> None:
        """So many columns and lines there are to scroll over."""
        self.set_reactive(ScrollView.virtual_size, Size(width, height))

    @property
    def allow_vertical_scroll(self) -> bool:
        """The wheel works without a bar."""
        return self.max_scroll_y > 0

    @property
    def allow_horizontal_scroll(self) -> bool:
        return self.max_scroll_x > 0
