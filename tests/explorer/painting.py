"""Paints a screen once when everything waits, not each time that part of it changes: a third of the work of a test."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual import app, pilot
from textual.css.model import RuleSet
from textual.pilot import Pilot
from textual.screen import Screen

from tests.explorer.clock import JumpingLoop

_paint, _pause, _idle = Screen._compositor_refresh, Pilot.pause, app.wait_for_idle
_due: list[Screen[Any]] = []
_at_once = False


def install() -> None:
    """Screens of programs in a jumping loop are painted when a pilot has waited. Follows `clock.install`."""
    global _idle
    _idle = app.wait_for_idle
    app.wait_for_idle = pilot.wait_for_idle = _idle_and_painted
    Screen._compositor_refresh = _paint_later
    Pilot.pause = _paused_and_painted
    RuleSet.__hash__ = object.__hash__  # also by identity, but not written in Python


@contextmanager
def at_once() -> Iterator[None]:
    """Paints all that a real terminal would show, however briefly."""
    global _at_once
    before, _at_once = _at_once, True
    try:
        yield
    finally:
        _at_once = before


def _paint_later(screen: Screen[Any]) -> None:
    if _at_once or screen is not screen.app.screen or not isinstance(asyncio.get_running_loop(), JumpingLoop):
        _paint(screen)
        return
    if screen not in _due:
        _due.append(screen)
    screen._dirty_widgets.clear()  # the regions to paint are kept
    screen.app._update_mouse_over(screen)


def _paint_what_is_due() -> None:
    while _due:
        screen = _due.pop()
        if screen.is_running and screen.is_current:
            try:
                _paint(screen)
            except Exception as error:
                screen.app._handle_exception(error)


async def _idle_and_painted(*given: float) -> None:
    await _idle(*given)
    _paint_what_is_due()


async def _paused_and_painted(used: Pilot[Any], delay: float | None = None) -> None:
    await _pause(used, delay)
    _paint_what_is_due()
