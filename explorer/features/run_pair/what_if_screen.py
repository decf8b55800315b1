"""The what-if screen: interventions as switches, and how they change the run of a sentence."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from ....core.interventions import parse
from ....core.support.errors import Problem
from ....core.support.localization import _
from ....core.support.typed_numbers import real_number
from ....core.trace import TraceError
from ....core.trace.tags import of_traces
from ...ui.availability import predicts_masked_words
from ...ui.engine_client import EngineClient, EngineError, Notices
from ...ui.keys import keys_at
from ...ui.navigator import Navigator
from ...ui.numbers import MINUS
from ...ui.routes import WalkRoute
from ...ui.screen import Exported
from ...ui.strings import PROGRAM
from ...ui.tags import before
from ...ui.text import safe
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.one_line import Spread
from ...ui.words import read_and_said
from . import keys, strings
from .alignment import by_position
from .grids import Grids, StepNumbers
from .run_pair import RunPair, StepPair, predictions, row_of
from .run_pair_screen import RunPairScreen
from .state import WhatIfState
from .switches import SET, SPEC, Ask, SeedSwitch, Switch, impossible
from .widgets import PredictionList, StepList, SwitchList

if TYPE_CHECKING:
    from ...ui.widgets.prompt import Prompt


class WhatIfScreen(RunPairScreen):
    """Switches on the left; predictions, the steps that differ, and the numbers of one of them on the right.

    Args:
        start: the switch under the cursor at first.
    """

    HINTS = "what if"
    KEYS = keys.WHAT_IF
    state: WhatIfState

    def __init__(
        self, state: WhatIfState, navigator: Navigator, engine: EngineClient, start: int = 0
    ) -> None:
        super().__init__(navigator, engine)
        self.state, self.start = state, start

    def compose_body(self) -> ComposeResult:
        yield Spread(id="question")
        with Horizontal(id="body"):
            yield SwitchList(self.state.switches, id="switches")
            with Vertical(id="right"):
                yield PredictionList(id="predicted")
                yield StepList(strings.WHAT_IF, id="steps")
                yield StepNumbers(self.navigator.view, strings.WHAT_IF, id="numbers")

    def on_mount(self) -> None:
        self.switches = self.query_one(SwitchList)
        self.predicted = self.query_one(PredictionList)
        self.attach()
        self.predicted.border_title = _(strings.PREDICTED)
        if predicts_masked_words(self.navigator.trace):
            self.predicted.border_title, self.predicted.head = _(strings.PREDICTED_AT), strings.AT
        self.switches.cursor = self.start
        self.switches.focus()
        self.show_switches()
        if self.state.normal is None or self.state.switches.changes != self.state.changes:
            self.compute()
        else:
            self.show_run()

    # -------------------------------------------------------------------------- what is shown
    def show_switches(self) -> None:
        """Shows the list and the question of the line under its cursor."""
        hint = strings.switch_hint(self.line).format_map(keys_at(self.switches))
        question = [(strings.question(self.line, self.state.here), "accent")]
        if self.state.switches.is_impossible(self.switches.cursor):
            question, hint = [(_(strings.IMPOSSIBLE[self.line.key]), "faint")], ""
        self.query_one("#question", Spread).show(question, [(hint, "faint")] if hint else [])
        trace, count = self.state.normal or self.navigator.trace, len(self.state.switches.changes)
        self.query_one("#heading", Spread).show(
            [(PROGRAM, "strong"), (_(" · what if · "), "faint"), *read_and_said(trace)],
            before(of_traces(trace), [(_("{count} on", count=count) if count else _("all off"), "strong")]),
        )
        self.switches.changed()
        self.show_keys()

    def show_run(self) -> None:
        """Shows what the runs predict, and where they differ."""
        normal, pair = self.state.normal, self.pair
        if pair is not None:
            self.predicted.show(predictions(pair.a, pair.b))
            at = row_of(pair.differing, self.state.came_from[0]) or 0
            self.steps.show(pair, pair.differing, at, _(strings.NO_STEPS))
        else:
            missing = _(strings.COMPUTING if self.computing else strings.NO_RUN)
            self.predicted.show(predictions(normal) if normal else (), "" if normal else missing)
            is_normal = normal is not None and not self.state.switches.changes
            self.steps.show(None, (), empty=_(strings.ALL_OFF) if is_normal else missing)
        self.show_step()
        is_roomy = self.has_class("-wide", "-tall")  # all regions are visible at once
        if self.steps.row is None and self.has_class("numbers") and not is_roomy:
            self.go_to(self.switches)

    def formula(self, step: StepPair) -> str:
        a, b = strings.formula_of(step.a), strings.formula_of(step.b)
        return step.why if a == b else super().formula(step)

    # -------------------------------------------------------------------------- keys
    @property
    def line(self) -> Switch | Ask:
        """The line under the cursor of the switches."""
        return self.state.switches.lines[self.switches.cursor]

    @property
    def asks(self) -> bool:
        """Whether the line opens a prompt."""
        return isinstance(self.line, Ask)

    @property
    def turns(self) -> bool:
        """Whether the line has settings."""
        return isinstance(self.line, Switch) and self.line.turned(1, 0) != self.line

    @property
    def mode(self) -> str:
        if self.is_typing:
            return "typing"
        if self.numbers.has_keys:
            return "cell"
        if self.focused is self.steps:
            return "step"
        return "prediction" if self.focused is self.predicted else "switch"

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if not self.is_typing:
            self.set_class(self.focused in (self.steps, *self.grids.grids), "numbers")

    def take_focus(self) -> None:
        self.go_to(self.switches)

    def go_to(self, region: Widget) -> None:
        """Moves the focus to a region, and makes it visible."""
        self.set_class(region in (self.steps, self.grids), "numbers")
        (region.main if isinstance(region, Grids) else region).focus()

    def action_region(self, by: int) -> None:
        """Moves the focus to another region."""
        regions: list[Widget] = [self.switches, self.predicted, self.steps]
        if self.steps.rows:
            regions.append(self.grids)
        focused = self.grids if self.numbers.has_keys else self.focused
        at = regions.index(focused) if focused in regions else 0
        self.go_to(regions[(at + by) % len(regions)])

    def action_leave(self, to_walk: bool = False) -> None:
        if self.is_typing:
            self.on_prompt_left()
        elif self.computing and not to_walk:
            self.stop_computing()
        elif to_walk or self.focused is self.switches:
            self.dismiss(self._normal_walk())
        else:
            self.clear_notice()
            self.go_to(self.steps if self.numbers.has_keys else self.switches)

    def _normal_walk(self) -> WalkRoute | None:
        """The normal run, if the reader walked through a changed run and then switched everything off."""
        normal = self.state.normal
        changed = self.navigator.trace.run.get("interventions")
        if normal is None or not changed or self.state.switches.changes:
            return None
        self.state.opened(normal)
        return WalkRoute(normal, *self.state.came_from)

    async def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        if message.lines is self.switches:
            self.show_switches()
            if message.enter:
                self._choose(message.number)
        elif message.lines is self.predicted and message.enter:
            self._open_prediction(message.number)

    def _open_prediction(self, number: int) -> None:
        """Moves the cursor to the probability of a prediction, if the steps that differ include the output."""
        pair = self.pair
        output = None if pair is None else pair.a.output
        if pair is None or output is None or (at := row_of(pair.differing, output.source)) is None:
            return
        self.steps.cursor = at
        self.steps.changed()
        word = self.predicted.predictions[number - 1].a[0]
        self.show_step((number - 1, pair.a.vocabulary.index(word)))
        self.go_to(self.grids)

    def action_open(self) -> None:
        step = self.steps.row
        route = self.open_at(in_b=step is not None and step.b is not None)
        if route is not None:
            self.state.opened(route.trace)
            self.dismiss(route)

    def exported(self) -> Exported:
        arrays = self.grids.pair
        trace = self.pair.b if self.pair else self.state.normal or self.navigator.trace
        return Exported(trace, self.grids.main.shown if arrays else None, self.grids.cell if arrays else ())

    # -------------------------------------------------------------------------- switches
    def _choose(self, number: int) -> None:
        """Switches a line on or off, or opens its prompt."""
        line = self.state.switches.lines[number]
        if isinstance(line, Ask):
            self.ask(line)
        elif self.state.switches.is_impossible(number):
            self.show_notice(_(strings.IMPOSSIBLE[line.key]), "error")
        else:
            self.state.switches.toggle(number)
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

    def action_reset(self) -> None:
        self.state.switches.reset()
        self.show_switches()
        self.compute()

    def ask(self, line: Ask) -> None:
        """Opens the prompt for a number, or for any change."""
        here, hint = self.state.here, _(strings.SPEC_HINT)
        if line.key == SET:
            if here is None:
                self.show_notice(_(strings.NOTHING_TO_SET), "error")
                return
            value = strings.written(here.value)
            hint = _("it is {value}; type another number, then Enter", value=value)
        self.open_prompt(_(strings.PROMPTS[line.key]), hint)

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.accept(message)
        self.on_prompt_left()
        self.run_worker(self._add(message.question, message.answer.strip()), group="add", exclusive=True)

    async def _add(self, question: str, typed: str) -> None:
        here = self.state.here
        try:
            if question == _(strings.PROMPTS[SPEC]):
                change = await asyncio.to_thread(parse, typed)  # may read a file
                label = str(change)
            else:
                assert here is not None
                change = here.set_to(_number(typed))
                label = f"{here.name} = {typed.replace('-', MINUS)}"
        except (ValueError, OSError) as error:
            self.refuse(safe(str(error)), typed)
            return
        self.switches.cursor = self.state.switches.add(change, label)
        self.go_to(self.switches)
        self.show_switches()
        self.compute()

    # -------------------------------------------------------------------------- the engine
    def compute(self) -> None:
        """Computes the run with the interventions that are on, and drops what was being computed."""
        state, changes = self.state, self.state.switches.changes
        what = ", ".join([state.text, *map(str, changes)]) if changes or state.normal is None else ""
        self.start_computing(what, self._compute, self.engine, "run")
        if self.pair is None:
            self.show_run()

    def _end_computing(self, is_there: bool) -> None:
        super()._end_computing(is_there)
        if not is_there and self.is_open:
            self._set_pair(None)  # the old one belongs to other switches
            self.show_run()

    def _set_pair(self, pair: RunPair | None) -> None:
        self.state.pair = pair
        self.state.changes = self.state.switches.changes if pair else ()

    async def _compute(self) -> bool:
        assert self.engine is not None
        state, changes = self.state, self.state.switches.changes
        pair: RunPair | None = None
        notices: Notices = ()
        try:
            if state.normal is None:
                request = self.engine.request(state.text, **state.requested())
                state.normal, notices = await self.engine.run(request)
                state.switches.impossible = impossible(state.normal)
            if changes:
                request = self.engine.request(state.text, **state.requested(changes))
                trace, _notices = await self.engine.run(request)
                pair = await asyncio.to_thread(RunPair, state.normal, trace, by_position)
        except (EngineError, TraceError) as error:
            self.show_notice(safe(str(error)), "error")
            return False
        self._set_pair(pair)
        self.clear_notice()
        if notices:
            self.show_notice(safe(" · ".join(notices)))
        self.show_switches()
        self.show_run()
        return True


def _number(typed: str) -> float:
    """Reads a number.

    Raises:
        ValueError: it is not a number; the message is for the reader.
    """
    try:
        return real_number(typed)
    except Problem:
        raise ValueError(_(strings.WRONG_NUMBER, typed=repr(typed))) from None
