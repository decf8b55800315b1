"""What the what-if screen and the compare screen share: a list of steps, and the numbers of one of them in two runs."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from ....core.operations.expression import Index
from ....core.support.localization import _
from ....core.trace import TraceError
from ...ui.engine_client import EngineClient
from ...ui.navigator import Navigator
from ...ui.routes import WalkRoute
from ...ui.screen import Screen
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Spread
from . import strings
from .grids import Grids, StepNumbers
from .run_pair import ArrayPair, RunPair, StepPair
from .state import CompareState, WhatIfState
from .widgets import StepList

MANY = 200_000  # from this many numbers on, subtracting takes so long that a thread does it
WIDTHS = [(0, "-too-narrow"), (40, "-narrow"), (64, "-medium"), (120, "-wide")]
HEIGHTS = [(0, "-too-low"), (12, "-flat"), (16, "-short"), (30, "-middle"), (36, "-tall")]
SMALLEST = (40, 12)  # columns and lines below which nothing useful fits


class RunPairScreen(Screen[WalkRoute | None]):
    """Two runs. Dismissed with a place in the walk, or with None.

    A subclass composes a `StepList` with the id "steps" and a `StepNumbers` with the id "numbers" in `compose_body`.

    Args:
        navigator: the place in the walk that the reader comes from.
    """

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    needs_result = Screen.needs_result | {"first", "largest", "step"}
    state: WhatIfState | CompareState
    steps: StepList
    numbers: StepNumbers

    def __init__(self, navigator: Navigator, engine: EngineClient | None) -> None:
        super().__init__()
        self.navigator, self.engine = navigator, engine

    @property
    def pair(self) -> RunPair | None:
        """The two runs, if they have been compared."""
        return self.state.pair

    @property
    def grids(self) -> Grids:
        return self.numbers.grids

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield from self.compose_body()
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*SMALLEST), id="too-small", markup=False)

    def compose_body(self) -> ComposeResult:
        """The widgets between the heading and the footer."""
        raise NotImplementedError

    def attach(self) -> None:
        """Finds the widgets; a subclass calls this first when it is mounted."""
        self.steps = self.query_one(StepList)
        self.numbers = self.query_one(StepNumbers)
        self._show(None, (), "")
        self.redraw_with_theme(self.numbers.repaint)

    def take_focus(self) -> None:
        """Returns the focus to the list, unless a grid has it."""
        if not self.numbers.has_keys:
            self.steps.focus()
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._refocus)

    def _refocus(self) -> None:
        """Restores the focus that a window which was too small took away."""
        if self.focused is None and not (self.has_class("-too-narrow") or self.has_class("-too-low")):
            self.take_focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.set_class(self.numbers.has_keys, "cells")

    @property
    def is_typing(self) -> bool:
        """Whether a prompt has the focus."""
        return bool(self.query("Prompt Field:focus"))

    # -------------------------------------------------------------------------- numbers
    def formula(self, step: StepPair) -> str:
        """The line above the numbers of a step: the formulas, or why two arrays cannot be compared."""
        both = step.a is not None and step.b is not None
        return (step.why if both else "") or strings.formulas(step, self.numbers.runs)

    def show_step(self, cell: Index | None = None) -> None:
        """Shows the numbers of the step under the cursor of the list, at a cell or at the largest difference."""
        step, pair = self.steps.row, self.pair
        self.workers.cancel_group(self, "numbers")
        if step is None or pair is None:
            self._show(None, (), "")
            return
        at = step.cell if cell is None else cell
        if step.numbers >= MANY:
            self.run_worker(self._show_later(pair, step, at), group="numbers", exclusive=True)
            return
        try:
            self._show(pair.arrays(step), at, self.formula(step))
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")

    async def _show_later(self, pair: RunPair, step: StepPair, cell: Index) -> None:
        self.show_notice(_("Comparing …"), "busy")
        try:
            arrays = await asyncio.to_thread(pair.arrays, step)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.clear_notice()
        self._show(arrays, cell, self.formula(step))

    def _show(self, arrays: ArrayPair | None, cell: Index, formula: str) -> None:
        """Shows the arrays of a step; none without a step."""
        self.numbers.show(arrays, cell, formula)
        self.cell_changed()

    def cell_changed(self) -> None:
        """The cursor is on another number."""

    async def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        if message.lines is self.steps and self.steps.rows and not message.is_stale:
            self.show_step()
            if message.enter:
                await self.run_action("open")

    def on_grids_moved(self, message: Grids.Moved) -> None:
        self.numbers.show_cell()
        self.cell_changed()

    def open_at(self, in_b: bool) -> WalkRoute | None:
        """The number under the cursor as a place in the walk of A, or of B; None if that run does not have it."""
        step, pair, arrays = self.steps.row, self.pair, self.grids.pair
        if step is None or pair is None or arrays is None:
            return None
        found, trace = (step.b, pair.b) if in_b else (step.a, pair.a)
        cell = pair.index_in(step, self.grids.cell, in_b)
        if found is None or cell is None:
            assert self.KEYS is not None
            self.show_notice(self.KEYS.text(strings.NOT_IN_B if in_b else strings.NOT_IN_A), "error")
            return None
        return WalkRoute(trace, found.source, cell)

    # -------------------------------------------------------------------------- keys
    def on_prompt_left(self) -> None:
        self.close_prompt()
        self.take_focus()

    def action_switch(self, switch: int, by: int) -> None:
        self.grids.switch(switch, by)

    def action_view(self) -> None:
        self.grids.toggle_dense()

    def action_step(self, by: int) -> None:
        self.steps.action_line(by)

    def action_first(self) -> None:
        self._go_to(self.pair.first if self.pair else None)

    def action_largest(self) -> None:
        if self.numbers.has_keys:
            self.show_step()
        else:
            self._go_to(self.pair.largest if self.pair else None)

    def _go_to(self, step: StepPair | None) -> None:
        if step is not None:
            self.steps.action_line(self.steps.rows.index(step) - self.steps.cursor)
            self.show_step()
