"""The Textual program. Its first frame needs neither NumPy nor a trace; both are loaded afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.actions import ActionParseResult, parse
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed

from ..core.support.localization import _
from .preparing import AtHand, Preparation
from .routes import Router
from .ui import precision
from .ui import screen as base
from .ui.colors import depth
from .ui.colors.themes import DAY, FAINT, NIGHT, themes
from .ui.errors import CRASH
from .ui.keyboard import Keyboard, Typed
from .ui.keys import PROGRAM_KEYS
from .ui.memory import LastPlace, Settings, Store
from .ui.routes import FamiliesRoute, LabsRoute, MapRoute, Route, SettingsRoute
from .ui.text import safe
from .unreadable import REPLACEMENT, replace_unreadable

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.filter import LineFilter

    from ..core.support.state import StateFile
    from ..core.trace import Trace
    from ..lessons.store import Store as LessonStore
    from .features.hints.widgets import Hinting
    from .ui.engine_client import EngineClient

READING_TIME = 8  # seconds to read a sentence and a path

__all__ = ["AtHand", "Explorer"]


class Explorer(App[None]):
    """Opens on a trace, or on the home screen if there is none yet.

    Args:
        trace: the trace to open on.
        engine: computes other texts.
        text: is computed after the first frame.
        prepare: returns the trace and the engine for the home screen; called in a thread after the first frame.
        store: where settings and sentences are saved; without one, settings last as long as the program.
        route: is opened over the home screen.
        stored: whether the trace came with the model; it is computed again here when the engine is ready.
        other_model: the name of a model that is no translator of ours; "" for a translator, or if a trace is given.
    """

    TITLE = "transformer-explore"
    CSS = """
    Screen:ansi { color: $foreground; }  /* with sixteen colors Textual would use the terminal's own */
    Input > .input--placeholder { color: $faint; }
    Input > .input--selection { color: $background; background: $foreground; }
    .prompting #notice { margin: 0 0 4 0; }
    """
    ENABLE_COMMAND_PALETTE = False  # `action_palette` imports and opens our own
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            key.keys, key.action.removeprefix("app."), key.about, show=False, priority=key.keys == "ctrl+q"
        )
        for key in PROGRAM_KEYS
        if key.keys
    ]

    def __init__(
        self,
        trace: Trace | None = None,
        engine: EngineClient | None = None,
        text: str | None = None,
        prepare: Callable[[], AtHand] | None = None,
        store: Store | None = None,
        route: Route | None = None,
        stored: bool = False,
        other_model: str = "",
    ) -> None:
        # Textual does not load the style sheet of a default screen by itself.
        super().__init__(css_path=f"features/{'home' if trace is None else 'walk'}/screen.tcss")
        self.text, self.store, self._route = text, store, route
        self._other_model = other_model
        self._settings = Settings()  # without a store
        self._lesson_store: LessonStore | None = None
        at_hand = AtHand(trace, engine, stored) if trace is not None else None
        self.preparation = Preparation(self, at_hand, prepare, lambda error: self.router.show_error(error))
        self.router: Router = Router(self, self, self.preparation)
        self.crash: BaseException | None = None  # the error that ended the program
        self.hinting: Hinting | None = None  # after the first frame
        self.keyboard = Keyboard(self, super().on_event, self.router.stay)
        self.first_frame = asyncio.Event()
        self._warned_of_unreadable = False
        precision.use(self.settings.decimals)
        if not self.settings.motion:
            self.animation_level = "none"
        depth.use(depth.found(self.no_color, self.console.color_system))
        for theme in themes():
            self.register_theme(theme)
        # Before the style sheets are parsed, so that they are parsed only once, which makes the first frame faster.
        self.set_reactive(App.theme, self.settings.theme or NIGHT.name)
        self.stylesheet.set_variables(self.get_css_variables())

    # -------------------------------------------------------------------------- what screens use: see `ui.program`
    @property
    def engine(self) -> EngineClient | None:
        """Computes with the model that the program was started with."""
        return self.preparation.engine

    @property
    def other_model(self) -> str:
        """The name of the program's model if it is no translator of ours, else ""."""
        at_hand = self.preparation.at_hand
        if self._other_model or at_hand is None:
            return self._other_model
        from .ui.availability import reads_examples

        return "" if reads_examples(at_hand.trace) else at_hand.trace.model.name

    def open(self, route: Route, done: Callable[[Any], None] | None = None) -> None:
        """Opens the screen of a route."""
        self.router.open(route, done)

    async def computed_here(self, text: str) -> None:
        """Waits until the trace of a text that came with the model has been computed on this machine."""
        await self.preparation.computed_here(text)

    @property
    def settings(self) -> Settings:
        """What the reader has chosen."""
        return self._settings if self.store is None else self.store.load().settings

    def change_settings(self, **changed: Any) -> None:
        """Changes fields of `Settings`, applies them at once and saves them."""
        from .features.settings.applying import apply

        self._settings = replace(self.settings, **changed)
        if self.store is not None:
            self.store.change(lambda memory: replace(memory, settings=replace(memory.settings, **changed)))
        apply(self, changed)

    def remember_sentence(self, text: str) -> None:
        """Saves a sentence for the home screen."""
        if self.store is not None:
            self.store.change(lambda memory: memory.with_sentence(text))

    def remember_place(self, place: LastPlace) -> None:
        """Saves where the reader is in a walk."""
        if self.store is not None:
            self.store.change(lambda memory: replace(memory, last=place))

    @property
    def lesson_store(self) -> LessonStore | None:
        """Where the learner's progress is saved, in the same folder; None without a store."""
        if self._lesson_store is None and self.store is not None:
            from ..lessons.store import Store as LessonStore

            self._lesson_store = LessonStore(self.store.sibling("lessons.json"))
        return self._lesson_store

    def show_problem_of(self, file: StateFile[Any]) -> None:
        """Shows, once, what is wrong with a file of saved settings or progress."""
        if file.notice:
            self.notify(safe(file.notice), severity="warning", timeout=READING_TIME, markup=False)
            file.notice = ""

    def _handle_exception(self, error: Exception) -> None:
        """Ends the program; `start` reports the error. Textual would print a traceback and exit with 0."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._end(error.error if isinstance(error, WorkerFailed) else error)

    def panic(self, *renderables: RenderableType) -> None:
        """Ends the program if Textual passes only a printed traceback, as for the thread that reads keys."""
        from rich.console import Console

        from .crash import Crash

        console = Console(file=StringIO(), width=100, no_color=True)
        console.print(*renderables)
        self._end(Crash(console.file.getvalue()))  # type: ignore[attr-defined]

    def _end(self, error: BaseException) -> None:
        self.crash = self.crash or error
        self._return_code = CRASH
        self._close_messages_no_wait()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"faint": FAINT}

    def get_driver_class(self) -> type[Driver]:
        driver = super().get_driver_class()
        replace_unreadable(driver, lambda: self.call_later(self._warn_of_unreadable))
        return driver

    def _warn_of_unreadable(self) -> None:
        if not self._warned_of_unreadable:
            self._warned_of_unreadable = True
            text = _(
                "Some of the input was not UTF-8 and was replaced by �. Set your terminal's encoding to UTF-8."
            )
            self.notify(text, severity="warning", markup=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters replace ANSI colors and dim text, which no screen uses, and slow keys by a tenth."""
        if depth.current == depth.NONE:
            from .ui.colors.colorless import Colorless

            return [Colorless()]
        return []

    async def action_quit(self, at_once: bool = False) -> None:
        """Quits; asks first if something is unfinished, unless `at_once`."""
        if at_once:
            self.exit()
            return
        from .quitting import quit_or_ask

        quit_or_ask(self)

    def action_palette(self) -> None:
        """Opens the command palette."""
        from .features.palette.screen import open_palette

        open_palette(self)

    def action_export(self) -> None:
        """Opens the export dialog."""
        from .features.export.opening import open_export

        open_export(self)

    def action_copy(self, what: str) -> None:
        """Copies the current number, its row or the array."""
        from .features.export.copying import copy

        if isinstance(self.screen, base.Screen):
            copy(self.screen, what)

    def action_labs(self) -> None:
        """Opens the experiments, at the one that the screen shows; closes them if they are open."""
        from .features.labs.screen import LabsScreen

        screen = self.screen
        if isinstance(screen, LabsScreen):
            screen.dismiss()
        else:
            lab = screen.lab_here() if isinstance(screen, base.Screen) else None
            self.open(lab or LabsRoute())

    def action_families(self) -> None:
        """Opens the comparison of model families; closes it if it is open."""
        from .features.families.screen import FamiliesScreen

        if isinstance(self.screen, FamiliesScreen):
            self.screen.action_leave()
        else:
            self.open(FamiliesRoute())

    def action_map(self) -> None:
        """Opens the map at the step that the screen shows."""
        screen = self.screen
        if not isinstance(screen, base.Screen):
            return
        exported = screen.exported()
        if exported.trace is None:
            screen.show_notice(_("This screen does not show a run of a model, so there is no map."), "error")
            return
        source = exported.shown.source if exported.shown is not None else None
        route = MapRoute(exported.trace, source, engine=self.engine, stored=bool(screen.stored_text))
        self.open(route, screen.arrive)

    def action_light(self) -> None:
        """Switches between the light and the dark theme."""
        self.change_settings(theme=NIGHT.name if self.theme == DAY.name else DAY.name)

    def action_settings(self) -> None:
        """Opens the settings."""
        self.open(SettingsRoute())

    def get_default_screen(self) -> Screen[None]:
        at_hand = self.preparation.at_hand
        if at_hand is not None:
            from .features.walk.screen import WalkScreen

            return WalkScreen(at_hand.trace, at_hand.engine, at_hand.stored, self.text or "")
        from .features.home.screen import HomeScreen

        return HomeScreen(self.store or Store())

    def on_mount(self) -> None:
        if not self.is_headless and sys.platform != "win32":
            # Restores the terminal when the program is terminated. With a handler, asyncio also wakes up for every
            # signal; otherwise a resize that reaches another thread waits until the next key.
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self.exit)
            loop.add_signal_handler(signal.SIGHUP, self._hung_up)
        # After a suspension the alternate screen is empty, and Textual would only draw what changes.
        self.app_resume_signal.subscribe(self, lambda app: app.refresh(layout=True))
        self._begin_after_a_frame(self.screen)
        self.screen_change_signal.subscribe(self, self._begin_after_a_frame)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keyboard.typed(event)
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Runs before the action of the key."""
        self._quiet()
        typed = event.character or ""
        if event.is_printable and not typed.isascii() and typed != REPLACEMENT:
            self._start_text(event, events.Key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        self._start_text(event, events.Paste(event.text))

    def _start_text(self, event: Typed, again: Typed) -> None:
        """Opens the prompt for text that is not a key here, such as Chinese, if the screen takes sentences."""
        screen = self.screen
        if isinstance(screen, base.Screen) and screen.takes_text and not screen.query("Prompt"):
            event.stop()
            screen.action_text()
            self.keyboard.first(again)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Runs an action, after the current computation if the action needs its result."""
        screen = self.screen
        name = (parse(action) if isinstance(action, str) else action)[1]
        do = partial(super().run_action, action, default_namespace, namespaces)
        if (
            isinstance(screen, base.Screen)
            and default_namespace in (None, self, screen)
            and screen.waits(name)
        ):
            self.keyboard.postpone(screen, do)
            screen.wait_first()
            return True
        return await do()

    def on_mouse_down(self) -> None:
        """Runs before the action of the click."""
        self._quiet()

    def _quiet(self) -> None:
        """When the reader does something, the notice becomes stale, the hint is removed, and the next hint waits."""
        screen = self.screen
        if isinstance(screen, base.Screen):
            screen.age_notice()
            if screen.has_notice():
                self.call_later(screen.drop_stale_notice)  # after the action of this key
        if self.hinting is not None:
            self.hinting.clear_notice()
            self.hinting.soon()

    def action_hints_again(self) -> None:
        """Shows every hint once more."""
        if self.hinting is not None:
            self.hinting.again()

    def _begin_to_hint(self) -> None:
        from .features.hints.widgets import Hinting

        hinting = self.hinting = Hinting(self, self.store)
        self.screen_change_signal.subscribe(self, lambda screen: hinting.soon())
        hinting.soon()

    def _hung_up(self) -> None:
        """The terminal is gone: saves the position and ends.

        Textual's own exit would write to the terminal and could wait forever.
        """
        for screen in self.screen_stack:
            if isinstance(screen, base.Screen):
                screen.remember()
        if self._lesson_store is not None:
            self._lesson_store.settle()
        if self.engine is not None:
            self.engine.stop()
        os._exit(128 + signal.SIGHUP)

    def _begin_after_a_frame(self, screen: Screen[object]) -> None:
        # If a key typed ahead opens another screen before the first frame, the callback does not run until later.
        if not self.first_frame.is_set():
            screen.call_after_refresh(self._after_first_frame)

    async def _after_first_frame(self) -> None:
        if self.first_frame.is_set():
            return
        self.first_frame.set()
        if self.store is not None:
            self.show_problem_of(self.store)
        self._begin_to_hint()
        self.preparation.begin()
        if self._route is not None:
            self.open(self._route)
