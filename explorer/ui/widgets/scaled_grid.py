"""A grid with the color scale and column width of the grids next to it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ....core.operations.expression import Index
from ..colors.scales import Scale
from .grid import Grid
from .painting import Palette


class ScaledGrid(Grid):
    """A grid with a given color scale, so that equal numbers have equal colors in neighboring grids."""

    scale: Scale | None = None
    least = 0  # columns of a number, as in the neighboring grids

    def use_scale(self, scale: Scale) -> None:
        """Colors the numbers by this scale from now on."""
        if scale != self.scale:
            self.scale = scale
            for name in ("palette", "picture"):
                self.__dict__.pop(name, None)
            self.refresh()

    def follow(self, cell: Index) -> None:
        """Moves the cursor as in the neighboring grid; repaints only what changes."""
        with self.prevent(Grid.Moved):
            self.point(cell)

    @property
    def number_width(self) -> int:
        return max(super().number_width, self.least)

    @cached_property
    def palette(self) -> Palette:
        own: Palette = super().palette
        return own if self.scale is None else replace(own, scale=self.scale)
