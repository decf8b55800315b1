"""Play and pause: the walk goes on by itself, a step at a time, until the reader does something else."""

from __future__ import annotations

from textual import events
from textual.timer import Timer

from ...ui.memory import PACES
from . import strings
from .asking import Asking

LET_IT_PLAY = {"space", "plus", "equals_sign", "minus", "v", "h", "H", "j", "J", "L"}  # any other key pauses


def other_pace(seconds: float, by: int) -> float:
    """The pace so many places faster (1) or slower (−1) than this one, at most to the ends."""
    here = min(range(len(PACES)), key=lambda place: abs(PACES[place] - seconds))
    return PACES[max(0, min(here - by, len(PACES) - 1))]


class Playing(Asking):
    """A walk that can go on by itself. A key that moves or leaves pauses it, and so does whatever covers the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._clock: Timer | None = None
        self._left_off: object = None  # where its last step led: elsewhere, the reader has taken over

    @property
    def playing(self) -> bool:
        return self._clock is not None

    @property
    def pace(self) -> float:
        """Seconds a step, as chosen last."""
        return self.program.settings.pace

    def action_play(self) -> None:
        """Goes on by itself, from the start where this is the end; or stops doing so."""
        if self.playing:
            self.pause()
            return
        if self._at_end:
            self.navigator.go_to_step(0)
            self.show_step()
        self.clear_notice()
        self._start()

    def action_pace(self, by: int) -> None:
        """Faster (1) or slower (−1), from now on and the next time."""
        pace = other_pace(self.pace, by)
        self.program.change_settings(pace=pace)
        if self.playing:
            self._start()
        else:
            self.show_notice(strings.pace(pace, by))

    def pause(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
            self.show_keys()

    # -------------------------------------------------------------------------- the clock
    def _start(self) -> None:
        if self._clock is not None:
            self._clock.stop()
        self._clock = self.set_interval(self.pace, self._next)
        self._left_off = self._here
        self.show_keys()

    def _next(self) -> None:
        """The next step, if the reader is where she was."""
        if self._here != self._left_off or not self.is_current:
            self.pause()
            return
        self.navigator.step(1)
        self.show_step()
        self._left_off = self._here
        if self._at_end:
            self.pause()
            self.show_notice(strings.walk_ends())

    @property
    def _at_end(self) -> bool:
        return self.navigator.number + 1 >= len(self.navigator.walk)

    @property
    def _here(self) -> object:
        return self.navigator, self.navigator.shown.source, self.navigator.cell, self.focused

    # -------------------------------------------------------------------------- what pauses it
    def on_key(self, event: events.Key) -> None:
        if event.key not in LET_IT_PLAY:
            self.pause()

    def on_screen_suspend(self) -> None:
        self.pause()
