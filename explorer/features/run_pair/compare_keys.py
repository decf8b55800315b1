"""What each key of the compare screen does, and what the footer says of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ....core.support.localization import _
from ...ui.keys import FooterKey, KeyNames
from ...ui.widgets.grid import Grid
from ..walk.keys import ALWAYS as ALWAYS

BINDINGS: list[BindingType] = [
    # The list and the grids take the arrows, and Enter where it means something of their own.
    Binding("tab,shift+tab", "region", _("steps, numbers"), show=False),
    Binding("enter", "open(False)", _("walk through A there"), show=False),
    Binding("x", "open(True)", _("walk through B there"), show=False),
    Binding("t", "text", _("a second sentence"), show=False),
    Binding("o", "file", _("a trace file as the second one"), show=False),
    Binding("f", "first", _("the first step that differs"), show=False),
    Binding("M", "largest", _("the step that differs most"), show=False),
    Binding("m", "most", _("the cell that differs most"), show=False),
    Binding("h", "switch(0, 1)", _("next head"), show=False),
    Binding("H", "switch(0, -1)", _("head before"), show=False),
    Binding("j", "switch(1, 1)", _("next place on the second switch"), show=False),
    Binding("J", "switch(1, -1)", _("place before on the second switch"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("escape", "leave", _("a step back"), show=False),
    Binding("c", "walk", _("back to the walk"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]  # export, copy, settings, the palette, light and quit are the program's own: they work on every screen

KEYS = KeyNames(BINDINGS)
TYPING = (FooterKey("⏎", _("take it")), FooterKey("Esc", _("leave it"), "leave"))

_HEAD = FooterKey("h", _("head"), "switch(0, 1)")
_VIEW = FooterKey("v", _("view"), "view")
_OPEN = FooterKey("⏎", _("walk there"), "open(False)")
_OTHER = FooterKey("x", _("in B"), "open(True)")
_TEXT = FooterKey("t", _("sentence"), "text")
_FILE = FooterKey("o", _("file"), "file")
_WALK = FooterKey("Esc", _("walk"), "leave")


def working(
    focused: Widget | None, compared: bool, waiting: bool, heads: bool
) -> tuple[str, tuple[FooterKey, ...]]:
    """Where the arrow keys go now, in a word, and the keys that work, the most useful first."""
    if waiting:
        return _("WAIT"), (FooterKey("Esc", _("wait no longer"), "leave"), _TEXT, _FILE)
    if not compared:
        return _("COMPARE"), (_TEXT, _FILE, _WALK)
    head = (_HEAD,) * heads
    if isinstance(focused, Grid):
        most, back = FooterKey("m", _("most"), "most"), FooterKey("Esc", _("steps"), "leave")
        return _("CELL"), (
            FooterKey("← ↑ ↓ →", _("cell")),
            *head,
            most,
            _OPEN,
            _OTHER,
            back,
            _VIEW,
            _TEXT,
            _FILE,
        )
    return _("STEP"), (
        FooterKey("↑ ↓", _("step")),
        FooterKey("Tab", _("numbers"), "region"),
        _OPEN,
        _TEXT,
        _WALK,
        FooterKey("M", _("largest"), "largest"),
        FooterKey("f", _("first"), "first"),
        _OTHER,
        *head,
        _VIEW,
        _FILE,
    )
