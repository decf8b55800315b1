"""Finds steps, heads and changes to the model by a few letters, with a preview."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.support.localization import N_
from ...ui.picker import Picker
from ...ui.search import Command


class FindScreen(Picker):
    """Lists the steps; everything else as soon as something is typed.

    Args:
        steps: how many of the commands are steps; they come first.
        start: the step under the cursor.
    """

    HEADING = N_("find a step")
    HINT = N_("for example: scores · attention layer 2 head 1 · crs wts 2")
    PICKING = N_("↑ ↓ choose · ⏎ go there · Esc closes")

    def __init__(self, commands: Sequence[Command], steps: int, start: int) -> None:
        super().__init__(commands, start)
        self.steps = steps

    def find(self, wanted: str) -> list[int]:
        found = super().find(wanted)
        return found if wanted.strip() else found[: self.steps]
