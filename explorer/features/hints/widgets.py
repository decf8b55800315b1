"""Shows the hints: one line above the footer of whatever screen it is, gone with the next key or click."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.keys import keys_at
from .state import CELL, WALK, Hints, Situation

if TYPE_CHECKING:
    from ...app import Explorer

PLACES = {  # screens whose hints depend on nothing but being there
    "DecodeScreen": "decode",
    "WhatIfScreen": "what if",
    "AttentionScreen": "attention",
    "CompareScreen": "compare",
    "TrainingScreen": "training",
    "HeadsScreen": "multiples",
    "LabsScreen": "experiments",
}


REST = 0.3  # seconds without a key


class HintLine(Static):
    """A hint; a click takes it away.

    It has a layer of its own: it lies over the last line of what is there and moves nothing under the mouse.
    """

    DEFAULT_CSS = """
    HintLine {
        layer: hint;
        dock: bottom;
        height: auto;
        max-height: 2;
        margin: 0 0 1 0;
        padding: 0 1;
        background: $panel;
        color: $text-accent;
    }
    """

    def on_click(self) -> None:
        self.remove()


class Hinting:
    """Says on the screen of a program what `Hints` has to say, and remembers that it was said."""

    def __init__(self, app: Explorer) -> None:
        self.app = app
        self.hints = Hints(app.store.load().hints if app.store else ())
        self.line: HintLine | None = None
        self._clock: Timer | None = None

    def soon(self) -> None:
        """Says a hint as soon as the reader rests: one that only flashed by would be lost."""
        if self._clock is not None:
            self._clock.stop()
        self._clock = self.app.set_timer(REST, self.show)

    def clear_notice(self) -> None:
        """The reader does something: the line goes."""
        if self.line is not None and self.line.is_attached:
            self.line.remove()
        self.line = None

    def show(self) -> None:
        """Says a hint, if this is the moment for one."""
        if not self.app.screen_stack:  # the program is being left
            return
        screen = self.app.screen
        if not screen.is_mounted or self.line is not None or _is_telling(screen):
            return
        now = situation(screen)
        hint = self.hints.next(now) if now else None
        if hint is not None:
            text = _(hint.text).format_map(keys_at(screen.focused or screen))
            self.line = HintLine(Content(text), markup=False, classes="hint")
            screen.mount(self.line, before=0)  # so that a notice would be drawn over it
            self._remember()

    def again(self) -> None:
        """All hints once more."""
        self.clear_notice()
        self.hints.again()
        if self.app.store is not None:
            self.app.store.change(lambda memory: replace(memory, hints=()))
        self.soon()

    def _remember(self) -> None:
        """Adds to what another explorer may have shown meanwhile."""
        seen = tuple(self.hints.seen)
        if self.app.store is not None:
            self.app.store.change(
                lambda memory: replace(memory, hints=tuple(dict.fromkeys((*memory.hints, *seen))))
            )


def _is_telling(screen: Screen[Any]) -> bool:
    """Whether a notice stands, or somebody is asked something."""
    return screen.has_class("small") or bool(screen.query(".said, Prompt"))


def situation(screen: Screen[Any]) -> Situation | None:
    """Where the reader is; None on a screen that has no hints, or where one would be in the way."""
    place = PLACES.get(type(screen).__name__)
    if place is not None:
        return Situation(place)
    from ..walk.screen import WalkScreen

    if not isinstance(screen, WalkScreen) or screen.playing or screen.origin_list.has_class("open"):
        return None
    navigator, grid = screen.navigator, screen.grid
    return Situation(
        CELL if screen.focused is grid else WALK,
        steps=len(navigator.visited),
        all_seen=len(navigator.visited) == len(navigator.walk),
        heads=grid.plane.switches > 0,
        wide=grid.virtual_size.width > grid.content_size.width and not grid.dense,
        can_go_back=bool(navigator.trail),
    )
