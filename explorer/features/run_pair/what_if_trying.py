"""What the what-if screen asks of reader and engine: changes as one types them, runs, the line that answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ....core.interventions import parse
from ....core.support.errors import Problem
from ....core.support.localization import _
from ....core.support.typed_numbers import real_number
from ....core.trace import TraceError
from ...ui.engine_client import EngineClient, EngineError, Notices
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from . import what_if_keys as keys
from . import what_if_strings as said
from .switches import SET, SPEC, Ask
from .two_runs import TwoRuns
from .what_if import Comparison, compare
from .what_if_state import WhatIfState

if TYPE_CHECKING:
    from ...ui.widgets.prompt import Prompt


class Trying(TwoRuns):
    """A screen that has changed runs computed; what it shows is a subclass's."""

    def __init__(self, state: WhatIfState, engine: EngineClient) -> None:
        super().__init__()
        self.state, self.engine = state, engine

    def show_switches(self) -> None:
        """Brings the list of switches to what is on."""
        raise NotImplementedError

    def show_run(self) -> None:
        """Brings everything else to the runs that there are."""
        raise NotImplementedError

    def to_switches(self, number: int | None = None) -> None:
        """Gives the keys back to the list of switches, at that one."""
        raise NotImplementedError

    # -------------------------------------------------------------------------- prompts
    def ask(self, line: Ask) -> None:
        """For a value, or for any change as one types it."""
        from ...ui.widgets.prompt import Prompt  # Textual's Input is only loaded when somebody types

        under = self.state.under
        if line.key == SET and under is None:
            self.show_notice(said.NOTHING_SET, "error")
            return
        hint = said.value_hint(under) if line.key == SET and under else said.SPEC_HINT
        self.close_prompt()
        self.mount(Prompt(said.PROMPTS[line.key], hint))
        self.query_one(KeyBar).show(_("TYPE"), keys.TYPING, ())

    def on_prompt_left(self) -> None:
        self.close_prompt()
        self.to_switches()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.close_prompt()
        self.to_switches()
        self.run_worker(self._add(message.question, message.answer.strip()), group="add", exclusive=True)

    async def _add(self, question: str, typed: str) -> None:
        under = self.state.under
        try:
            if question == said.PROMPTS[SPEC]:
                change = await asyncio.to_thread(parse, typed)  # a patch is read from a file
                label = str(change)
            else:
                assert under is not None
                change = under.set_to(_number(typed))
                label = said.set_label(under, typed)
        except (ValueError, OSError) as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.to_switches(self.state.switches.add(change, label))
        self.show_switches()
        self.compute()

    # -------------------------------------------------------------------------- the engine
    def compute(self) -> None:
        """Has the engine compute what is switched on; what it was still at is dropped."""
        state, changes = self.state, self.state.switches.changes
        what = ", ".join([state.text, *map(str, changes)]) if changes or state.baseline is None else ""
        self.start_computing(what, self._compute, self.engine, "run")

    def stop_computing(self) -> None:
        """What is shown would be of other switches."""
        super().stop_computing()
        self.state.comparison = None
        self.show_run()

    async def _compute(self) -> bool:
        state, changes = self.state, self.state.switches.changes
        comparison: Comparison | None = None
        notices: Notices = ()
        try:
            if state.baseline is None:
                request = self.engine.request(state.text, **state.asked())
                state.baseline, notices = await self.engine.run(request)
            if changes:
                request = self.engine.request(state.text, **state.asked(changes))
                trace, _notices = await self.engine.run(request)
                comparison = await asyncio.to_thread(compare, state.baseline, trace, changes)
        except (EngineError, TraceError) as error:
            state.comparison = None
            self.show_run()
            self.show_notice(safe(str(error)), "error")
            return False
        state.comparison = comparison
        self.clear_notice()
        if notices:
            self.show_notice(safe(" · ".join(notices)))
        self.show_switches()
        self.show_run()
        return True


def _number(typed: str) -> float:
    """What somebody typed as a number.

    Raises:
        ValueError: it is none, with what to say.
    """
    try:
        return real_number(typed)
    except Problem:
        raise ValueError(said.WRONG_NUMBER.format(typed=repr(typed))) from None
