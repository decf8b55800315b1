"""The keys that copy: a number, its row, the array, from whatever screen has a grid."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from ....core.support.errors import Problem
from ....core.support.localization import _
from ...ui.exportable import exported
from ...ui.text import cut
from .copying import copied

LONGEST = 200  # columns of what is said


def copy(app: App[Any], what: str) -> None:
    """Onto the clipboard of the reader's terminal (OSC 52), and says so; `what` as in `copying.copied`."""
    shows = exported(app.screen)
    if shows.shown is None:
        _tell(app.screen, _("There is no array on this screen to copy from."), "error")
        return
    try:
        done = copied(what, shows.shown, shows.cell, shows.hidden)
    except Problem as error:
        _tell(app.screen, str(error), "error")
        return
    app.copy_to_clipboard(done.text)
    _tell(app.screen, cut(done.said, LONGEST))


def _tell(screen: Screen[Any], text: str, kind: str = "") -> None:
    """In the screen's own line, where it has one."""
    if (show_notice := getattr(screen, "show_notice", None)) is not None:
        show_notice(text, kind)
    else:
        screen.notify(text, severity="error" if kind else "information", timeout=4, markup=False)
