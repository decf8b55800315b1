"""What the screens of two runs share: a list of steps, and of the one under its cursor the numbers of both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ....core.operations.expression import Index
from ....core.support.localization import _
from ....core.trace import TraceError
from ...ui.routes import WalkRoute
from ...ui.screen import Screen
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.row_list import RowList
from .grids import Grids
from .run_pair import RunPair
from .step_view import StepBeside

MANY = 200_000  # numbers that are subtracted in a thread: it takes a while
COMPARING = _("comparing")


class TwoRuns(Screen[WalkRoute | None]):
    """A subclass composes `steps` and `numbers`, and says in `look` which step the numbers are of."""

    steps: RowList[Any]
    numbers: StepBeside

    @property
    def grids(self) -> Grids:
        return self.numbers.grids

    def show_row(self, cell: Index | None = None) -> None:
        """The numbers of the step under the cursor of the list, at that cell or where they differ most."""
        raise NotImplementedError

    def show_numbers(self, beside: Callable[[], RunPair], count: int, cell: Index, formula: str) -> None:
        """Those of a step: at once, or, where there are many, as soon as a thread has them ready."""
        self.workers.cancel_group(self, "numbers")
        if count >= MANY:
            self.run_worker(self._prepared(beside, cell, formula), group="numbers", exclusive=True)
            return
        try:
            self._put(beside(), cell, formula)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")

    async def _prepared(self, beside: Callable[[], RunPair], cell: Index, formula: str) -> None:
        self.show_notice(f"{COMPARING}…", "busy")
        try:
            found = await asyncio.to_thread(beside)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.clear_notice()
        self._put(found, cell, formula)

    def _put(self, beside: RunPair | None, cell: Index = (), formula: str = "") -> None:
        self.numbers.show(beside, cell, formula)
        self.cell_changed()

    def show_no_numbers(self) -> None:
        """There is no step to look at."""
        self.workers.cancel_group(self, "numbers")
        self._put(None)

    def cell_changed(self) -> None:
        """The cursor is on another number."""

    def follow_theme(self) -> None:
        """From now on the numbers are painted anew in another theme."""
        self.app.theme_changed_signal.subscribe(
            self, lambda theme: self.call_after_refresh(self.numbers.repaint)
        )

    # -------------------------------------------------------------------------- keys
    def on_row_list_looked(self, message: RowList.Looked) -> None:
        if message.row is self.steps.row:
            self.show_row()

    def on_grids_moved(self, message: Grids.Moved) -> None:
        self.numbers.show_cell()
        self.cell_changed()

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_switch(self, switch: int, by: int) -> None:
        self.grids.switch(switch, by)

    def action_view(self) -> None:
        self.grids.toggle_dense()
