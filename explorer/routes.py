"""Opens the screen of a route. Screens are imported when they are opened; only the program imports this module."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen as AnyScreen
from textual.worker import Worker, get_current_worker

from ..core.support.localization import _
from .ui import routes
from .ui.errors import one_line
from .ui.screen import Screen
from .ui.text import safe

if TYPE_CHECKING:
    from textual.app import App

    from .features.walk.screen import WalkScreen
    from .preparing import Preparation
    from .ui.engine_client import EngineClient
    from .ui.lab_runner import LabRunner
    from .ui.memory import LastPlace
    from .ui.navigator import Navigator
    from .ui.program import Program

SOON = 0.3  # seconds after which a notice says that a screen takes a while
KEPT = 4  # other states to keep for a screen: those of the walks below this one
GOING = "going to another screen"  # what holds the keys back
State = TypeVar("State")
Done = Callable[[Any], None] | None


class Router:
    """Opens screens, and keeps their states between visits.

    Args:
        app: shows the screens.
        program: the same object, as screens see it.
        preparation: gets the model ready.
    """

    def __init__(self, app: App[None], program: Program, preparation: Preparation) -> None:
        self.app, self.program, self.preparation = app, program, preparation
        self._going: Worker[None] | None = None
        self._kept: defaultdict[type, list[Any]] = defaultdict(list)
        self._runner: LabRunner | None = None

    # -------------------------------------------------------------------------- going
    def open(self, route: routes.Route, done: Done = None) -> None:
        """Opens the screen of a route; keys pressed in the meantime are for that screen.

        Args:
            done: receives what the screen is dismissed with.
        """
        opened = OPENERS[type(route)](self, route, done)
        if opened is not None:
            self.go_to(opened)

    def go_to(self, work: Awaitable[None]) -> None:
        """Opens a screen that takes a while; Escape cancels this."""
        self.program.keyboard.hold(GOING)
        self._going = self.app.run_worker(self._go(work, self.app.screen), group="explore", exclusive=True)

    async def _go(self, work: Awaitable[None], origin: AnyScreen[Any]) -> None:
        notice = self.app.set_timer(SOON, lambda: self._show_going(origin))
        try:
            await work
        finally:
            notice.stop()
            if isinstance(origin, Screen) and origin.is_open and not origin.computing:
                origin.clear_notice("busy")
            if self._going is get_current_worker():
                self._arrived(self.app.screen is not origin or self.program.keyboard.holds(origin))

    def _show_going(self, origin: AnyScreen[Any]) -> None:
        if self._going is not None and self.app.screen is origin and isinstance(origin, Screen):
            origin.show_notice(_("Loading … Esc cancels"), "busy")

    def _arrived(self, elsewhere: bool) -> None:
        self._going = None
        self.program.keyboard.let_go(GOING, forget=not elsewhere)

    def stay(self) -> bool:
        """Cancels going to another screen; returns whether one was being opened."""
        if self._going is None:
            return False
        self._going.cancel()
        self._arrived(False)
        return True

    # -------------------------------------------------------------------------- states between visits
    def stored_state(
        self, kind: type[State], fits: Callable[[State], bool], make: Callable[[], State]
    ) -> State:
        """The most recent state of a screen that fits, otherwise a new one."""
        states = self._kept[kind]
        state = next((state for state in reversed(states) if fits(state)), None)
        if state is None:
            state = make()
        self._kept[kind] = [*(other for other in states[-KEPT:] if other is not state), state]
        found: State = state
        return found

    def forget(self) -> None:
        """Forgets all states."""
        self._kept.clear()
        self._runner = None

    async def engine(self) -> EngineClient | None:
        """The engine of the program's model, when it is ready; None without a model."""
        at_hand = await self.preparation.ready()
        return at_hand.engine if at_hand is not None else None

    async def lab_runner(self) -> LabRunner:
        """Computes for lessons and labs; its results are kept as long as the program runs."""
        engine = await self.engine()
        from .ui.lab_runner import LabRunner

        if self._runner is None or self._runner.engine is not engine:
            self._runner = LabRunner(engine)
        return self._runner

    def show(
        self, route: routes.TraceRoute, screen: Callable[[Navigator], AnyScreen[Any]], done: Done
    ) -> None:
        """Shows a screen about a place in a trace, or an error if there is nothing to show."""
        from ..core.trace import TraceError
        from .ui.navigator import Navigator

        try:
            self.app.push_screen(screen(Navigator.at(route.trace, route.source, route.cell)), done)
        except TraceError as error:
            self.show_error(str(error))

    def is_new(self, text: str) -> bool:
        """Whether the reader has not opened a sentence before, as far as it is known."""
        store = self.program.store
        return store is not None and text not in store.load().recent

    def is_open(self, kind: type[AnyScreen[Any]]) -> bool:
        """Whether such a screen is open already."""
        return any(isinstance(screen, kind) for screen in self.app.screen_stack)

    def show_error(self, text: str) -> None:
        """Shows an error on the current screen, in one line."""
        screen = self.app.screen
        if isinstance(screen, Screen):
            screen.show_notice(safe(text), "error")
        else:
            self.app.notify(safe(text), severity="error", markup=False)

    def refuse(self, text: str, answer: str) -> None:
        """Shows an error about something that the reader typed, and lets the reader correct it."""
        screen = self.app.screen
        if isinstance(screen, Screen):
            screen.refuse(safe(text), answer)
        else:
            self.show_error(text)


