"""The finder: to any step by a few letters of its words, seen before one goes there."""

from __future__ import annotations

from ...core.language import _
from ..finding import lines_of
from ..reading import Reading
from ..text import safe
from .picker import Picker


class FindScreen(Picker):
    """Dismissed with the place of a step in the walk, or with None."""

    def __init__(self, reading: Reading) -> None:
        steps = len(reading.walk)
        notes = [f"{number} / {steps}" for number in range(1, steps + 1)]
        super().__init__(lines_of(reading.walk), notes, reading.number)
        self.reading = reading

    HEADING = _("find a step")
    HINT = _("letters of its words, such as: crs wts 2")
    KEYS = _("↑ ↓ choose · ⏎ go there · Esc stay")

    def preview(self, place: int) -> str:
        """Its name in the trace, its axes, and what its numbers mean."""
        step = self.reading.walk.steps[place]
        axes = " · ".join(map(safe, step.axes))
        sizes = "×".join(map(str, step.shape))
        return f"{safe(str(step))}  {axes} {sizes}\n{_(step.kind.meaning) if step.kind else ''}"
