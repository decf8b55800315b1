"""The base classes of all screens: what a screen began ends with it, and there is one way to show notices."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, Generic

from textual import messages, screen
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ScreenResultType
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from ...core.support.localization import _
from .text import cut, gist, safe

if TYPE_CHECKING:
    from .engine_client import EngineClient
    from .keyboard import Keyboard

TICK = 0.2  # seconds between two looks at the clock while the engine works
LONGEST = 40  # columns of what is being computed
Work = Callable[[], Awaitable[bool]]


def computing(what: str, seconds: float, engine: EngineClient | None) -> str:
    """What a notice says while something is computed."""
    progress = ""
    if engine is None or engine.ready:
        line = _("Computing {what} … {seconds:.0f} s · Esc cancels")
    else:
        line = _("Loading PyTorch, then computing {what} … {seconds:.0f} s · Esc cancels")
    if engine is not None and engine.progress is not None:
        progress = str(engine.progress)
        line = _("Computing {what}: {progress} … {seconds:.0f} s · Esc cancels")
    return line.format(what=cut(safe(what), LONGEST), seconds=seconds, progress=progress)


def _always() -> bool:
    return True


def _never() -> bool:
    return False


class Screen(screen.Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen whose workers end, and whose actions do nothing, as soon as it is left.

    Textual cancels the workers of a screen when it is unmounted, after its widgets have been removed: one that
    resumed in between found none of them.
    """

    NOTICE: ClassVar[str] = "#notice"  # the line above the footer
    _is_stale = False  # whether the reader has done something since the notice was shown
    _holds: Callable[[], bool] = staticmethod(_never)  # whether what it says is still so

    @property
    def is_open(self) -> bool:
        """Whether its widgets are there and it has not been left."""
        return self.is_mounted and self in self.app.screen_stack

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leaves this screen; a second request to leave it, already on its way, must not close the one below."""
        if not self.is_active:
            nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]
            return nothing
        self.workers.cancel_node(self)
        return super().dismiss(result)

    async def on_prune(self, event: messages.Prune) -> None:
        """The program ends: before the widgets are removed."""
        self.workers.cancel_node(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Actions need the widgets: not before they are there, and not after the screen was left."""
        return self.is_open and super().check_action(action, parameters)

    # -------------------------------------------------------------------------- notices
    def show_notice(self, text: str, kind: str = "", about: Callable[[], object] | None = None) -> None:
        """One line above the footer, which goes with the next key or click: it answers what was done before.

        Args:
            kind: "error", "busy" (it stays until whoever is busy calls `hush`) or "".
            about: what the notice is about: it stays as long as this gives the same object.
        """
        self._is_stale = False
        self._holds = _always if kind == "busy" else _never
        if about is not None:
            then = about()
            self._holds = lambda: about() is then
        notice = self.query_one_optional(self.NOTICE, Static)
        if notice is None:  # not composed yet
            self.notify(gist(text), severity="error" if kind == "error" else "information", markup=False)
            return
        notice.update(Content(gist(text)))
        notice.set_classes(f"said {kind}".strip())

    def clear_notice(self, kind: str = "said") -> None:
        """Removes that line, if it is of this kind."""
        notice = self.query_one_optional(self.NOTICE, Static)
        if notice is not None and notice.has_class(kind):
            notice.set_classes("")

    def show_end(self, what: str, by: int) -> None:
        """That a key leads no further: `what` is a step, a beat, …; `by` which way it led."""
        text = _("This is the last {what}.") if by > 0 else _("This is the first {what}.")
        self.show_notice(text.format(what=what))

    def show_limit(self, what: str, value: str, by: int) -> None:
        """That a key turns a setting no further: `what` it is called, and its value."""
        text = (
            _("{what}: {value} is the highest value.")
            if by > 0
            else _("{what}: {value} is the lowest value.")
        )
        self.show_notice(text.format(what=what, value=value))

    def age_notice(self) -> None:
        """The reader does something: what is said from here on is the answer."""
        self._is_stale = True

    def drop_stale_notice(self) -> None:
        """What the reader did is done: what was said before, and no longer holds, goes."""
        if self._is_stale and not self._holds():
            self.clear_notice()

    def has_notice(self) -> bool:
        """Whether a notice is on the screen."""
        notice = self.query_one_optional(self.NOTICE, Static)
        return notice is not None and notice.has_class("said")

    # -------------------------------------------------------------------------- computing
    computing = ""  # what is being computed for this screen, in a few words; "" if nothing is
    needs_result: ClassVar[frozenset[str]] = frozenset({"export", "copy", "open"})  # actions
    _work: Worker[None] | None = None
    _busy_clock: Timer | None = None

    @property
    def keyboard(self) -> Keyboard | None:
        """The program's, where it has one."""
        return getattr(self.app, "keyboard", None)

    def waits(self, action: str) -> bool:
        """Whether an action has to wait for what is being computed, since it would act on what was there before."""
        return bool(self.computing) and action in self.needs_result

    def wait_first(self) -> None:
        """An action waits: says so."""
        self.show_computing()

    def start_computing(self, what: str, work: Work, engine: EngineClient | None, group: str) -> None:
        """Has something computed and says so until it is there; what this screen still had computed is dropped.

        Actions that wait for it, and the keys after them, go on when it is there, and are dropped when it will not be.

        Args:
            what: what the notice names.
            work: computes and shows it, or says why not; whether it is there then.
            answers: who computes; None where no engine is needed.
            group: of the worker.
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
        """What is being computed is dropped, and so are the keys that wait for it."""
        if self._work is not None:
            self._work.cancel()
            self.show_notice(_("Stopped computing {what}.", what=safe(self.computing)))
            self._end_computing(False)

    def _end_computing(self, is_there: bool) -> None:
        self.computing, self._work = "", None
        if self._busy_clock is not None:
            self._busy_clock.stop()
        if self.keyboard is not None:
            self.keyboard.let_go(self, forget=not is_there)

    def show_computing(self) -> None:
        """What is being computed, for how long, and what one can do."""
        if not self.computing:
            return
        line = computing(self.computing, time.monotonic() - self._busy_since, self._busy_with)
        if self.keyboard is not None and self.keyboard.holds(self):
            line = _("{line} · keys wait", line=line)
        self.show_notice(line, "busy")

    # -------------------------------------------------------------------------- prompts
    def close_prompt(self) -> None:
        """Removes the line in which one types."""
        for prompt in self.query("Prompt"):
            prompt.remove()


class ModalScreen(screen.ModalScreen[ScreenResultType], Screen[ScreenResultType]):
    """A box over another screen."""
