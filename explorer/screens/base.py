"""The base classes of all screens: what a screen began ends with it, and there is one way to show notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic

from textual import messages, screen
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from ...core.language import _
from ..text import gist


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
    def tell(self, text: str, kind: str = "", about: Callable[[], object] | None = None) -> None:
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

    def hush(self) -> None:
        """Removes that line."""
        notice = self.query_one_optional(self.NOTICE, Static)
        if notice is not None:
            notice.set_classes("")

    def tell_end(self, what: str, by: int) -> None:
        """That a key leads no further: `what` is a step, a beat, …; `by` which way it led."""
        text = _("This is the last {what}.") if by > 0 else _("This is the first {what}.")
        self.tell(text.format(what=what))

    def tell_limit(self, what: str, value: str, by: int) -> None:
        """That a key turns a setting no further: `what` it is called, and its value."""
        text = (
            _("{what}: {value} is the highest value.")
            if by > 0
            else _("{what}: {value} is the lowest value.")
        )
        self.tell(text.format(what=what, value=value))

    def age_notice(self) -> None:
        """The reader does something: what is said from here on is the answer."""
        self._is_stale = True

    def drop_stale_notice(self) -> None:
        """What the reader did is done: what was said before, and no longer holds, goes."""
        if self._is_stale and not self._holds():
            self.hush()

    def is_telling(self) -> bool:
        """Whether a notice is on the screen."""
        notice = self.query_one_optional(self.NOTICE, Static)
        return notice is not None and notice.has_class("said")

    # -------------------------------------------------------------------------- prompts
    def close_prompt(self) -> None:
        """Removes the line in which one types."""
        for prompt in self.query("Prompt"):
            prompt.remove()


class ModalScreen(screen.ModalScreen[ScreenResultType], Screen[ScreenResultType]):
    """A box over another screen."""
