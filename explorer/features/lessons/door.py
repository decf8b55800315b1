"""The ways to the lessons and back: from home, from the walk, from the command line."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from ....core.support.localization import _
from ...ui.text import safe

if TYPE_CHECKING:
    from textual.screen import Screen

    from ....lessons.lesson import Lesson
    from ....lessons.store import Store
    from ...from_home import FromHome
    from ...ui.engine_client import EngineClient
    from ...ui.lab_runner import LabRunner
    from .contents import Offer


def store_of(app: FromHome) -> Store | None:
    """Where progress is kept: beside what the explorer remembers, if it remembers anything."""
    if app.lesson_store is None and app.store is not None:
        from ....lessons.store import Store

        app.lesson_store = Store(app.store.beside("lessons.json"))
    return app.lesson_store


def bench_of(app: FromHome, answers: EngineClient | None) -> LabRunner:
    """Who computes for the lessons; what has been computed stays as long as the program runs."""
    from ...ui.lab_runner import LabRunner

    if app.bench is None or app.bench.engine is not answers:
        app.bench = LabRunner(answers)
    return app.bench


def home_offers(store: Store | None) -> list[Offer]:
    """What the home screen says of the lessons. Reads files: to be called in a thread."""
    from datetime import date

    from ....lessons.contents import contents
    from ....lessons.progress import Progress
    from .contents import at_home

    progress = Progress() if store is None else store.load()
    return at_home(contents(), progress, date.today())


async def open_offer(app: FromHome, answers: EngineClient | None, offer: Offer) -> None:
    """What a line of lessons leads to."""
    from .contents import CARDS, LESSON

    if offer.what == LESSON:
        await open_lesson(app, answers, offer.lesson)
    elif offer.what == CARDS:
        await open_cards(app, answers)
    else:
        await open_lessons(app, answers)


async def open_lessons(app: FromHome, answers: EngineClient | None, lesson: str = "") -> None:
    """All lessons, the cursor on one of them."""
    from ....lessons.contents import contents
    from ....lessons.progress import Progress
    from .contents import offers
    from .contents_screen import LessonsScreen

    store = store_of(app)
    known = await asyncio.to_thread(contents)
    if not known:
        show_notice(app, _("There are no lessons in this language yet."))
        return
    progress = Progress() if store is None else store.load()

    def chosen(offer: Offer | None) -> None:
        if offer is not None:
            app.go(partial(open_offer, app, answers, offer))

    await app.push_screen(LessonsScreen(offers(known, progress), lesson), chosen)


async def open_lesson(
    app: FromHome, answers: EngineClient | None, wanted: str, page: int | None = None
) -> None:
    """A lesson where one left it, or on a page counted from 0; what cannot be read is said in a line.

    Args:
        wanted: its id or number.
    """
    try:
        lesson = await asyncio.to_thread(_found, wanted)
    except (OSError, ValueError) as error:
        show_notice(app, str(error))
        return
    if lesson is None:
        show_notice(app, _("There is no lesson {name}.", name=wanted))
        return
    await show_lesson(app, answers, lesson, page)


async def show_lesson(
    app: FromHome, answers: EngineClient | None, lesson: Lesson, page: int | None = None
) -> None:
    """The same of a lesson that has been read."""
    from .screen import LessonScreen
    from .state import LessonState

    store = store_of(app)
    state = LessonState(lesson)
    if store is not None:
        state.resume(store.begun(lesson, state.material))
    if page is not None:
        state.go(page)

    def left(with_what: str | None) -> None:
        if with_what:
            app.go(partial(open_lessons, app, answers, lesson.id))

    await app.push_screen(LessonScreen(state, bench_of(app, answers), store), left)


async def open_cards(app: FromHome, answers: EngineClient | None) -> None:
    """The cards that are due."""
    store = store_of(app)
    if store is None:
        show_notice(app, _("Nothing is remembered here, so no card is due."))
        return
    from .cards_screen import CardsScreen

    await app.push_screen(CardsScreen(bench_of(app, answers), store))


def _found(wanted: str) -> Lesson | None:
    from ....lessons.shelf import find
    from . import screen as lesson  # noqa: F401  so that going there takes no time

    return find(wanted)


def show_notice(app: FromHome, text: str) -> None:
    """One line on the screen that one is on."""
    screen: Screen[object] = app.screen
    say = getattr(screen, "show_notice", None)
    if say is not None:
        say(safe(text), "error")
    else:
        app.notify(safe(text), severity="error", markup=False)
