"""What each key of the explore screen does, and what the footer says of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ....core.support.localization import _
from ...ui import question_keys
from ...ui.keys import FooterKey
from ...ui.question_keys import HINT_KEYS, SOLUTION_KEYS
from ...ui.widgets.grid import Grid
from .cell_list import OriginList

BINDINGS: list[BindingType] = [
    # The grid and the lists take the arrows that they need; what they leave comes here.
    Binding("right,n", "step(1)", _("next step"), show=False),
    Binding("left,p", "step(-1)", _("step before"), show=False),
    Binding("right_square_bracket", "group(1)", _("next part of the model"), show=False),
    Binding("left_square_bracket", "group(-1)", _("part of the model before"), show=False),
    Binding("home", "end(False)", _("first step"), show=False),
    Binding("end", "end(True)", _("last step"), show=False),
    Binding("space", "play", _("play or pause"), show=False),
    Binding("plus,equals_sign", "pace(1)", _("play faster"), show=False),
    Binding("minus", "pace(-1)", _("play slower"), show=False),
    Binding("enter", "enter", _("into the numbers; what a number was made of"), show=False),
    Binding("escape", "leave", _("out of the numbers, out of the walk"), show=False),
    Binding("b,backspace", "back", _("back to where you came from"), show=False),
    Binding("u", "used_by", _("what this number went into"), show=False),
    Binding("g", "guess", _("hide this number and guess it"), show=False),
    Binding(HINT_KEYS, "hint", _("while guessing: a hint"), show=False),
    Binding(SOLUTION_KEYS, "solution", _("while guessing: the solution"), show=False),
    Binding("i", "about", _("about this step: inputs, users, code"), show=False),
    Binding("h", "switch(0, 1)", _("next head"), show=False),
    Binding("H", "switch(0, -1)", _("head before"), show=False),
    Binding("j", "switch(1, 1)", _("next place on the second switch"), show=False),
    Binding("J", "switch(1, -1)", _("place before on the second switch"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("t", "text", _("a sentence of your own"), show=False),
    Binding("d", "decode", _("decode: the translation, token by token"), show=False),
    Binding("w", "what_if", _("what if: changes inside the model"), show=False),
    Binding("c", "compare", _("compare with another sentence"), show=False),
    Binding("a", "attention", _("attention as text"), show=False),
    Binding("m", "heads", _("all heads side by side"), show=False),
    Binding("T", "training", _("training: the model as it learned"), show=False),
    Binding("l", "lessons", _("lessons"), show=False),
    Binding("slash", "find", _("find a step"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]  # export, copy, experiments, settings, the palette, light and quit are the program's own: they work on every screen

ALWAYS = (
    FooterKey("^p", _("more"), "app.palette"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)

_HEAD = FooterKey("h", _("head"), "switch(0, 1)")
_VIEW = FooterKey("v", _("view"), "view")
_TEXT = FooterKey("t", _("own text"), "text")
_FIND = FooterKey("/", _("find"), "find")
_BACK = FooterKey("b", _("back"), "back")
_USED_BY = FooterKey("u", _("used by"), "used_by")
_GUESS = FooterKey("g", _("guess"), "guess")
_ABOUT = FooterKey("i", _("about"), "about")
_DECODE = FooterKey("d", _("decode"), "decode")
_WHAT_IF = FooterKey("w", _("what if"), "what_if")
_COMPARE = FooterKey("c", _("compare"), "compare")
_ATTENTION = FooterKey("a", _("attention"), "attention")
_MULTIPLES = FooterKey("m", _("all heads"), "heads")
_TRAINING = FooterKey("T", _("training"), "training")
_LESSONS = FooterKey("l", _("lessons"), "lessons")
_EXPERIMENTS = FooterKey("X", _("experiments"), "app.labs")
_BESIDE = FooterKey("S", _("side by side"), "app.families")
_PLAY = FooterKey("space", _("play"), "play")
_COPY = FooterKey("y", _("copy"), "app.copy('cell')")
_EXPORT = FooterKey("e", _("export"), "app.export")


def while_playing(pace: float, switches: bool) -> tuple[str, tuple[FooterKey, ...]]:
    """The same while the walk goes on by itself, so many seconds a step."""
    return f"▶ {pace:g} s", (
        FooterKey("space", _("pause"), "play"),
        FooterKey("+", _("faster"), "pace(1)"),
        FooterKey("-", _("slower"), "pace(-1)"),
        *((_HEAD,) * switches),
        _VIEW,
        FooterKey("← →", _("pause, step"), "step(1)"),
    )


def while_guessing() -> tuple[str, tuple[FooterKey, ...]]:
    """The same while a number is hidden and asked for."""
    leave = FooterKey("Esc", _("show it"), "solution")
    return _("GUESS"), (FooterKey("⏎", _("answer")), question_keys.HINT, question_keys.SOLUTION, leave)


def working(focused: Widget | None, can_go_back: bool, switches: bool) -> tuple[str, tuple[FooterKey, ...]]:
    """Where the arrow keys go now, in a word, and the keys that work, the most useful first."""
    back, head = (_BACK,) * can_go_back, (_HEAD,) * switches
    if isinstance(focused, OriginList):
        return focused.mode, (
            FooterKey("↑ ↓", _("choose")),
            FooterKey("⏎", _("go there"), "go"),
            FooterKey("Esc", _("stay"), "leave_list"),
        )
    if isinstance(focused, Grid):
        arrows, follow = FooterKey("← ↑ ↓ →", _("cell")), FooterKey("⏎", _("follow"), "enter")
        return _("CELL"), (
            arrows,
            follow,
            _USED_BY,
            *back,
            FooterKey("Esc", _("walk"), "leave"),
            FooterKey("n p", _("step"), "step(1)"),
            *head,
            _GUESS,
            _ABOUT,
            _VIEW,
            _TEXT,
            _COPY,
            _EXPORT,
            _DECODE,
            _WHAT_IF,
        )
    walk, enter = FooterKey("← →", _("step"), "step(1)"), FooterKey("⏎", _("numbers"), "enter")
    return _("WALK"), (
        walk,
        enter,
        *head,
        *back,
        _FIND,
        _DECODE,
        _PLAY,
        _VIEW,
        _TEXT,
        _WHAT_IF,
        _ATTENTION,
        _COMPARE,
        _MULTIPLES,
        _TRAINING,
        _LESSONS,
        _EXPERIMENTS,
        _BESIDE,
        _ABOUT,
        _EXPORT,
        FooterKey("[ ]", _("part"), "group(1)"),
        FooterKey("↑ ↓", _("map")),
    )
