"""Shows the hints: a line above the footer of the current screen, removed by the next key or click."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.app import App
from textual.content import Content
from textual.screen import Screen as AnyScreen
from textual.timer import Timer
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.keys import keys_at
from ...ui.memory import Store
from ...ui.screen import Screen
from .state import Hints

REST = 0.3  # seconds without a key


class HintLine(Static):
    """A hint; a click removes it.

    It has its own layer: it covers the last line of the screen and does not move anything under the mouse.
    """

    DEFAULT_CSS = """
    HintLine {
        layer: hint; dock: bottom; height: auto; max-height: 2; margin: 0 0 1 0; padding: 0 1;
        background: $panel; color: $text-accent;
    }
    """

    def on_click(self) -> None:
        self.remove()


class Hinting:
    """Shows the hints in a program, and saves which of them were shown."""

    def __init__(self, app: App[None], store: Store | None) -> None:
        self.app, self.store = app, store
        self.hints = Hints(store.load().hints if store else ())
        self.line: HintLine | None = None
        self._timer: Timer | None = None

    def soon(self) -> None:
        """Shows a hint as soon as the reader pauses: one that only flashed by could not be read."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.app.set_timer(REST, self.show)

    def clear_notice(self) -> None:
        """Removes the hint, because the reader does something."""
        if self.line is not None and self.line.is_attached:
            self.line.remove()
        self.line = None

    def show(self) -> None:
        """Shows a hint, if one applies."""
        if not self.app.screen_stack:  # the program is closing
            return
        screen = self.app.screen
        if not screen.is_mounted or self.line is not None or _is_busy(screen):
            return
        now = screen.situation() if isinstance(screen, Screen) else None
        hint = self.hints.next(now) if now else None
        if hint is not None:
            try:
                text = _(hint.text).format_map(keys_at(screen.focused or screen))
            except KeyError:  # a key in it does nothing with this focus, so the hint waits
                self.hints.seen.remove(hint.name)
                return
            self.line = HintLine(Content(text), markup=False, classes="hint")
            screen.mount(self.line, before=0)  # so that a notice is drawn over it
            self._remember()

    def again(self) -> None:
        """Shows every hint once more."""
        self.clear_notice()
        self.hints.again()
        if self.store is not None:
            self.store.change(lambda memory: replace(memory, hints=()))
        self.soon()

    def _remember(self) -> None:
        """Saves the hints, in addition to those that another explorer may have shown."""
        seen = tuple(self.hints.seen)
        if self.store is not None:
            self.store.change(lambda old: replace(old, hints=tuple(dict.fromkeys((*old.hints, *seen)))))


def _is_busy(screen: AnyScreen[Any]) -> bool:
    """Whether there is a notice or a prompt, or no room."""
    too_small = any(screen.has_class(name) for name in ("small", "-small", "-too-narrow", "-too-low"))
    return too_small or bool(screen.query(".said, Prompt"))
