"""The base classes of all screens: keys, notices, prompts, waiting for the engine, one repaint per key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, cast

from textual import events, messages, screen
from textual.app import RenderResult
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ScreenResultType
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from ...core.support.localization import _
from .keys import PACKAGE, TYPING, KeyTable
from .routes import HelpRoute
from .situation import Situation
from .text import cut, gist, safe
from .widgets.behind import Behind
from .widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from ...core.operations.expression import Index
    from ...core.trace import Trace
    from .engine_client import EngineClient
    from .keyboard import Keyboard
    from .program import Program
    from .routes import LabsRoute, WalkRoute
    from .search import Command
    from .tensor_view import TensorView
    from .widgets.prompt import Prompt

TICK = 0.2  # seconds between two updates of the notice while the engine works
LONGEST = 40  # columns of what is being computed
PROMPTING = "prompting"  # the class of a screen with an open prompt, which places notices above it
HOPS = 6  # turns of the event loop until a widget's message has reached its screen and the answer is back
Work = Callable[[], Awaitable[bool]]
RUNS_AGAIN = frozenset(
    {"decode", "what_if", "compare", "export"}
)  # actions that compute other runs of the model


def computing(what: str, seconds: float, engine: EngineClient | None) -> str:
    """The notice that is shown while something is computed."""
    progress = engine.progress if engine is not None else None
    if progress is not None:
        text = _("Computing {what}: {progress} … {seconds:.0f} s · Esc cancels")
    elif engine is None or engine.ready:
        text = _("Computing {what} … {seconds:.0f} s · Esc cancels")
    else:
        text = _("Loading PyTorch, then computing {what} … {seconds:.0f} s · Esc cancels")
    return text.format(what=cut(safe(what), LONGEST), progress=progress, seconds=seconds)


class Exported(NamedTuple):
    """What a screen shows, in addition to its picture, for export and copy.

    Attributes:
        trace: the run on the screen.
        shown: the array in the grid; `cell` is where its cursor is.
        hidden: a cell that the reader has to guess: nothing that reveals it may leave the screen.
    """

    trace: Trace | None = None
    shown: TensorView | None = None
    cell: Index = ()
    hidden: Index | None = None


def _always() -> bool:
    return True


def _never() -> bool:
    return False


class Screen(screen.Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen with a key table. As soon as it is left, its workers end and its actions do nothing.

    A subclass declares KEYS and returns the current mode from `mode`, a name in the table's footers. Its widgets are
    a `Static` with the id "notice" and a `KeyBar`, if it shows notices and a footer.

    Textual cancels the workers of a screen when it is unmounted, after its widgets have been removed: a worker that
    resumed in between would not find them.
    """

    KEYS: ClassVar[KeyTable | None] = None
    TITLE_OF_HELP: ClassVar[str] = ""
    HINTS: ClassVar[str] = ""  # the place whose hints are shown; "" for none
    _accepted = ("", "", "")  # question, hint and answer of the last prompt
    takes_text = False  # whether typing a Chinese character opens the prompt of `action_text`
    _is_stale = False  # whether the reader has done something since the notice was shown
    _holds: Callable[[], bool] = staticmethod(_never)  # whether the notice is still true

    def __init_subclass__(cls, **more: Any) -> None:
        if (keys := cls.__dict__.get("KEYS")) is not None:
            cls.BINDINGS = keys.bindings()
        super().__init_subclass__(**more)

    @property
    def program(self) -> Program:
        """The program; screens use only this part of it."""
        return cast("Program", self.app)

    @property
    def is_open(self) -> bool:
        """Whether its widgets exist and it has not been left."""
        return self.is_mounted and self in self.app.screen_stack

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leaves this screen; a second request that is already under way must not close the screen below."""
        if not self.is_active:
            nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]
            return nothing
        self.workers.cancel_node(self)
        return super().dismiss(result)

    async def on_prune(self, event: messages.Prune) -> None:
        """Ends the workers when the program ends, before the widgets are removed."""
        self.workers.cancel_node(self)

    def on_unmount(self) -> None:
        """Lets go of the screen: a signal of Textual's keeps its subscribers, and with them all their widgets."""
        self.app.theme_changed_signal.unsubscribe(self)

    def redraw_with_theme(self, redraw: Callable[[], object]) -> None:
        """Calls `redraw` each time the theme has changed, as long as the screen is open."""
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.call_after_refresh(redraw))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action may run: it needs the widgets, so not before they exist or after the screen was left."""
        return self.is_open and super().check_action(action, parameters)

    # -------------------------------------------------------------------------- what the program asks of a screen
    def exported(self) -> Exported:
        """What this screen shows, in addition to its picture."""
        return Exported()

    def remember(self) -> None:
        """Saves where the reader is, when the terminal is gone or the screen is being left."""

    @property
    def unfinished(self) -> str:
        """What would be lost by quitting now, as a sentence; "" if nothing would."""
        return ""

    def action_text(self) -> None:
        """Opens the prompt for a sentence, if `takes_text`."""

    def explore_sentence(self) -> Callable[[str], object] | None:
        """What the palette does with a sentence; None if this screen takes no sentences."""
        return None

    def commands(self) -> Iterable[Command]:
        """More commands for the palette, in addition to the key table."""
        return ()

    def situation(self) -> Situation | None:
        """Where the reader is, for the hints; None if this screen has none."""
        return Situation(self.HINTS) if self.HINTS else None

    def lab_here(self) -> LabsRoute | None:
        """The experiment that this screen shows, if it shows one."""
        return None

    def arrive(self, route: WalkRoute | None) -> None:
        """Shows a step that was chosen on the map, in a walk over this screen."""
        if route is not None:
            self.program.open(route)

    def replace_stored(self, text: str, computed: Trace | None) -> None:
        """Receives a trace that came with the model, computed again here; None if that failed."""

    def translate(self) -> None:
        """Shows everything again, after the language has changed."""
        self.call_later(self.compose_again)

    async def compose_again(self) -> None:
        """Replaces all widgets, and prepares them as when the screen was mounted."""
        navigator = getattr(self, "navigator", None)
        if navigator is not None:
            navigator.replace(navigator.trace)  # the titles of its steps
        await self.recompose()
        for kind in type(self).__mro__:
            if kind.__module__.startswith(PACKAGE) and (prepare := kind.__dict__.get("on_mount")) is not None:
                waiting = prepare(self)
                if waiting is not None:
                    await waiting

    # -------------------------------------------------------------------------- one repaint per key
    async def on_idle(self, event: events.Idle) -> None:
        """Lets the messages of the widgets arrive before Textual's own handler paints.

        Textual paints as soon as a screen has nothing to do, and then not again for 1/60 s. The message of a grid that
        its cursor has moved needs a few turns of the event loop to reach the screen: otherwise the cursor would be
        painted at once and the number under it a frame later, which takes two paints instead of one.
        """
        for _hop in range(HOPS):
            if self.message_queue_size > 0 or getattr(self, "_pending_message", None) is not None:
                event.prevent_default()  # another idle event follows
                return
            await asyncio.sleep(0)

    # -------------------------------------------------------------------------- keys
    @property
    def mode(self) -> str:
        """The footer to show: a name in the footers of KEYS."""
        assert self.KEYS is not None
        return next(iter(self.KEYS.footers))

    @property
    def mode_title(self) -> str:
        """The mode's title in the footer, if it varies; "" for the title in KEYS."""
        return ""

    def show_keys(self) -> None:
        """Shows in the footer what the keys do now."""
        bar = self.query_one_optional(KeyBar)
        if bar is not None and self.KEYS is not None:
            mode = self.mode
            if self.has_class(PROMPTING) and not self.KEYS.footers[mode].typing:
                mode = TYPING
            title, keys = self.KEYS.footer(mode, self)
            bar.show(self.mode_title or title, keys, self.KEYS.always_in(mode))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_keys()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.show_keys()

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_help(self) -> None:
        """The keys of this screen, and how to read it."""
        if self.KEYS is not None:
            self.program.open(HelpRoute(self.KEYS.help(), self.TITLE_OF_HELP))

    # -------------------------------------------------------------------------- notices
    def show_notice(self, text: str, kind: str = "", about: Callable[[], object] | None = None) -> None:
        """Shows a line above the footer. The next key or click removes it, because it is about the one before.

        Args:
            kind: "error", "busy" (which stays until `clear_notice`) or "".
            about: what the notice is about: it stays as long as this returns the same object.
        """
        self._is_stale = False
        self._holds = _always if kind == "busy" else _never
        if about is not None:
            then = about()
            self._holds = lambda: about() is then
        notice = self.query_one_optional("#notice", Static)
        if notice is None:  # not composed yet
            self.notify(gist(text), severity="error" if kind == "error" else "information", markup=False)
            return
        notice.update(Content(gist(text)))
        notice.set_classes(f"said {kind}".strip())

    def clear_notice(self, kind: str = "said") -> None:
        """Removes the notice, if it is of this kind."""
        notice = self.query_one_optional("#notice", Static)
        if notice is not None and notice.has_class(kind):
            notice.set_classes("")

    def show_end(self, what: str, by: int) -> None:
        """Says that a key goes no further: `what` is a step, a position, …; `by` is the direction."""
        text = _("This is the last {what}.") if by > 0 else _("This is the first {what}.")
        self.show_notice(text.format(what=what))

    def show_limit(self, what: str, value: str, by: int) -> None:
        """Says that a key cannot change a setting any further: `what` is its name."""
        highest, lowest = (
            _("{what}: {value} is the highest allowed value."),
            _("{what}: {value} is the lowest allowed value."),
        )
        self.show_notice((highest if by > 0 else lowest).format(what=what, value=value))

    def age_notice(self) -> None:
        """Marks the notice as older than what the reader does now; a notice shown from now on is not stale."""
        self._is_stale = True

    def drop_stale_notice(self) -> None:
        """Removes a notice that is older than the reader's last key and no longer true."""
        if self._is_stale and not self._holds():
            self.clear_notice()

    def has_notice(self) -> bool:
        """Whether a notice is on the screen."""
        notice = self.query_one_optional("#notice", Static)
        return notice is not None and notice.has_class("said")

    # -------------------------------------------------------------------------- computing
    computing = ""  # what is being computed for this screen, in a few words; "" if nothing is
    needs_result: ClassVar[frozenset[str]] = frozenset({"export", "copy", "open"})  # actions
    _work: Worker[None] | None = None
    _busy_clock: Timer | None = None

    @property
    def keyboard(self) -> Keyboard | None:
        """The keyboard of the program, if it has one."""
        return getattr(self.app, "keyboard", None)

    @property
    def stored_text(self) -> str:
        """The text of the trace that it shows, if that came with the model and has not been computed here yet."""
        return ""

    def waits(self, action: str) -> bool:
        """Whether an action has to wait for a computation, since it would act on the previous result.

        Whatever runs the model again waits until a trace that came with the model has been computed on this machine.
        """
        return (bool(self.computing) and action in self.needs_result) or (
            bool(self.stored_text) and action in RUNS_AGAIN
        )

    def wait_first(self) -> None:
        """Says that an action is waiting."""
        if not self.computing and self.stored_text:
            wait = partial(self._wait_for_stored, self.stored_text)
            self.start_computing(self.stored_text, wait, self.program.engine, "own text")
        self.show_computing()

    async def _wait_for_stored(self, text: str) -> bool:
        await self.program.computed_here(text)
        self.clear_notice()
        return True

    def start_computing(self, what: str, work: Work, engine: EngineClient | None, group: str) -> None:
        """Computes something, with a notice until it is done; cancels what this screen was computing before.

        Actions that need the result, and the keys after them, wait for it; if it does not come, they are dropped.

        Args:
            what: what the notice calls it.
            work: computes and shows it, or says why not; returns whether it succeeded.
            engine: computes it; None if no engine is needed.
            group: the worker's group.
        """
        if self._busy_clock is not None:
            self._busy_clock.stop()
        self.computing, self._busy_since, self._busy_with = what, time.monotonic(), engine
        self._busy_clock = self.set_interval(TICK, self.show_computing)
        self.show_computing()
        self._work = self.run_worker(self._compute_to_the_end(work), group=group, exclusive=True)

    async def _compute_to_the_end(self, work: Work) -> None:
        is_there = False
        try:
            is_there = await work()
        finally:
            if self._work is get_current_worker():
                self._end_computing(is_there)

    def stop_computing(self) -> None:
        """Stops the computation and drops the keys that wait for it."""
        if self._work is not None:
            self._work.cancel()
            self.show_notice(_("Stopped computing {what}.", what=safe(self.computing)))
            self._end_computing(False)

    def _end_computing(self, is_there: bool) -> None:
        """Hands out the waiting keys, or forgets them if there is no result."""
        self.computing, self._work = "", None
        if self._busy_clock is not None:
            self._busy_clock.stop()
        if self.keyboard is not None:
            self.keyboard.let_go(self, forget=not is_there)

    def show_computing(self) -> None:
        """Says what is being computed, for how long, and how to cancel it."""
        if not self.computing:
            return
        line = computing(self.computing, time.monotonic() - self._busy_since, self._busy_with)
        if self.keyboard is not None and self.keyboard.holds(self):
            line = _("{line} · keys queued", line=line)
        self.show_notice(line, "busy")

    # -------------------------------------------------------------------------- prompts
    def open_prompt(self, question: str, hint: str, answer: str = "", replace: bool = False) -> None:
        """Opens a `Prompt`, a line to type in; its messages come to this screen."""
        from .widgets.prompt import Prompt  # Textual's Input is only loaded when it is needed

        self.close_prompt()
        self.add_class(PROMPTING)
        self.mount(Prompt(question, hint, answer, replace))
        self.show_keys()

    def close_prompt(self) -> None:
        """Removes the line to type in."""
        self.remove_class(PROMPTING)
        for prompt in self.query("Prompt"):
            prompt.remove()
        self.show_keys()

    def action_leave_prompt(self) -> None:
        """Closes the prompt as Escape does."""
        for prompt in self.query("Prompt"):
            cast("Prompt", prompt).action_leave()

    def accept(self, message: Prompt.Answered) -> None:
        """Closes the prompt; `refuse` opens it again if the answer turns out to be unusable."""
        self._accepted = (message.question, message.hint, message.answer)
        self.close_prompt()

    def refuse(self, error: str, answer: str) -> None:
        """Shows why something typed is unusable, and opens its prompt again with the text.

        Args:
            error: safe text.
            answer: the text; if it was not typed in the prompt, only the error is shown.
        """
        if self._accepted[2].strip() == answer.strip() and self.is_current:
            self.open_prompt(*self._accepted)
        self.show_notice(error, "error")


class ModalScreen(screen.ModalScreen[ScreenResultType], Screen[ScreenResultType]):
    """A box over another screen."""

    def render(self) -> RenderResult:  # type: ignore[override]  # Textual's screens draw no Visual
        drawn = super().render()
        return Behind(drawn) if isinstance(drawn, BackgroundScreen) else drawn
