"""The finder: steps, heads and commands by a few letters, with a preview."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.support.localization import _
from ...ui.navigator import Navigator
from ...ui.picker import Picker
from ...ui.search import Command, lines_of
from ...ui.text import safe


class FindScreen(Picker):
    """Dismissed with the place of a step in the walk, with a command's place after the last step, or with None.

    Args:
        commands: are offered as soon as something is typed.
    """

    def __init__(self, navigator: Navigator, commands: Sequence[Command] = ()) -> None:
        steps = len(navigator.walk)
        notes = [f"{number} / {steps}" for number in range(1, steps + 1)]
        super().__init__(
            [*lines_of(navigator.walk), *(command.line for command in commands)],
            [*notes, *(command.note for command in commands)],
            navigator.number,
        )
        self.navigator, self.entries = navigator, commands

    HEADING = _("find a step")
    HINT = _("for example: scores · attention layer 2 head 1 · crs wts 2")
    PICKING = _("↑ ↓ choose · ⏎ go there · Esc closes")

    def find(self, wanted: str) -> list[int]:
        found = super().find(wanted)
        return found if wanted.strip() else found[: len(self.navigator.walk)]

    def preview(self, place: int) -> str:
        """The name in the trace, the axes, and what the numbers mean."""
        steps = self.navigator.walk.steps
        if place >= len(steps):
            return self.entries[place - len(steps)].about
        step = steps[place]
        axes = " · ".join(map(safe, step.axes))
        sizes = "×".join(map(str, step.shape))
        return f"{safe(str(step))}  {axes} {sizes}\n{_(step.kind.meaning) if step.kind else ''}"