# ---------------------------------------------------------------------------------- the walk
def walk(router: Router, route: routes.WalkRoute, done: Done) -> None:
    """A place in a trace that has been computed."""
    screen = _walk_screen(route)
    if route.source is not None:
        screen.navigator.go_to(route.source, route.cell)
    router.app.push_screen(screen, done)


def _walk_screen(route: routes.TraceRoute, stored: bool = False, asked: str = "") -> WalkScreen:
    from .features.walk.screen import WalkScreen

    return WalkScreen(route.trace, route.engine, stored, asked)


async def sentence(router: Router, route: routes.SentenceRoute, done: Done) -> None:
    """The walk of a sentence: of the program's own trace, a stored or prepared one, or computed first."""
    text = route.text
    at_hand = await router.preparation.ready()
    if at_hand is None:
        return
    engine, home = at_hand.engine, router.app.screen
    compute = partial(_compute_first, router, engine, text, route.place)
    if text == at_hand.trace.source_text or engine is None or not isinstance(home, Screen):
        await _walk_through(router, at_hand.route, text, route.place, at_hand.stored)
    elif engine.knows(text):
        await compute()
    elif (
        router.preparation.is_stored(text)
        and (trace := await asyncio.to_thread(engine.stored, text)) is not None
    ):
        await _walk_through(router, routes.WalkRoute(trace, engine=engine), text, route.place, True)
    else:
        router.program.keyboard.hold(home)
        home.start_computing(text, compute, engine, "explore")


async def _compute_first(
    router: Router, engine: EngineClient | None, text: str, place: LastPlace | None
) -> bool:
    from .ui.engine_client import EngineError

    assert engine is not None
    try:
        trace, notices = await engine.ask(text)
    except EngineError as error:
        router.refuse(str(error), text)
        return False
    route = routes.WalkRoute(trace, engine=engine)
    screen = await _walk_through(router, route, text, place)
    if notices:
        shown = router.app.screen  # the map of a new sentence
        (shown if isinstance(shown, Screen) else screen).show_notice(safe(" · ".join(notices)))
    return True


async def _walk_through(
    router: Router, route: routes.WalkRoute, text: str, place: LastPlace | None, stored: bool = False
) -> WalkScreen:
    from .ui.availability import reads_examples

    screen, is_new = _walk_screen(route, stored), router.is_new(text)
    await router.app.push_screen(screen)
    if text != route.trace.source_text:
        screen.compute_sentence(text, place)
    elif place is not None:
        screen.to_place(place)
    elif is_new:
        await map_(router, routes.MapRoute(route.trace, engine=route.engine, stored=stored), screen.arrive)
    if reads_examples(route.trace):
        router.program.remember_sentence(text)
    return screen


async def file(router: Router, route: routes.FileRoute, done: Done) -> None:
    """The walk of a trace in a file."""
    from .ui.trace_file import opened

    try:
        trace = await asyncio.to_thread(opened, route.path)
    except (OSError, ValueError) as error:
        router.refuse(one_line(error), route.path)
        return
    await router.app.push_screen(_walk_screen(routes.WalkRoute(trace, engine=router.program.engine)))


