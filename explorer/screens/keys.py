"""What each key of the explore screen does, and what the footer says of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ..widgets.grid import Grid
from ..widgets.key_bar import Key
from ..widgets.origin_list import OriginList

BINDINGS: list[BindingType] = [
    # The grid and the lists take the arrows that they need; what they leave comes here.
    Binding("right,n", "step(1)", show=False),
    Binding("left,p", "step(-1)", show=False),
    Binding("right_square_bracket", "group(1)", show=False),
    Binding("left_square_bracket", "group(-1)", show=False),
    Binding("home", "end(False)", show=False),
    Binding("end", "end(True)", show=False),
    Binding("space", "play", show=False),
    Binding("plus,equals_sign", "pace(1)", show=False),
    Binding("minus", "pace(-1)", show=False),
    Binding("enter", "enter", show=False),
    Binding("escape", "leave", show=False),
    Binding("backspace,b", "back", show=False),
    Binding("u", "used_by", show=False),
    Binding("g", "guess", show=False),
    Binding("i", "about", show=False),
    Binding("y", "copy('cell')", show=False),
    Binding("Y", "copy('row')", show=False),
    Binding("ctrl+y", "copy('array')", show=False),
    Binding("h", "switch(0, 1)", show=False),
    Binding("H", "switch(0, -1)", show=False),
    Binding("j", "switch(1, 1)", show=False),
    Binding("J", "switch(1, -1)", show=False),
    Binding("v", "view", show=False),
    Binding("t", "text", show=False),
    Binding("d", "decode", show=False),
    Binding("w", "what_if", show=False),
    Binding("c", "compare", show=False),
    Binding("a", "attention", show=False),
    Binding("m", "multiples", show=False),
    Binding("T", "training", show=False),
    Binding("slash", "find", show=False),
    Binding("question_mark,f1", "help", show=False),
]  # export, settings, the palette, light and quit are the program's own: they work on every screen

ALWAYS = (Key("?", "help", "help"), Key("q", "quit", "app.quit"))

_HEAD = Key("h", "head", "switch(0, 1)")
_VIEW = Key("v", "view", "view")
_TEXT = Key("t", "own text", "text")
_FIND = Key("/", "find", "find")
_BACK = Key("b", "back", "back")
_DECODE = Key("d", "decode", "decode")
_WHAT_IF = Key("w", "what if", "what_if")
_ATTENTION = Key("a", "attention", "attention")


def working(focused: Widget | None, can_go_back: bool, switches: bool) -> tuple[str, tuple[Key, ...]]:
    """Where the arrow keys go now, in a word, and the keys that work, the most useful first."""
    back, head = (_BACK,) * can_go_back, (_HEAD,) * switches
    if isinstance(focused, OriginList):
        return "MADE OF", (Key("↑ ↓", "choose"), Key("⏎", "go there", "go"), Key("Esc", "stay", "leave_list"))
    if isinstance(focused, Grid):
        arrows, follow = Key("← ↑ ↓ →", "cell"), Key("⏎", "follow", "enter")
        return "CELL", (
            arrows,
            follow,
            *back,
            Key("Esc", "walk", "leave"),
            Key("n p", "step", "step(1)"),
            *head,
            _VIEW,
            _TEXT,
            _DECODE,
            _WHAT_IF,
        )
    walk, enter = Key("← →", "step", "step(1)"), Key("⏎", "into the numbers", "enter")
    return "WALK", (
        walk,
        enter,
        *head,
        *back,
        _VIEW,
        _DECODE,
        _TEXT,
        _WHAT_IF,
        _ATTENTION,
        _FIND,
        Key("↑ ↓", "map"),
    )
