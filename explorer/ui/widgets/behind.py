"""The screen behind a dialog, tinted."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from textual.style import Style

NO_STYLE = RichStyle()


class Behind(Visual):
    """Looks as Textual's `BackgroundScreen` does, but each style is tinted once, not each piece of text."""

    def __init__(self, background: BackgroundScreen) -> None:
        self.screen, self.color = background.screen, background.color

    def render_strips(self, width: int, height: int | None, style: Style, options: Any) -> list[Strip]:
        base = style.rich_style
        return [
            Strip(
                [
                    Segment(text, tinted(styled or NO_STYLE, self.color, base))
                    for text, styled, _control in strip
                ],
                strip.cell_length,
            ).crop(0, width)
            for strip in self.screen._compositor.render_strips()[:height]
        ]

    def get_optimal_width(self, rules: Any, container_width: int) -> int:
        return container_width

    def get_height(self, rules: Any, width: int) -> int:
        return self.screen.size.height


@lru_cache(maxsize=4096)
def tinted(style: RichStyle, color: Color, base: RichStyle) -> RichStyle:
    """A style over another, in the colors that it has behind a translucent color."""
    (found,) = BackgroundScreen.process_segments([Segment("", style)], color)
    return base + found.style if found.style is not None else base
