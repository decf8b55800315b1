"""Playing: one step after another, at the pace in the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from ...core.support.localization import _
from .memory import PACES


def other_pace(seconds: float, by: int) -> float:
    """The next faster (1) or slower (-1) pace, if there is one."""
    here = min(range(len(PACES)), key=lambda place: abs(PACES[place] - seconds))
    return PACES[max(0, min(here - by, len(PACES) - 1))]


class Stoppable(Protocol):
    """A timer."""

    def stop(self) -> None: ...


class Player:
    """Takes one step after another until the reader does something else.

    Args:
        start_timer: calls a function at an interval in seconds, like a widget's `set_interval`.
        step: takes a step; returns whether another one follows.
        place: where the reader is; if this changes between two steps, the reader has taken over.
        stopped: is called when playing stops.

    Attributes:
        is_playing: whether it is playing now.
    """

    def __init__(
        self,
        start_timer: Callable[[float, Callable[[], None]], Stoppable],
        step: Callable[[], bool],
        place: Callable[[], object],
        stopped: Callable[[], None],
    ) -> None:
        self._start_timer, self._step, self._place, self._stopped = start_timer, step, place, stopped
        self._timer: Stoppable | None = None
        self._left_at: object = None
        self.is_playing = False

    def play(self, seconds: float) -> None:
        """Plays at a pace in seconds per step."""
        if self._timer is not None:
            self._timer.stop()
        self._timer, self._left_at = self._start_timer(seconds, self._next), self._place()
        self.is_playing = True

    def pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer, self.is_playing = None, False
            self._stopped()

    def _next(self) -> None:
        if self._place() != self._left_at or not self._step():
            self.pause()
        else:
            self._left_at = self._place()


class Playing(Protocol):
    """A screen that plays at the pace in the settings."""

    player: Player

    @property
    def program(self) -> Any: ...
    def show_keys(self) -> None: ...
    def show_notice(self, text: str) -> None: ...


def change_pace(screen: Playing, by: int) -> None:
    """Plays faster (1) or slower (-1), from now on and the next time."""
    pace = other_pace(screen.program.settings.pace, by)
    screen.program.change_settings(pace=pace)
    if screen.player.is_playing:
        screen.player.play(pace)
        screen.show_keys()
    else:
        screen.show_notice(pace_notice(pace, by))


def pace_notice(seconds: float, by: int) -> str:
    """A notice of the pace of playing, and whether it is the fastest or the slowest."""
    text = _("Playing at {seconds:g} s per step.")
    if seconds == PACES[-1 if by < 0 else 0]:
        text = (
            _("Playing at {seconds:g} s per step, the fastest pace.")
            if by > 0
            else _("Playing at {seconds:g} s per step, the slowest pace.")
        )
    return text.format(seconds=seconds)
