"""The styles a grid is painted with: one for each level of the scale, made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from rich.color import Color
from rich.style import Style

from ..colors.scales import RGB, Scale, ink, shade


def colour(rgb: RGB) -> Color:
    return Color.from_rgb(*rgb)


@lru_cache(maxsize=4096)
def painted(front: RGB, back: RGB) -> Style:
    """One colour on another: made once for all arrays, since most have the same scale."""
    return Style(color=colour(front), bgcolor=colour(back))


@dataclass
class Palette:
    """Styles by level; level −1 is what is no finite number, drawn on the bare ground.

    Attributes:
        ground: the widget's own background.
        text, faint, accent: ordinary text, text that steps back, text that steps forward.
        cursor: the cell under the cursor while the grid has the focus.
        shades: whether ░▒▓█ stand for the levels, not colours.
    """

    scale: Scale
    ground: RGB
    text: Style
    faint: Style
    accent: Style
    cursor: Style
    shades: bool = False
    _cells: dict[int, Style] = field(default_factory=dict)
    _halves: dict[tuple[int, int], Style] = field(default_factory=dict)

    def rgb(self, level: int) -> RGB:
        return self.ground if level < 0 else self.scale.colours[level]

    def fill(self, level: int) -> str:
        """What a cell without a number is filled with: nothing, where its colour says it."""
        return shade(level) if level >= 0 and self.shades else " "

    def cell(self, level: int) -> Style:
        """Text on a cell of that level."""
        if self.shades:
            return self.faint if level < 0 else self.text
        if level not in self._cells:
            background = self.rgb(level)
            self._cells[level] = self.faint if level < 0 else painted(ink(background), background)
        return self._cells[level]

    def mark(self, back: int) -> Style:
        """Half of a cell as the cursor, beside another half of that level: black or white, whichever stands out."""
        background = self.rgb(back)
        return painted(ink(background), background)

    def halves(self, front: int, back: int) -> Style:
        """A block character in one level's colour on another's."""
        pair = (front, back)
        if pair not in self._halves:
            self._halves[pair] = (
                Style(color=self.faint.color, bgcolor=colour(self.rgb(back)))
                if front < 0
                else painted(self.rgb(front), self.rgb(back))
            )
        return self._halves[pair]
