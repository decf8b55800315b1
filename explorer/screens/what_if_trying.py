"""What the what-if screen asks of reader and engine: changes as one types them, runs, the line that answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...core.errors import Problem
from ...core.interventions import parse
from ...core.language import _
from ...core.trace import TraceError
from ...core.typed import real_number
from ..own_text import Answers, Notices, OwnTextError
from ..text import safe
from ..what_if import said as said
from ..what_if.desk import WhatIf
from ..what_if.switches import SET, SPEC, Ask
from ..what_if.what_if import Comparison, compare
from ..widgets.key_bar import KeyBar
from . import what_if_keys as keys
from .two_runs import TwoRuns

if TYPE_CHECKING:
    from ..widgets.prompt import Prompt


class Trying(TwoRuns):
    """A screen that has changed runs computed; what it shows is a subclass's."""

    def __init__(self, desk: WhatIf, answers: Answers) -> None:
        super().__init__()
        self.desk, self.answers = desk, answers

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
        from ..widgets.prompt import Prompt  # Textual's Input is only loaded when somebody types

        under = self.desk.under
        if line.key == SET and under is None:
            self.tell(said.NOTHING_SET, "error")
            return
        hint = said.value_hint(under) if line.key == SET and under else said.SPEC_HINT
        self.close_prompt()
        self.mount(Prompt(said.PROMPTS[line.key], hint))
        self.query_one(KeyBar).say(_("TYPE"), keys.TYPING, ())

    def on_prompt_left(self) -> None:
        self.close_prompt()
        self.to_switches()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.close_prompt()
        self.to_switches()
        self.run_worker(self._add(message.question, message.answer.strip()), group="add", exclusive=True)

    async def _add(self, question: str, typed: str) -> None:
        under = self.desk.under
        try:
            if question == said.PROMPTS[SPEC]:
                change = await asyncio.to_thread(parse, typed)  # a patch is read from a file
                label = str(change)
            else:
                assert under is not None
                change = under.set_to(_number(typed))
                label = said.set_label(under, typed)
        except (ValueError, OSError) as error:
            self.tell(safe(str(error)), "error")
            return
        self.to_switches(self.desk.switches.add(change, label))
        self.show_switches()
        self.compute()

    # -------------------------------------------------------------------------- the engine
    def compute(self) -> None:
        """Has the engine compute what is switched on; what it was still at is dropped."""
        desk, changes = self.desk, self.desk.switches.changes
        what = ", ".join([desk.text, *map(str, changes)]) if changes or desk.baseline is None else ""
        self.start_computing(what, self._compute, self.answers, "run")

    def stop_computing(self) -> None:
        """What is shown would be of other switches."""
        super().stop_computing()
        self.desk.comparison = None
        self.show_run()

    async def _compute(self) -> bool:
        desk, changes = self.desk, self.desk.switches.changes
        comparison: Comparison | None = None
        notices: Notices = ()
        try:
            if desk.baseline is None:
                request = self.answers.request(desk.text, **desk.asked())
                desk.baseline, notices = await self.answers.run(request)
            if changes:
                request = self.answers.request(desk.text, **desk.asked(changes))
                trace, _notices = await self.answers.run(request)
                comparison = await asyncio.to_thread(compare, desk.baseline, trace, changes)
        except (OwnTextError, TraceError) as error:
            desk.comparison = None
            self.show_run()
            self.tell(safe(str(error)), "error")
            return False
        desk.comparison = comparison
        self.hush()
        if notices:
            self.tell(safe(" · ".join(notices)))
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
