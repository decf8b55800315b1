"""For terminals without colors: text attributes replace the colors."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.filter import LineFilter

from .themes import BLURRED, FAINT_16

_FAINT, _BLURRED = Color.parse(FAINT_16["night"]).number, Color.parse(BLURRED["night"]).number


class Colorless(LineFilter):
    """Removes every color. Text with a background of its own is reversed, less important text is dim."""

    def apply(self, segments: list[Segment], background: TextualColor) -> list[Segment]:
        return [Segment(text, style and bare(style), control) for text, style, control in segments]


@lru_cache(maxsize=1024)
def bare(style: Style) -> Style:
    """A style of the night theme without colors, still different from the others."""
    ground, ink = style.bgcolor, style.color
    lit = ground is not None and not ground.is_default
    blurred = ground is not None and ground.number == _BLURRED
    marks = Style(
        reverse=True if lit and not blurred and not style.reverse else None,
        underline=True if blurred else None,
        dim=True if ink is not None and ink.number == _FAINT and not lit else None,
    )
    return style.without_color + marks
