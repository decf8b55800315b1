"""From the home screen into everything that it leads to: a sentence, a lesson, the training, a file."""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from ..core.support.localization import _
from .features.home.state import EXAMPLES
from .remembering import Remembering
from .ui import screen as base
from .ui.errors import one_line
from .ui.text import safe

if TYPE_CHECKING:
    from ..core.trace import Trace
    from ..lessons.store import Store as LessonStore
    from .features.families.state import FamiliesState
    from .features.home.screen import HomeScreen
    from .features.labs.door import Asked
    from .features.labs.state import LabsState
    from .features.lessons.contents import Offer
    from .features.walk.screen import WalkScreen
    from .ui.engine_client import EngineClient, Notices
    from .ui.keyboard import Keyboard
    from .ui.lab_runner import LabRunner
    from .ui.memory import LastPlace

# Objects before the young are collected; how often that is before the older ones are, and the old ones.
COLLECTED = (5_000, 20, 20)


class AtHand(NamedTuple):
    """What exploring takes: a trace to begin with, and somebody who computes others."""

    trace: Trace
    engine: EngineClient | None
    stored: bool = False  # whether the trace came with the model, and was made on another machine


SOON = 0.3  # seconds after which one is told that a screen takes a while
GOING = "going to another screen"  # for which keys wait


