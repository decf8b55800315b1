"""The what-if screen: changes inside the model as switches, and what becomes of the sentence one is on."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace.trace import OUTPUT
from ...ui.engine_client import EngineClient
from ...ui.keys import keys_at
from ...ui.navigator import Navigator
from ...ui.routes import WalkRoute
from ...ui.screen import Exported
from ...ui.strings import PROGRAM, too_small
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.row_list import RowList
from ...ui.widgets.spread import Spread
from ...ui.words import read_and_said
from . import what_if_keys as keys
from . import what_if_strings as said
from .difference_list import DifferenceList
from .grids import Grids
from .prediction_list import PredictionList
from .step_view import StepBeside
from .switch_list import SwitchList
from .switches import Ask, SeedSwitch
from .two_runs import TwoRuns
from .what_if import predictions
from .what_if_state import WhatIfState
from .what_if_trying import Trying

LEAST = (40, 12)  # columns and lines below which there is nothing worth drawing
WIDE = 130  # columns from which on the switches take more of them
ROOMY = (120, 36)  # columns and lines from which on everything is seen at once
SHORT = 30  # lines below which what one does not look at gives way to the numbers
NARROW = 64  # columns below which the switches stand above the rest


class WhatIfScreen(Trying):
    """Switches at the left; what is predicted, which steps differ, and the numbers of one in both runs."""

    CSS_PATH = "what_if_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    needs_result = TwoRuns.needs_result | {"most"}
    steps: DifferenceList

    def __init__(self, state: WhatIfState, navigator: Navigator, engine: EngineClient) -> None:
        super().__init__(state, engine)
        self.navigator = navigator

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield Spread(id="question")
        with Horizontal(id="body"):
            yield SwitchList(self.state.switches, id="switches")
            with Vertical(id="right"):
                yield PredictionList(id="predicted")
                yield DifferenceList(id="steps")
                names = said.NORMAL, said.CHANGED, said.DIFFERENCE
                yield StepBeside(self.navigator.shown, names, said.at_cell, id="numbers")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.switches = self.query_one(SwitchList)
        self.predicted = self.query_one(PredictionList)
        self.steps = self.query_one(DifferenceList)
        self.numbers = self.query_one(StepBeside)
        self.predicted.border_title = said.PREDICTED
        self.show_no_numbers()
        self.steps.show((), 0, 0, said.ALL_OFF)
        self.switches.focus()
        self.show_switches()
        self.show_run()
        self.follow_theme()
        if self.state.baseline is None or self.state.switches.changes != self._compared:
            self.compute()

    # -------------------------------------------------------------------------- what is shown
    @property
    def _compared(self) -> tuple[object, ...]:
        """The changes of the run that is shown."""
        return self.state.comparison.changes if self.state.comparison else ()

    def show_switches(self) -> None:
        """The list, and what the line under its cursor asks."""
        switches = self.state.switches
        line = switches.lines[self.switches.cursor]
        hint = said.hint(line).format_map(keys_at(self.switches))
        self.query_one("#question", Spread).say(
            [(said.question(line, self.state.under), "accent")], [(hint, "faint")] if hint else []
        )
        trace = self.state.baseline or self.navigator.trace
        self.query_one("#heading", Spread).say(
            [(PROGRAM, "strong"), (_(" · what if · "), "faint"), *read_and_said(trace)],
            [(said.how_many(len(switches.changes)), "strong")],
        )
        self.switches.changed()
        self.show_keys()

    def show_run(self) -> None:
        """What the runs that there are predict, and where they differ."""
        normal, comparison = self.state.baseline, self.state.comparison
        if comparison is not None:
            self.predicted.show(comparison.predictions)
            at = comparison.row_of(self.state.came_from[0]) or 0
            self.steps.show(comparison.rows, len(comparison.diff.steps), at, said.NO_STEPS)
        else:
            self.predicted.show(predictions(normal) if normal else ())
            empty = said.NO_RUN if self.state.switches.changes else said.ALL_OFF
            self.steps.show((), 0, 0, empty)
        self.show_row()

    def show_row(self, cell: Index | None = None) -> None:
        row, comparison = self.steps.row, self.state.comparison
        if row is None or comparison is None:
            self.show_no_numbers()
            self._without_numbers()
            return
        self.show_numbers(
            partial(comparison.beside, row),
            row.numbers,
            row.cell if cell is None else cell,
            said.formulas(row),
        )

    def _without_numbers(self) -> None:
        """Back to the switches, where there is no step to look at any more."""
        if self.focused in (self.steps, *self.grids.grids) and not self.has_class("roomy"):
            self.go_to(self.switches)

    def to_switches(self, number: int | None = None) -> None:
        if number is not None:
            self.switches.cursor = number
        self.go_to(self.switches)

    # -------------------------------------------------------------------------- keys
    def show_keys(self) -> None:
        """The footer says what works now."""
        line = self.state.switches.lines[self.switches.cursor]
        heads = self.grids.main.plane.switches > 0
        mode, working = keys.working(self.focused, line, bool(self.state.switches.changes), heads)
        self.query_one(KeyBar).show(mode, working, keys.ALWAYS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if not isinstance(event.widget, SwitchList | PredictionList | DifferenceList) and (
            event.widget not in self.grids.grids
        ):
            return  # a prompt
        self.make_room()
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(width >= WIDE, "wide")
        self.set_class(height < SHORT, "short")
        self.set_class(width >= ROOMY[0] and height >= ROOMY[1], "roomy")
        self.make_room()
        if self.focused is None and not self.has_class("small"):  # after a window that was too small
            self.call_after_refresh(self.go_to, self.switches)

    def make_room(self) -> None:
        """Without room for everything, either the switches or the numbers are seen."""
        roomy, numbers = self.has_class("roomy"), self.focused in (self.steps, *self.grids.grids)
        self.switches.display = self.predicted.display = roomy or not numbers
        self.numbers.display = roomy or numbers
        self.set_class(numbers and not roomy, "numbers")
        self.set_class(self.numbers.has_keys, "cells")

    # -------------------------------------------------------------------------- going around
    def go_to(self, widget: SwitchList | PredictionList | DifferenceList | object) -> None:
        """The keys to one region, which is shown for it."""
        for each in (self.switches, self.predicted, self.numbers):
            each.display = True
        if isinstance(widget, Grids):
            widget.main.focus()
        elif isinstance(widget, SwitchList | PredictionList | DifferenceList):
            widget.focus()
        self.make_room()

    def action_region(self, by: int) -> None:
        """The next region, or the one before."""
        every = [self.switches, self.predicted, self.steps, *([self.grids] if self.steps.rows else [])]
        among = self.grids if self.numbers.has_keys else self.focused
        at = next((n for n, region in enumerate(every) if region is among), 0)
        self.go_to(every[(at + by) % len(every)])

    def action_leave(self) -> None:
        """Stops computing; else a step back; from the switches, back to the walk."""
        if self.computing:
            self.stop_computing()
            return
        self.clear_notice()
        if self.numbers.has_keys:
            self.go_to(self.steps)
        elif self.focused is not self.switches:
            self.go_to(self.switches)
        else:
            self.dismiss(self._back_to_normal())

    def _back_to_normal(self) -> WalkRoute | None:
        """The normal run, for a reader who walked through a changed one and has switched it off."""
        normal = self.state.baseline
        changed = self.navigator.trace.run.get("interventions")
        if normal is None or not changed or self.state.switches.changes:
            return None
        self.state.opened(normal)
        return WalkRoute(normal, *self.state.came_from)

    async def on_row_list_opened(self, message: RowList.WalkRoute) -> None:
        if message.row is self.steps.row:
            await self.run_action("open")

    def on_prediction_list_chosen(self, message: PredictionList.Chosen) -> None:
        comparison = self.state.comparison
        if comparison is None or (place := comparison.row_of(Source("step", OUTPUT))) is None:
            return
        self.steps.cursor = place
        self.steps.changed()
        word = comparison.predictions[message.position].normal[0]
        self.show_row((message.position, comparison.normal.vocabulary.index(word)))
        self.go_to(self.grids)

    def action_open(self) -> None:
        """On with the walk, through the changed run, at the step and the number that one looks at."""
        row, comparison, beside = self.steps.row, self.state.comparison, self.grids.beside
        if row is None or comparison is None or beside is None:
            return
        trace = comparison.changed if row.changed else comparison.normal
        self.state.opened(trace)
        self.dismiss(WalkRoute(trace, row.step.source, self.grids.cell))

    # -------------------------------------------------------------------------- numbers
    def exported(self) -> Exported:
        """The changed run, if there is one, and the array that has the cursor."""
        state, beside = self.state, self.grids.beside
        trace = state.comparison.changed if state.comparison else state.baseline or self.navigator.trace
        shown = self.grids.main.shown if beside else None
        return Exported(trace, shown, self.grids.cell if beside else ())

    def action_most(self) -> None:
        """To where the two runs are furthest apart."""
        if self.steps.row is not None and self.steps.row.cell:
            self.show_row()

    # -------------------------------------------------------------------------- switches
    def on_switch_list_moved(self) -> None:
        self.show_switches()

    def on_switch_list_chosen(self, message: SwitchList.Chosen) -> None:
        line = self.state.switches.lines[message.number]
        if isinstance(line, Ask):
            self.ask(line)
        else:
            self.state.switches.toggle(message.number)
            self.show_switches()
            self.compute()

    def on_switch_list_turned(self, message: SwitchList.Turned) -> None:
        switches = self.state.switches
        if switches.turn(message.number, message.fine, message.coarse):
            self.show_switches()
            if switches.on[message.number]:
                self.compute()
        elif isinstance(line := switches.lines[message.number], SeedSwitch):
            self.show_limit(_("seed"), str(line.seed), message.fine or message.coarse)

    def action_normal(self) -> None:
        """Everything off."""
        self.state.switches.normal()
        self.show_switches()
        self.compute()

    # -------------------------------------------------------------------------- the rest
    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(said.HELP))
