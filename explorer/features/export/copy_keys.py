"""The keys that copy: a number, its row, the array, from whatever screen has a grid."""

from __future__ import annotations

from ....core.support.errors import Problem
from ....core.support.localization import _
from ...ui.screen import Screen
from ...ui.text import cut
from .copying import copied

LONGEST = 200  # columns of the notice


def copy(screen: Screen[object], what: str) -> None:
    """Copies to the clipboard of the reader's terminal (OSC 52), and says so; `what` as in `copying.copied`."""
    shows = screen.exported()
    if shows.shown is None:
        screen.show_notice(_("There is no array on this screen to copy from."), "error")
        return
    try:
        done = copied(what, shows.shown, shows.cell, shows.hidden)
    except Problem as error:
        screen.show_notice(str(error), "error")
        return
    screen.app.copy_to_clipboard(done.text)
    screen.show_notice(cut(done.said, LONGEST))
