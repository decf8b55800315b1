"""What each key of the what-if screen does, and what the footer says of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ....core.support.localization import _
from ...ui.keys import FooterKey
from ...ui.widgets.grid import Grid
from ..walk.keys import ALWAYS as ALWAYS
from .prediction_list import PredictionList
from .switch_list import SwitchList
from .switches import Ask, Switch

BINDINGS: list[BindingType] = [
    # The lists and the grids take the arrows, and Enter where it means something of their own.
    Binding("tab", "region(1)", _("next region"), show=False),
    Binding("shift+tab", "region(-1)", _("region before"), show=False),
    Binding("enter", "open", _("go on walking there"), show=False),
    Binding("escape", "leave", _("a step back"), show=False),
    Binding("0,backspace", "normal", _("everything off"), show=False),
    Binding("h", "switch(0, 1)", _("next head"), show=False),
    Binding("H", "switch(0, -1)", _("head before"), show=False),
    Binding("j", "switch(1, 1)", _("next place on the second switch"), show=False),
    Binding("J", "switch(1, -1)", _("place before on the second switch"), show=False),
    Binding("m", "most", _("the cell that changed most"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("L", "app.light", _("light or dark"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
    Binding("q,ctrl+c", "app.quit", _("quit"), show=False),
]

TYPING = (FooterKey("⏎", _("take it")), FooterKey("Esc", _("leave it"), "leave"))

_NORMAL = FooterKey("0", _("normal"), "normal")
_TAB = FooterKey("Tab", _("on"), "region(1)")
_HEAD = FooterKey("h", _("head"), "switch(0, 1)")
_VIEW = FooterKey("v", _("view"), "view")
_OPEN = FooterKey("⏎", _("walk there"), "open")


def working(
    focused: Widget | None, line: Switch | Ask, changed: bool, heads: bool
) -> tuple[str, tuple[FooterKey, ...]]:
    """Where the arrow keys go now, in a word, and the keys that work, the most useful first."""
    normal, head = (_NORMAL,) * changed, (_HEAD,) * heads
    if isinstance(focused, SwitchList):
        does = _("type it") if isinstance(line, Ask) else _("on, off")
        turn = (FooterKey("← →", _("which")),) * (isinstance(line, Switch) and line.turned(1, 0) != line)
        return _("SWITCH"), (
            FooterKey("↑ ↓", _("choose")),
            FooterKey(_("Space"), does),
            *turn,
            _TAB,
            *normal,
            FooterKey("Esc", _("walk"), "leave"),
        )
    back = FooterKey("Esc", _("back"), "leave")
    if isinstance(focused, PredictionList):
        return _("NEXT TOKEN"), (
            FooterKey("↑ ↓", _("token")),
            FooterKey("⏎", _("its numbers")),
            _TAB,
            *normal,
            back,
        )
    if isinstance(focused, Grid):
        most = FooterKey("m", _("most"), "most")
        return _("CELL"), (FooterKey("← ↑ ↓ →", _("cell")), *head, most, _OPEN, back, _VIEW, *normal)
    return _("STEP"), (FooterKey("↑ ↓", _("step")), _OPEN, _TAB, *head, back, _VIEW, *normal)
