"""The base classes of all screens: what a screen began ends with it, and there is one way to show notices."""

from __future__ import annotations

from typing import ClassVar, Generic

from textual import messages, screen
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from ..text import gist


class Screen(screen.Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen whose workers end, and whose actions do nothing, as soon as it is left.

    Textual cancels the workers of a screen when it is unmounted, after its widgets have been removed: one that
    resumed in between found none of them.
    """

    NOTICE: ClassVar[str] = "#notice"  # the line above the footer

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
    def tell(self, text: str, kind: str = "") -> None:
        """One line above the footer, until something else is to be said; `kind` is "error", "busy" or ""."""
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
