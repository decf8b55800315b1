"""The styles a grid is painted with: one for each level of the scale, made once."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.color import Color
from rich.style import Style

from ..colours import RGB, Scale, ink


def colour(rgb: RGB) -> Color:
    return Color.from_rgb(*rgb)


@dataclass
class Palette:
    """Styles by level; level −1 is what is no finite number, drawn on the bare ground.

    Attributes:
        ground: the widget's own background.
        text, faint, accent: ordinary text, text that steps back, text that steps forward.
        cursor: the cell under the cursor while the grid has the focus.
    """

    scale: Scale
    ground: RGB
    text: Style
    faint: Style
    accent: Style
    cursor: Style
    _cells: dict[int, Style] = field(default_factory=dict)
    _halves: dict[tuple[int, int], Style] = field(default_factory=dict)

    def rgb(self, level: int) -> RGB:
        return self.ground if level < 0 else self.scale.colours[level]

    def cell(self, level: int) -> Style:
        """Text on a cell of that level."""
        if level not in self._cells:
            background = self.rgb(level)
            self._cells[level] = (
                self.faint if level < 0 else Style(color=colour(ink(background)), bgcolor=colour(background))
            )
        return self._cells[level]

    def halves(self, front: int, back: int) -> Style:
        """A block character in one level's colour on another's."""
        pair = (front, back)
        if pair not in self._halves:
            front_colour = self.faint.color if front < 0 else colour(self.rgb(front))
            self._halves[pair] = Style(color=front_colour, bgcolor=colour(self.rgb(back)))
        return self._halves[pair]