class FromHome(Remembering):
    """A program that gets ready behind its home screen, and goes where somebody chooses to go."""

    keyboard: Keyboard

    def __init__(self, css_path: str, at_hand: AtHand | None, prepare: Callable[[], AtHand] | None) -> None:
        super().__init__(css_path=css_path)
        self.lesson_store: LessonStore | None = None  # see screens/lesson_door.py, as for what follows
        self.bench: LabRunner | None = None
        self.experiments: LabsState | None = None
        self.beside: FamiliesState | None = None
        self._at_hand = at_hand
        self._prepare = prepare
        self._preparing: asyncio.Task[AtHand] | None = None
        self._going: Worker[None] | None = None
        # Texts whose traces came with the model. A key may wait for one before anything is begun.
        self.computed_here: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def _walk(self, at_hand: AtHand, asked: str = "") -> WalkScreen:
        from .features.walk.screen import WalkScreen

        screen = WalkScreen(at_hand.trace, at_hand.stored, asked)
        screen.engine = at_hand.engine
        return screen

    # -------------------------------------------------------------------------- going to another screen
    def go(self, work: Callable[[], Awaitable[None]]) -> None:
        """Goes to another screen, which takes a while; keys that are pressed meanwhile are for that one."""
        self.keyboard.hold(GOING)
        self._going = self.run_worker(self._go(work, self.screen), group="explore", exclusive=True)

    async def _go(self, work: Callable[[], Awaitable[None]], origin: Screen[Any]) -> None:
        notice = self.set_timer(SOON, lambda: self._say_going(origin))
        try:
            await work()
        finally:
            notice.stop()
            self._hush_going(origin)
            if self._going is get_current_worker():
                self._gone(self.screen is not origin or self.keyboard.holds(origin))

    def _say_going(self, origin: Screen[Any]) -> None:
        if self._going is not None and self.screen is origin and isinstance(origin, base.Screen):
            origin.show_notice(_("Getting it ready … Esc stays here"), "busy")

    def _hush_going(self, origin: Screen[Any]) -> None:
        if isinstance(origin, base.Screen) and origin.is_open and not origin.computing:
            origin.clear_notice("busy")

    def _gone(self, arrived: bool) -> None:
        self._going = None
        self.keyboard.let_go(GOING, forget=not arrived)

    def stay(self) -> bool:
        """Stays where one is, if one is on the way to another screen; whether that was so."""
        if self._going is None:
            return False
        self._going.cancel()
        self._gone(False)
        return True

    # -------------------------------------------------------------------------- getting ready

    def _keep_what_is_here(self) -> None:
        """Modules, style sheets and the first trace stay for good: the garbage collector need not see them again.

        Else it goes through all of them every few hundred keys, for a tenth of a second in the middle of a key.
        """
        if not self.is_headless:  # in a test the program is not all that there is
            gc.freeze()
            gc.set_threshold(*COLLECTED)

    def _begin(self, prepare: Callable[[], AtHand]) -> asyncio.Task[AtHand]:
        """Begins to get ready, once: the reader may be quicker than the first frame."""
        if self._preparing is None:
            self._preparing = asyncio.create_task(self._prepared(prepare))
        return self._preparing

    async def _prepared(self, prepare: Callable[[], AtHand]) -> AtHand:
        at_hand = await asyncio.to_thread(prepare)
        self._keep_what_is_here()
        self._at_hand = at_hand
        self._warm_up(at_hand)
        return at_hand

    def _warm_up(self, at_hand: AtHand) -> None:
        if at_hand.stored:
            for text in (at_hand.trace.source_text, *dict(EXAMPLES)):
                self.computed_here[text]  # known from here on
        if at_hand.engine is not None:
            self.run_worker(self._prepare_answers(at_hand, at_hand.engine), group="warm up")

    async def _prepare_answers(self, at_hand: AtHand, engine: EngineClient) -> None:
        """Starts the engine, and has it compute here what came with the model."""
        await engine.warm_up()
        if not at_hand.stored:
            return
        for text in dict.fromkeys((at_hand.trace.source_text, *(text for text, _about in EXAMPLES))):
            computed = await engine.prepare(text)
            if computed is not None and text == at_hand.trace.source_text:
                self._at_hand = AtHand(computed, engine)
            for screen in self.screen_stack:
                if (replace_stored := getattr(screen, "replace_stored", None)) is not None:
                    replace_stored(text, computed)
            self.computed_here[text].set()

    # -------------------------------------------------------------------------- where one can go
    def explore(self, text: str, place: LastPlace | None = None) -> None:
        """From the home screen into the walk of a sentence, at a place in it."""
        self.go(partial(self._explore, text, place))

    async def _explore(self, text: str, place: LastPlace | None) -> None:
        at_hand = await self._what_is_at_hand()
        if at_hand is None:
            return
        engine, home = at_hand.engine, self.screen
        if text == at_hand.trace.source_text or engine is None or not isinstance(home, base.Screen):
            await self._walk_through(at_hand, text, place)
        elif engine.knows(text):
            await self._compute_first(engine, text, place)
        elif (
            text in self.computed_here
            and (stored := await asyncio.to_thread(engine.stored, text)) is not None
        ):
            await self._walk_through(AtHand(stored, engine, True), text, place)
        else:
            self.keyboard.hold(home)
            home.start_computing(text, partial(self._compute_first, engine, text, place), engine, "explore")

    async def _compute_first(self, engine: EngineClient, text: str, place: LastPlace | None) -> bool:
        from .ui.engine_client import EngineError

        try:
            trace, notices = await engine.ask(text)
        except EngineError as error:
            self._tell(str(error))
            return False
        await self._walk_through(AtHand(trace, engine), text, place, notices)
        return True

    async def _walk_through(
        self, at_hand: AtHand, text: str, place: LastPlace | None, notices: Notices = ()
    ) -> None:
        screen = self._walk(at_hand)
        await self.push_screen(screen)
        if text != at_hand.trace.source_text:
            screen.ask(text, place)
        elif place is not None:
            screen.to_place(place)
        if notices:
            screen.show_notice(safe(" · ".join(notices)))
        self.remember_sentence(text)

    async def _what_is_at_hand(self) -> AtHand | None:
        """What the home screen leads to; None where there is nothing, which it has said then."""
        if self._prepare is None:
            return None
        try:
            # Whoever then goes elsewhere takes only this waiting back, and not what is waited for.
            return await asyncio.shield(self._begin(self._prepare))
        except Exception as error:  # whatever it is, the home screen stays and says it
            self._tell(str(error))
            return None

    def open_offer(self, offer: Offer) -> None:
        """From the home screen to a lesson, to all of them, or to the cards that are due."""
        from .features.lessons.door import open_offer

        self.go(partial(self._with_answers, lambda engine: open_offer(self, engine, offer)))

    def open_lesson(self, lesson: str, page: int | None = None) -> None:
        """From the home screen to a lesson by its id or number, on a page counted from 0 or where one was."""
        from .features.lessons.door import open_lesson

        self.go(partial(self._with_answers, lambda engine: open_lesson(self, engine, lesson, page)))

    async def _with_answers(self, go: Callable[[EngineClient | None], Awaitable[None]]) -> None:
        at_hand = await self._what_is_at_hand()
        if at_hand is not None:
            await go(at_hand.engine)

    def show_experiments(self) -> None:
        """From anywhere to the experiments; from a lesson to that of its page."""
        ask = getattr(self.screen, "experiment", None)
        self.go(partial(self._show_experiments, ask() if ask else None))

    async def _show_experiments(self, asked: Asked | None) -> None:
        from .features.labs.door import open_experiments

        at_hand = self._at_hand or await self._what_is_at_hand()
        await open_experiments(self, at_hand.engine if at_hand else None, asked)

    def show_side_by_side(self) -> None:
        """From anywhere to several families of models side by side, where one left them."""
        self.go(self._show_side_by_side)

    async def _show_side_by_side(self) -> None:
        at_hand = self._at_hand or await self._what_is_at_hand()
        from .features.families.screen import FamiliesScreen
        from .features.families.state import FamiliesState

        self.beside = self.beside or FamiliesState()
        if not any(isinstance(screen, FamiliesScreen) for screen in self.screen_stack):
            await self.push_screen(FamiliesScreen(self.beside, at_hand.engine if at_hand else None))

    def show_training(self, home: HomeScreen) -> None:
        """From the home screen to how the attention of the model came about."""
        self.go(partial(self._show_training, home))

    async def _show_training(self, home: HomeScreen) -> None:
        at_hand = await self._what_is_at_hand()
        if at_hand is not None:
            from .features.training.door import model_of, open_training

            await open_training(home, model_of(at_hand.trace, at_hand.engine))

    def open_file(self, path: str) -> None:
        """From the home screen into the walk of a trace in a file."""
        self.go(partial(self._open_file, path))

    async def _open_file(self, path: str) -> None:
        from .start import opened

        try:
            trace = await asyncio.to_thread(opened, path)
        except (OSError, ValueError) as error:
            self._tell(one_line(error))
            return
        engine = self._at_hand.engine if self._at_hand else None
        await self.push_screen(self._walk(AtHand(trace, engine)))

    def _tell(self, what: str) -> None:
        from .features.home.screen import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.show_notice(safe(what), "error")
