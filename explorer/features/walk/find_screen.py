"""Finds steps, heads and changes to the model by a few letters, with a preview."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.support.localization import N_
from ...ui.picker import Picker
from ...ui.search import LETTERS, Command


class FindScreen(Picker):
    """Lists the steps; everything else as soon as something is typed.

    Steps that match come before changes to the model, so that Enter does not change the model by mistake.

    Args:
        steps: how many of the commands are steps or their heads, which come first in `commands`.
        walk: how many of these are listed while nothing is typed.
        start: the step under the cursor.
    """

    HEADING = N_("find a step")
    HINT = N_("for example: scores · attention layer 2 head 1 · crs wts 2")
    PICKING = N_("↑ ↓ choose · ⏎ go there · Esc closes")

    def __init__(self, commands: Sequence[Command], steps: int, walk: int, start: int) -> None:
        super().__init__(commands, start)
        self.steps, self.walk = steps, walk

    def find(self, wanted: str) -> list[int]:
        if not wanted.strip():
            return list(range(self.walk))
        costs = self.finder.costs(wanted)
        return sorted(costs, key=lambda place: (place >= self.steps or costs[place] >= LETTERS, costs[place]))
