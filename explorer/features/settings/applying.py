"""Puts settings in force in a program that runs: what has been drawn is drawn anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import constants
from textual.app import App

from ...ui import precision


def apply(app: App[None], changed: Mapping[str, Any]) -> None:
    """Settings that have just been changed. The pace is read where it is needed; colours wait for the next start."""
    if "theme" in changed:
        app.theme = changed["theme"]
    if "motion" in changed:
        app.animation_level = constants.TEXTUAL_ANIMATIONS if changed["motion"] else "none"
    if "decimals" in changed:
        precision.use(changed["decimals"])
        draw_anew(app)


def draw_anew(app: App[None]) -> None:
    """Every number on every screen, those underneath too."""
    from ...ui.widgets.grid import Grid

    for screen in app.screen_stack:
        for widget in screen.walk_children():
            if isinstance(widget, Grid):
                widget.draw_anew()
            widget.refresh()
    app.theme_changed_signal.publish(app.current_theme)  # who draws anew for other colours does so for this
