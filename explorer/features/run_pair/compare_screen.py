"""The compare screen: two sentences with aligned words, and each step of one next to that of the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.running.other_sentence import other_sentence
from ....core.support.localization import _
from ....core.trace import Trace
from ....core.trace.tags import of_traces
from ...ui.availability import reads_examples
from ...ui.engine_client import EngineClient, EngineError, Notices
from ...ui.examples import EXAMPLES, FIRST
from ...ui.navigator import Navigator
from ...ui.screen import Exported
from ...ui.strings import PROGRAM
from ...ui.tags import before
from ...ui.text import safe
from ...ui.trace_file import opened
from ...ui.widgets.one_line import Spread
from . import keys, strings
from .grids import StepNumbers
from .run_pair import RunPair, row_of
from .run_pair_screen import RunPairScreen
from .state import CompareState
from .widgets import AlignedSentences, StepList

if TYPE_CHECKING:
    from ...ui.widgets.prompt import Prompt

OTHER = "我爱猫"  # the sentence to compare the first example with

Run = Callable[[], Awaitable[tuple[Trace, Notices]]]


class CompareScreen(RunPairScreen):
    """Two sentences, all steps, and the numbers of one step."""

    HINTS = "compare"
    KEYS = keys.COMPARE
    state: CompareState

    def __init__(self, state: CompareState, navigator: Navigator, engine: EngineClient | None) -> None:
        super().__init__(navigator, engine)
        self.state = state
        self.suggested = ""

    def compose_body(self) -> ComposeResult:
        yield AlignedSentences(id="sentences")
        yield Static(id="differences", markup=False)
        with Vertical(id="body"):
            yield StepList(strings.COMPARED, id="steps")
            yield StepNumbers(self.navigator.view, strings.COMPARED, id="numbers")
        yield Static(self.KEYS.text(strings.NO_B), id="nothing", markup=False)

    def on_mount(self) -> None:
        self.attach()
        self.show()
        if self.state.b is None:
            self.action_text()
        elif self.state.pair is None:
            self.compute_pair()

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Shows the runs that are available."""
        state, pair = self.state, self.pair
        self.set_class(pair is None, "alone")
        self.query_one("#heading", Spread).show(
            [(PROGRAM, "strong"), (_(" · compare · "), "faint"), *strings.sentences(state.a, state.b)],
            before(of_traces(*filter(None, (state.a, state.b))), []),
        )
        self.query_one(AlignedSentences).show(pair)
        differences = strings.other_differences(pair) if pair else ""
        self.query_one("#differences", Static).update(Content(differences))
        self.query_one("#differences").display = bool(differences)
        if pair is None:
            self.steps.show(None, ())
            self.show_keys()
            return
        at = row_of(pair.steps, state.source)
        cursor = at if at is not None else pair.steps.index(pair.first) if pair.first else 0
        self.steps.show(pair, pair.steps, cursor)
        cell = state.cell
        if cell is None and at is not None and state.came_from is not None:
            cell = pair.framed(pair.steps[at], state.came_from)
        state.came_from = None
        self.show_step(cell)
        self.take_focus()

    def cell_changed(self) -> None:
        if self.grids.pair is not None and self.steps.row is not None:
            self.state.source = self.steps.row.step.source
            if self.grids.pair.first.values.size:
                self.state.cell = self.grids.cell

    @property
    def mode(self) -> str:
        if self.is_typing:
            return "typing"
        if self.computing:
            return "waiting"
        if self.pair is None:
            return "empty"
        return "cell" if self.numbers.has_keys else "step"

    # -------------------------------------------------------------------------- the second run
    def action_text(self) -> None:
        """Opens the prompt for the second sentence."""
        if self.engine is None:
            self.show_notice(self.KEYS.text(strings.NO_MODEL), "error")
            return
        self.open_prompt(_(strings.SENTENCE), strings.sentence_hint(self.suggested))
        if not self.suggested and reads_examples(self.state.a):
            self.run_worker(self._suggest(), group="suggest", exclusive=True)

    async def _suggest(self) -> None:
        """Finds a sentence to suggest in the prompt."""
        from textual.widgets import Input

        self.suggested = await self._other(self.state.a.source_text)
        for prompt in self.query("Prompt"):
            if prompt.question == _(strings.SENTENCE):  # type: ignore[attr-defined]
                prompt.query_one(Input).placeholder = strings.sentence_hint(self.suggested)

    async def _other(self, source: str) -> str:
        """A sentence that differs in one word; for a sentence in another language, an example."""
        if source == FIRST:
            return OTHER
        other = ""
        if self.engine is not None:
            with suppress(EngineError):
                other = await self.engine.call(other_sentence, source)
        return other or next(text for text, _about in EXAMPLES if text != source)

    def action_file(self) -> None:
        """Opens the prompt for a trace file."""
        self.open_prompt(_(strings.FILE), _(strings.FILE_HINT))

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.accept(message)
        self.on_prompt_left()
        answer = message.answer.strip()
        if message.question == _(strings.FILE):
            self.compute_pair(partial(self._opened, answer), answer)
        else:
            text = answer or self.suggested
            self.compute_pair(partial(self._computed, text), text)

    async def _computed(self, text: str) -> tuple[Trace, Notices]:
        assert self.engine is not None
        found = await self.engine.run(self.engine.request(text, **self.state.requested()))
        self.program.remember_sentence(text)
        return found

    async def _opened(self, path: str) -> tuple[Trace, Notices]:
        return await asyncio.to_thread(opened, path), ()

    def compute_pair(self, run: Run | None = None, what: str = "") -> None:
        """Compares A with B, or with a new B that `run` computes; `what` is its name in the notice."""
        work = partial(self._compare, run, what)
        self.start_computing(what or _(strings.COMPARISON), work, self.engine, "second")
        self.show_keys()

    async def _compare(self, run: Run | None, typed: str) -> bool:
        notices: Notices = ()
        try:
            if run is not None:
                b, notices = await run()
                self.state.take(b)
            if self.state.b is not None:
                self.state.pair = await asyncio.to_thread(RunPair, self.state.a, self.state.b)
        except (OSError, ValueError) as error:
            self.show()
            self.refuse(safe(str(error)), typed)
            return False
        self.clear_notice()
        self.show()
        if notices:
            self.show_notice(safe(" · ".join(notices)))
        return True

    def stop_computing(self) -> None:
        super().stop_computing()
        self.show_notice(self.KEYS.text(strings.STOPPED))

    def _end_computing(self, is_there: bool) -> None:
        super()._end_computing(is_there)
        self.show_keys()

    # -------------------------------------------------------------------------- going around
    def action_region(self) -> None:
        """Moves the focus from the steps to the numbers, or back."""
        if not self.computing:
            self.clear_notice()
        if self.numbers.has_keys or self.grids.pair is None:
            self.steps.focus()
        else:
            self.grids.main.focus()

    def action_leave(self, to_walk: bool = False) -> None:
        if self.is_typing:
            self.on_prompt_left()
        elif self.computing and not to_walk:
            self.stop_computing()
        elif self.numbers.has_keys and not to_walk:
            self.steps.focus()
        else:
            self.dismiss(None)

    def action_open(self, in_b: bool = False) -> None:
        if (route := self.open_at(in_b)) is not None:
            self.dismiss(route)

    def exported(self) -> Exported:
        main, state = self.grids.main, self.state
        trace = state.b if state.b is not None and main is self.grids.grids[1] else state.a
        return Exported(trace, main.shown if self.grids.pair else None, self.grids.cell)
