"""The compare screen: two sentences word under word, and each step of the one beside that of the other."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.operations.expression import Index
from ....core.support.localization import _
from ...ui.engine_client import EngineClient
from ...ui.navigator import Navigator
from ...ui.routes import WalkRoute
from ...ui.screen import Exported
from ...ui.strings import PROGRAM, too_small
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.row_list import RowList
from ...ui.widgets.spread import Spread
from . import compare_keys as keys
from . import compare_strings as said
from .aligned_text import WordUnderWord
from .compare_asking import Second
from .compare_list import CompareList
from .compare_state import CompareState
from .step_view import StepBeside

LEAST = (40, 12)  # columns and lines below which there is nothing worth drawing
WIDE = 130  # columns from which on the numbers stand at the right of the steps
SHORT, FLAT = 30, 16  # lines below which the list gives way to the numbers, and below which one sees either


class CompareScreen(Second):
    """Left with a place to go on walking at, or with nothing."""

    CSS_PATH = "compare_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    needs_result = Second.needs_result | {"first", "largest", "most"}
    steps: CompareList

    def __init__(self, state: CompareState, navigator: Navigator, engine: EngineClient | None) -> None:
        super().__init__(state, engine)
        self.navigator = navigator

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield WordUnderWord(id="sentences")
        yield Static(id="besides", markup=False)
        with Vertical(id="body"):
            yield CompareList(id="steps")
            yield StepBeside(self.navigator.shown, said.NAMES, said.at_cell, id="numbers")
        yield Static(said.NO_B.format_map(keys.KEYS), id="nothing", markup=False)
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.steps = self.query_one(CompareList)
        self.numbers = self.query_one(StepBeside)
        self.show_no_numbers()
        self.show()
        self.follow_theme()
        if self.state.b is None:
            self.action_text()
        elif self.state.comparison is None:
            self.wait_for()

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        state, comparison = self.state, self.state.comparison
        self.set_class(comparison is None, "alone")
        self.query_one("#heading", Spread).say(
            [(PROGRAM, "strong"), (_(" · compare · "), "faint"), *said.titles(state.a, state.b)], []
        )
        self.query_one(WordUnderWord).show(comparison)
        besides = said.besides(comparison) if comparison else ""
        self.query_one("#besides", Static).update(Content(besides))
        self.query_one("#besides").display = bool(besides)
        if comparison is None:
            self.steps.show(None, 0)
            self.show_keys()
            return
        at = comparison.row_of(state.source)
        self.steps.show(comparison, at if at is not None else comparison.first or 0)
        cell = state.cell
        if cell is None and at is not None and state.came_from is not None:
            cell = comparison.framed(comparison.rows[at], state.came_from)
        state.came_from = None
        self.show_row(cell)
        self.take_keys()

    def show_row(self, cell: Index | None = None) -> None:
        row, comparison = self.steps.row, self.state.comparison
        if row is None or comparison is None:
            return
        self.state.source = row.step.source
        self.show_numbers(
            partial(comparison.beside, row),
            row.numbers,
            row.cell if cell is None else cell,
            row.why or said.formula(row),
        )

    def cell_changed(self) -> None:
        if self.grids.beside is not None and self.grids.beside.first.values.size:
            self.state.cell = self.grids.cell

    # -------------------------------------------------------------------------- keys
    def show_keys(self) -> None:
        if self.asking:
            self.query_one(KeyBar).show(_("TYPE"), keys.TYPING, ())
            return
        heads = self.grids.beside is not None and self.grids.main.plane.switches > 0
        compared = self.state.comparison is not None
        mode, working = keys.working(self.focused, compared, self.waiting, heads)
        self.query_one(KeyBar).show(mode, working, keys.ALWAYS)

    def take_keys(self) -> None:
        if not self.numbers.has_keys:
            self.steps.focus()
        self.show_keys()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.set_class(self.numbers.has_keys, "cells")
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width >= WIDE, "wide")
        self.set_class(height < SHORT, "short")
        self.set_class(height < FLAT, "flat")

    # -------------------------------------------------------------------------- going around
    def action_region(self) -> None:
        """From the steps into the numbers, and back; what was told is read by now."""
        if not self.waiting:
            self.clear_notice()
        if self.numbers.has_keys or self.grids.beside is None:
            self.steps.focus()
        else:
            self.grids.main.focus()

    def action_leave(self) -> None:
        """A step back; from the steps, back to the walk."""
        if self.waiting:
            self.stop_computing()
        elif self.numbers.has_keys:
            self.steps.focus()
        else:
            self.dismiss(None)

    def action_walk(self) -> None:
        self.dismiss(None)

    async def on_row_list_opened(self, message: RowList.WalkRoute) -> None:
        if message.row is self.steps.row:
            await self.run_action("open(False)")

    def action_open(self, in_b: bool) -> None:
        """On with the walk, through A or through B, at the number that one looks at."""
        row, comparison, beside = self.steps.row, self.state.comparison, self.grids.beside
        if row is None or comparison is None or beside is None:
            return
        step = row.b if in_b else row.a
        cell = comparison.place(row, self.grids.cell, in_b)
        if step is None or cell is None:
            self.show_notice(said.nothing_there(in_b).format_map(keys.KEYS), "error")
            return
        self.dismiss(WalkRoute(comparison.b if in_b else comparison.a, step.source, cell))

    def exported(self) -> Exported:
        """The array that has the cursor, and the trace it is of."""
        main, state = self.grids.main, self.state
        trace = state.b if state.b is not None and main is self.grids.grids[1] else state.a
        return Exported(trace, main.shown if self.grids.beside else None, self.grids.cell)

    # -------------------------------------------------------------------------- steps and numbers
    def action_first(self) -> None:
        """To the first step that differs."""
        self._go(self.state.comparison.first if self.state.comparison else None)

    def action_largest(self) -> None:
        """To the step that differs most."""
        self._go(self.state.comparison.most if self.state.comparison else None)

    def _go(self, number: int | None) -> None:
        if number is None:
            return
        self.steps.go(number)
        self.show_row()

    def action_most(self) -> None:
        """To the cell that differs most."""
        self.show_row()

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(said.HELP))
