"""The Textual program. What it opens with needs neither NumPy nor a trace: those come up behind the first frame."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from ..core.language import _
from . import precision
from .colours import depth
from .colours.themes import DAY, FAINT, NIGHT, themes
from .memory import LastPlace, Settings, Store
from .text import safe

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from ..core.trace import Trace
    from ..lessons.store import Store as LessonStore
    from .lesson.bench import Bench
    from .lesson.offers import Offer
    from .own_text import Answers
    from .screens.explore import ExploreScreen
    from .screens.hinting import Hinting
    from .screens.home import HomeScreen

COLLECTED = (
    5_000,
    20,
    20,
)  # objects before the young are collected; how often that is before the old ones are


class AtHand(NamedTuple):
    """What exploring takes: a trace to begin with, and somebody who computes others."""

    trace: Trace
    answers: Answers | None


class Explorer(App[None]):
    """Opens on a trace, or, where there is none yet, on the home screen.

    Args:
        trace: to open on.
        answers: who computes other texts.
        text: to be computed as soon as the screen is there.
        prepare: gives what the home screen leads to; called in a thread behind the first frame.
        store: what is remembered.
        lesson: the id or number of a lesson to be opened over the home screen, and its page counted from 0, or None
            for where one was.
    """

    TITLE = "transformer-explore"
    CSS = "Screen:ansi { color: $foreground; }"  # in sixteen colours Textual has the terminal's own instead
    ENABLE_COMMAND_PALETTE = False  # ours is opened by `action_palette`, and imported then
    BINDINGS: ClassVar[list[BindingType]] = [  # what works on every screen
        Binding("e", "export", _("export"), show=False),
        Binding("y", "copy('cell')", _("copy this number"), show=False),
        Binding("Y", "copy('row')", _("copy this row"), show=False),
        Binding("ctrl+y", "copy('array')", _("copy this array"), show=False),
        Binding("comma", "settings", _("settings"), show=False),
        Binding("ctrl+p", "palette", _("everything you can do"), show=False),
        Binding("L", "light", _("light or dark"), show=False),
        Binding("ctrl+z", "suspend_process", _("to the shell, and back with fg"), show=False),
        Binding("q,ctrl+c", "quit", _("quit"), show=False),
    ]

    def __init__(
        self,
        trace: Trace | None = None,
        answers: Answers | None = None,
        text: str | None = None,
        prepare: Callable[[], AtHand] | None = None,
        store: Store | None = None,
        lesson: tuple[str, int | None] | None = None,
    ) -> None:
        # Textual does not load the style sheet of a default screen by itself.
        super().__init__(css_path=f"screens/{'home' if trace is None else 'explore'}.tcss")
        self.text, self.store, self._lesson = text, store, lesson
        self.lesson_store: LessonStore | None = None  # see screens/lesson_door.py, as for what follows
        self.bench: Bench | None = None
        self._at_hand = AtHand(trace, answers) if trace is not None else None
        self._prepare = prepare
        self._preparing: asyncio.Task[AtHand] | None = None
        self.hinting: Hinting | None = None  # from the first frame on
        self._settings = Settings()
        precision.use(self.settings.decimals)
        if not self.settings.motion:
            self.animation_level = "none"
        depth.use(depth.found(self.no_color, self.console.color_system))
        for theme in themes():
            self.register_theme(theme)
        # Before the style sheets are read, so that they are read once: that shows in the time to the first frame.
        self.set_reactive(App.theme, self.settings.theme or NIGHT.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"faint": FAINT}

    def get_line_filters(self) -> Sequence[LineFilter]:
        if depth.now() == depth.NONE:
            from .colours.colourless import Colourless

            return [Colourless()]
        return [] if depth.now() == depth.SIXTEEN else super().get_line_filters()

    def action_palette(self) -> None:
        """Everything that can be done here, by a few letters."""
        from .screens.palette import open_palette

        open_palette(self)

    def action_export(self) -> None:
        """What one sees, or what is behind it, into a file."""
        from .screens.export import open_export

        open_export(self)

    def action_copy(self, what: str) -> None:
        """The number under the cursor, its row or the array onto the clipboard."""
        from .screens.copying import copy

        copy(self, what)

    def action_light(self) -> None:
        """Day for night, or night for day."""
        self.change_settings(theme=NIGHT.name if self.theme == DAY.name else DAY.name)

    def action_settings(self) -> None:
        """What can be chosen, over whatever is there."""
        from .screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen())

    def get_default_screen(self) -> Screen[None]:
        if self._at_hand is not None:
            return self._walk(self._at_hand)
        from .screens.home import HomeScreen

        return HomeScreen(self.store or Store())

    def _walk(self, at_hand: AtHand) -> ExploreScreen:
        from .screens.explore import ExploreScreen

        screen = ExploreScreen(at_hand.trace)
        screen.answers = at_hand.answers
        return screen

    def on_mount(self) -> None:
        if not self.is_headless and sys.platform != "win32":
            # Leaves the terminal as it was when the program is asked to end. And with a handler of its own, asyncio
            # wakes up for every signal: else a resize that reaches another thread waits until the next key.
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self.exit)
            loop.add_signal_handler(signal.SIGHUP, self._hung_up)
        self.call_after_refresh(self._after_first_frame)

    def on_key(self, event: events.Key) -> None:
        """Before what the key does is done."""
        type_early = getattr(self.screen, "type_early", None)
        if type_early is not None and event.is_printable:  # on its way before the screen was there
            type_early(event.character)
        self._quiet()

    def on_click(self) -> None:
        self._quiet()

    def _quiet(self) -> None:
        """The reader does something: a hint goes, and the next one waits."""
        if self.hinting is not None:
            self.hinting.hush()
            self.hinting.soon()

    def action_hints_again(self) -> None:
        """From the beginning, as for somebody new."""
        if self.hinting is not None:
            self.hinting.again()

    def _begin_to_hint(self) -> None:
        from .screens.hinting import Hinting

        hinting = self.hinting = Hinting(self)
        self.screen_change_signal.subscribe(self, lambda screen: hinting.soon())
        hinting.soon()

    def _hung_up(self) -> None:
        """The terminal is gone: where one was is kept, and everything ends.

        Without Textual's way out, which has something to write and may wait for ever for somebody to read it.
        """
        for screen in self.screen_stack:
            if (remember := getattr(screen, "remember", None)) is not None:
                remember()
        if self._at_hand is not None and self._at_hand.answers is not None:
            self._at_hand.answers.stop()
        os._exit(128 + signal.SIGHUP)

    async def _after_first_frame(self) -> None:
        if self.store is not None and self.store.notice:
            self.notify(self.store.notice, severity="warning", timeout=20, markup=False)
            self.store.notice = ""
        self._begin_to_hint()
        if self._prepare is not None:
            self._begin(self._prepare)
            if self._lesson is not None:
                self.open_lesson(*self._lesson)
        elif self._at_hand is not None:
            self._warm_up(self._at_hand)
            self._keep_what_is_here()
            if self.text is not None:
                self._ask(self.text)

    def _keep_what_is_here(self) -> None:
        """Modules, style sheets and the first trace stay for good: the garbage collector need not see them again.

        Else it goes through all of them every few hundred keys, for a tenth of a second in the middle of a key.
        """
        if not self.is_headless:  # in a test the program is not all that there is
            gc.freeze()
            gc.set_threshold(*COLLECTED)

    # -------------------------------------------------------------------------- from the home screen
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
        if at_hand.answers is not None:
            self.run_worker(at_hand.answers.warm_up(), group="warm up")

    def explore(self, text: str, place: LastPlace | None = None) -> None:
        """From the home screen into the walk of a sentence, at a place in it."""
        self.run_worker(self._explore(text, place), group="explore", exclusive=True)

    async def _explore(self, text: str, place: LastPlace | None) -> None:
        at_hand = await self._what_is_at_hand()
        if at_hand is None:
            return
        screen = self._walk(at_hand)
        await self.push_screen(screen)
        if text != at_hand.trace.source_text:
            screen.ask(text, place)
        elif place is not None:
            screen.to_place(place)
        self.remember_sentence(text)

    async def _what_is_at_hand(self) -> AtHand | None:
        """What the home screen leads to; None where there is nothing, which it has said then."""
        if self._prepare is None:
            return None
        try:
            return await self._begin(self._prepare)
        except Exception as error:  # whatever it is, the home screen stays and says it
            self._tell(str(error))
            return None

    def open_offer(self, offer: Offer) -> None:
        """From the home screen to a lesson, to all of them, or to the cards that are due."""
        from .screens.lesson_door import open_offer

        self.run_worker(
            self._with_answers(lambda answers: open_offer(self, answers, offer)),
            group="explore",
            exclusive=True,
        )

    def open_lesson(self, lesson: str, page: int | None = None) -> None:
        """From the home screen to a lesson by its id or number, on a page counted from 0 or where one was."""
        from .screens.lesson_door import open_lesson

        self.run_worker(
            self._with_answers(lambda answers: open_lesson(self, answers, lesson, page)),
            group="explore",
            exclusive=True,
        )

    async def _with_answers(self, go: Callable[[Answers | None], Awaitable[None]]) -> None:
        at_hand = await self._what_is_at_hand()
        if at_hand is not None:
            await go(at_hand.answers)

    def show_training(self, home: HomeScreen) -> None:
        """From the home screen to how the attention of the model came about."""
        self.run_worker(self._show_training(home), group="explore", exclusive=True)

    async def _show_training(self, home: HomeScreen) -> None:
        at_hand = await self._what_is_at_hand()
        if at_hand is not None:
            from .screens.training_door import model_of, open_training

            await open_training(home, model_of(at_hand.trace, at_hand.answers))

    def open_file(self, path: str) -> None:
        """From the home screen into the walk of a trace in a file."""
        self.run_worker(self._open_file(path), group="explore", exclusive=True)

    async def _open_file(self, path: str) -> None:
        from .opening import opened

        try:
            trace = await asyncio.to_thread(opened, path)
        except (OSError, ValueError) as error:
            self._tell(str(error))
            return
        answers = self._at_hand.answers if self._at_hand else None
        await self.push_screen(self._walk(AtHand(trace, answers)))

    def _tell(self, what: str) -> None:
        from .screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.tell(safe(what), "error")

    def _ask(self, text: str) -> None:
        from .screens.explore import ExploreScreen

        if isinstance(self.screen, ExploreScreen):
            self.screen.ask(text)

    # -------------------------------------------------------------------------- what is remembered
    @property
    def settings(self) -> Settings:
        """What the reader has chosen; without a store it holds as long as the program runs."""
        return self._settings if self.store is None else self.store.load().settings

    def change_settings(self, **changed: Any) -> None:
        """Other values for fields of `Settings`: applied at once, and remembered."""
        from dataclasses import replace

        self._settings = replace(self.settings, **changed)
        if self.store is not None:
            self.store.change(lambda memory: replace(memory, settings=replace(memory.settings, **changed)))
        from .applying import apply

        apply(self, changed)

    def remember_sentence(self, text: str) -> None:
        """Next time the home screen offers it."""
        if self.store is not None:
            self.store.change(lambda memory: memory.with_sentence(text))

    def remember_place(self, place: LastPlace) -> None:
        """Next time one can go on there."""
        if self.store is not None:
            from dataclasses import replace

            self.store.change(lambda memory: replace(memory, last=place))
