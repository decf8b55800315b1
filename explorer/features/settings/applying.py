"""Applies settings to the running program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import constants
from textual.app import App

from ....core.support import localization
from ...ui import precision
from ...ui.screen import Screen


def apply(app: App[None], changed: Mapping[str, Any]) -> None:
    """Applies changed settings. The pace is read where it is used; colors wait for the next start."""
    if "theme" in changed:
        app.theme = changed["theme"]
    if "motion" in changed:
        app.animation_level = constants.TEXTUAL_ANIMATIONS if changed["motion"] else "none"
    if "decimals" in changed:
        precision.use(changed["decimals"])
        redraw(app)
    if "language" in changed:
        setting = changed["language"]
        localization.use(localization.known(setting) or localization.chosen())
        for screen in app.screen_stack:
            if isinstance(screen, Screen):
                screen.translate()


def redraw(app: App[None]) -> None:
    """Redraws every number on every screen."""
    from ...ui.widgets.grid import Grid

    for screen in app.screen_stack:
        for widget in screen.walk_children():
            if isinstance(widget, Grid):
                widget.redraw()
            widget.refresh()
    app.theme_changed_signal.publish(app.current_theme)  # its subscribers redraw
