"""What the compare screen asks of reader and engine: a second sentence, a file, the comparison of both."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from ....core.trace import Trace
from ...ui.engine_client import EngineClient, Notices
from ...ui.text import safe
from ...ui.trace_file import opened
from . import compare_strings as said
from .compare import compare
from .compare_keys import KEYS
from .compare_state import CompareState, suggestion
from .two_runs import TwoRuns

if TYPE_CHECKING:
    from ...ui.widgets.prompt import Prompt

Run = Callable[[], Awaitable[tuple[Trace, Notices]]]


class Second(TwoRuns):
    """A screen that gets a second run to compare with; what it shows is a subclass's."""

    def __init__(self, state: CompareState, engine: EngineClient | None) -> None:
        super().__init__()
        self.state, self.engine = state, engine
        self.suggested = ""
        self.asking = False  # whether a line is being typed

    def show(self) -> None:
        """Brings everything to what there is."""
        raise NotImplementedError

    def show_keys(self) -> None:
        """The footer says what works now."""
        raise NotImplementedError

    def take_keys(self) -> None:
        """The keys to where one was."""
        raise NotImplementedError

    # -------------------------------------------------------------------------- asking
    def action_text(self) -> None:
        """For another second sentence."""
        if self.engine is None:
            self.show_notice(said.NO_MODEL.format_map(KEYS), "error")
            return
        self._ask(said.SENTENCE, said.sentence_hint(self.suggested))
        if not self.suggested:
            self.run_worker(self._suggest(), group="suggest", exclusive=True)

    async def _suggest(self) -> None:
        """Another sentence to begin with, as soon as one is found."""
        from textual.widgets import Input

        self.suggested = await asyncio.to_thread(suggestion, self.state.a.source_text)
        for prompt in self.query("Prompt"):
            for field in prompt.query(Input):
                if prompt.question == said.SENTENCE:  # type: ignore[attr-defined]
                    field.placeholder = said.sentence_hint(self.suggested)

    def action_file(self) -> None:
        """For a trace in a file, as the second one."""
        self._ask(said.FILE, said.FILE_HINT)

    def _ask(self, question: str, hint: str) -> None:
        from ...ui.widgets.prompt import Prompt  # Textual's Input is only loaded when somebody types

        self.close_prompt()
        self.asking = True
        self.mount(Prompt(question, hint))
        self.show_keys()

    def on_prompt_left(self) -> None:
        self.close_prompt()
        self.asking = False
        self.take_keys()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.close_prompt()
        self.asking = False
        self.take_keys()
        answer = message.answer.strip()
        if message.question == said.FILE:
            self.wait_for(lambda: self._opened(answer), answer)
        else:
            self.wait_for(lambda: self._computed(answer or self.suggested), answer or self.suggested)

    # -------------------------------------------------------------------------- waiting
    @property
    def waiting(self) -> bool:
        """Whether a second run, or the comparison with it, is being made."""
        return bool(self.computing)

    def wait_for(self, run: Run | None = None, what: str = "") -> None:
        """Has the second run made, where there is another one to be, and both compared; Escape ends it."""
        self.start_computing(what or said.COMPARISON, partial(self._wait_for, run), self.engine, "second")
        self.show_keys()

    async def _wait_for(self, run: Run | None) -> bool:
        notices: Notices = ()
        kind = ""
        try:
            if run is not None:
                b, notices = await run()
                self.state.beside(b)
            if self.state.b is not None:
                self.state.comparison = await asyncio.to_thread(compare, self.state.a, self.state.b)
        except (OSError, ValueError) as error:
            notices, kind = (str(error),), "error"
        self.clear_notice()
        self.show()
        if notices:
            self.show_notice(safe(" · ".join(notices)), kind)
        return not kind

    def stop_computing(self) -> None:
        super().stop_computing()
        self.show_notice(said.STOPPED.format_map(KEYS))

    def _end_computing(self, is_there: bool) -> None:
        super()._end_computing(is_there)
        self.show_keys()

    async def _computed(self, text: str) -> tuple[Trace, Notices]:
        assert self.engine is not None
        found = await self.engine.run(self.engine.request(text, **self.state.asked()))
        if (remember := getattr(self.app, "remember_sentence", None)) is not None:
            remember(text)
        return found

    async def _opened(self, path: str) -> tuple[Trace, Notices]:
        return await asyncio.to_thread(opened, path), ()