# ---------------------------------------------------------------------------------- from the walk
def decode(router: Router, route: routes.DecodeRoute, done: Done) -> None:
    """Decoding; continues where the reader left off if the trace is one of its runs. Or the masked words of a text."""
    from .ui.availability import predicts_masked_words

    if predicts_masked_words(route.trace):
        from .features.masked_words.screen import MaskedWordsScreen
        from .features.masked_words.state import MaskedWordsState

        router.show(route, lambda navigator: MaskedWordsScreen(MaskedWordsState(navigator)), done)
        return
    from ..core.interventions import InterventionError
    from ..core.trace import TraceError
    from .features.decode.screen import DecodeScreen
    from .features.decode.state import DecodeState
    from .ui.navigator import Navigator

    try:
        state = router.stored_state(
            DecodeState,
            lambda kept: kept.knows(route.trace),
            lambda: DecodeState(Navigator.at(route.trace, route.source, route.cell)),
        )
    except (TraceError, InterventionError) as error:
        router.show_error(str(error))
        return
    home = state.home

    def left(place: routes.WalkRoute | None) -> None:
        if place is None and route.trace is not home.trace:  # the walk shows a run of this decoding
            place = routes.WalkRoute(home.trace, home.view.source, home.cell)
        if done is not None:
            done(place)

    router.app.push_screen(DecodeScreen(state, route.engine, route.beam), left)


def what_if(router: Router, route: routes.WhatIfRoute, done: Done) -> None:
    """Interventions; the switches keep their settings if they are about the same trace."""
    if route.engine is None:
        router.show_error(_("No model is loaded, so a changed run cannot be computed."))
        return
    from .features.run_pair.state import WhatIfState
    from .features.run_pair.what_if_screen import WhatIfScreen
    from .ui.navigator import Navigator

    navigator = Navigator.at(route.trace, route.source, route.cell)
    state = router.stored_state(
        WhatIfState, lambda kept: kept.is_about(route.trace), lambda: WhatIfState(navigator)
    )
    state.come_from(navigator)
    switches = state.switches
    if route.change is not None and route.change not in switches.changes:
        switches.take((*switches.changes, route.change))
    router.app.push_screen(WhatIfScreen(state, navigator, route.engine, switches.place(route.change)), done)


def compare(router: Router, route: routes.CompareRoute, done: Done) -> None:
    """A second sentence; the previous one stays if the comparison is about the same trace."""
    from .features.run_pair.compare_screen import CompareScreen
    from .features.run_pair.state import CompareState
    from .ui.navigator import Navigator

    navigator = Navigator.at(route.trace, route.source, route.cell)
    state = router.stored_state(
        CompareState,
        lambda kept: kept.is_about(route.trace),
        lambda: CompareState(route.trace, navigator.view.source, navigator.cell),
    )
    state.walked(route.trace)
    router.app.push_screen(CompareScreen(state, navigator, route.engine), done)


def attention(router: Router, route: routes.AttentionRoute, done: Done) -> None:
    """Attention as text."""
    from .features.attention.screen import AttentionScreen
    from .features.attention.state import AttentionState

    router.show(route, lambda navigator: AttentionScreen(AttentionState(navigator)), done)


def heads(router: Router, route: routes.HeadsRoute, done: Done) -> None:
    """A step in all heads or layers."""
    from .features.heads.screen import HeadsScreen
    from .features.heads.state import HeadsState

    router.show(route, lambda navigator: HeadsScreen(HeadsState(navigator)), done)


async def map_(router: Router, route: routes.MapRoute, done: Done) -> None:
    """The figure of the model; a step that is chosen on it is shown by the screen below."""
    from ..core.trace import TraceError
    from .features.map.screen import MapScreen
    from .features.map.state import MapState

    try:
        await router.app.push_screen(
            MapScreen(MapState(route.trace, route.source), route.engine, route.stored), done
        )
    except TraceError as error:
        router.show_error(str(error))


# ---------------------------------------------------------------------------------- from every screen
async def training(router: Router, route: routes.TrainingRoute, done: Done) -> None:
    """How attention developed while a model was trained."""
    model = route.model
    if model is None:
        at_hand = await router.preparation.ready()
        if at_hand is None:
            return
        model = at_hand.engine.model if at_hand.engine is not None else at_hand.trace.model.name
    try:
        state = await asyncio.to_thread(_training_state, model)
    except (OSError, ValueError) as error:
        router.show_error(str(error))
        return
    from .features.training.screen import TrainingScreen

    await router.app.push_screen(TrainingScreen(state), done)


def _training_state(model: str) -> Any:
    from ..core.checkpoints import find
    from .features.training import screen  # noqa: F401  imported here, in a thread
    from .features.training.state import TrainingState

    return TrainingState(find(model))


async def lessons(router: Router, route: routes.LessonsRoute, done: Done) -> None:
    """The list of all lessons; from a walk that a lesson opened, goes back to the lesson."""
    from ..lessons.contents import contents
    from ..lessons.progress import Progress
    from .features.lessons.contents_screen import LessonsScreen
    from .features.lessons.screen import LessonScreen
    from .ui.lesson_list import offers

    if any(isinstance(below, LessonScreen) for below in router.app.screen_stack[-2:-1]):
        await router.app.screen.dismiss(None)
        return
    store = router.program.lesson_store
    known = await asyncio.to_thread(contents)
    if not known:
        router.show_error(_("There are no lessons in this language yet."))
        return
    progress = Progress() if store is None else store.load()

    def chosen(chosen: routes.Route | None) -> None:
        if chosen is not None:
            back = routes.LessonsRoute(chosen.lesson if isinstance(chosen, routes.LessonRoute) else "")
            router.open(chosen, lambda left: router.open(back))

    await router.app.push_screen(LessonsScreen(offers(known, progress), route.lesson), chosen)


async def lesson(router: Router, route: routes.LessonRoute, done: Done) -> None:
    """A lesson, where the learner left off or at a given page."""
    try:
        found = await asyncio.to_thread(_lesson, route.lesson)
    except (OSError, ValueError) as error:
        router.show_error(str(error))
        return
    if found is None:
        router.show_error(_("There is no lesson {name}.", name=route.lesson))
        return
    runner = await router.lab_runner()
    from .features.lessons.screen import LessonScreen
    from .features.lessons.state import LessonState

    store = router.program.lesson_store
    state = LessonState(found)
    if store is not None:
        state.resume(store.begun(found, state.material))
    if route.page is not None:
        state.go_to(route.page)

    def left(list_all: object) -> None:
        if list_all:
            router.open(routes.LessonsRoute(found.id))
        elif done is not None:
            done(list_all)

    await router.app.push_screen(LessonScreen(state, runner, store), left)


def _lesson(wanted: str) -> Any:
    from ..lessons.shelf import find
    from .features.lessons import screen  # noqa: F401  imported here, in a thread

    return find(wanted)


async def cards(router: Router, route: routes.CardsRoute, done: Done) -> None:
    """The cards that are due."""
    store = router.program.lesson_store
    if store is None:
        router.show_error(_("Your progress is not saved here, so no cards are due."))
        return
    runner = await router.lab_runner()
    from .features.lessons.cards_screen import CardsScreen

    await router.app.push_screen(CardsScreen(runner, store), done)


async def labs(router: Router, route: routes.LabsRoute, done: Done) -> None:
    """The experiments."""
    runner = await router.lab_runner()
    asked = (route.lab, dict(route.parameters or {})) if route.lab else ()
    state = await asyncio.to_thread(_labs_state, router, asked)
    from .features.labs.screen import LabsScreen

    if not router.is_open(LabsScreen):
        await router.app.push_screen(LabsScreen(state, runner, bool(asked)), done)


def _labs_state(router: Router, asked: Any) -> Any:
    """Reads the description of every lab, in a thread."""
    from .features.labs import screen  # noqa: F401  imported here, in a thread
    from .features.labs.state import LabsState

    return router.stored_state(LabsState, lambda kept: not asked, lambda: LabsState(*asked))


async def families(router: Router, route: routes.FamiliesRoute, done: Done) -> None:
    """Several families of models on one input."""
    engine = await router.engine()
    from .features.families.screen import FamiliesScreen
    from .features.families.state import FamiliesState

    given = (route.task, route.text, route.families, route.trained) if route.task else ()
    state = router.stored_state(FamiliesState, lambda kept: not given, lambda: FamiliesState(*given))
    if not router.is_open(FamiliesScreen):
        await router.app.push_screen(FamiliesScreen(state, engine), done)


def settings(router: Router, route: routes.SettingsRoute, done: Done) -> None:
    """The settings, over the current screen."""
    from .features.settings.screen import SettingsScreen

    if not isinstance(router.app.screen, SettingsScreen):
        router.app.push_screen(SettingsScreen(), done)


def show_help(router: Router, route: routes.HelpRoute, done: Done) -> None:
    """The keys of a screen."""
    from .ui.help import HelpScreen

    router.app.push_screen(HelpScreen(route.text, route.title), done)


OPENERS: dict[type[routes.Route], Callable[[Router, Any, Done], Awaitable[None] | None]] = {
    routes.WalkRoute: walk,
    routes.SentenceRoute: sentence,
    routes.FileRoute: file,
    routes.DecodeRoute: decode,
    routes.WhatIfRoute: what_if,
    routes.CompareRoute: compare,
    routes.AttentionRoute: attention,
    routes.HeadsRoute: heads,
    routes.MapRoute: map_,
    routes.TrainingRoute: training,
    routes.LessonsRoute: lessons,
    routes.LessonRoute: lesson,
    routes.CardsRoute: cards,
    routes.LabsRoute: labs,
    routes.FamiliesRoute: families,
    routes.SettingsRoute: settings,
    routes.HelpRoute: show_help,
}
