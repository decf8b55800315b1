"""The keys of the walk: its bindings, footers, help and palette entries are made from this table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....core.support.localization import _
from ...ui.keys import HINT_KEYS, SOLUTION_KEYS, Footer, Key, KeyTable

WALK, CELL, PLAYING, GUESSING, MADE_OF, WENT_INTO = (
    "walk",
    "cell",
    "playing",
    "guessing",
    "made of",
    "went into",
)


def _possible(action: str) -> Callable[[Any], bool]:
    """On a `WalkScreen`: whether the run allows an action."""
    return lambda walk: action not in walk.navigator.impossible


def is_guessing(walk: Any) -> bool:
    return bool(walk.state.guess is not None)


def _has_heads(walk: Any) -> bool:
    return bool(walk.grid.plane.switches)


def _can_go_back(walk: Any) -> bool:
    return bool(walk.navigator.trail)


_LIST = (
    Key(action="choose", label=_("choose"), shown="↑ ↓"),
    Key(action="go", label=_("go there"), shown="⏎"),
    Key(action="leave_list", label=_("stay"), shown="Esc"),
)

KEYS = KeyTable(
    # The grid and the lists take the arrows that they need; the rest arrives here.
    Key("right,n", "step(1)", _("step"), _("next step"), shown="← →", section=_("WALKING")),
    Key("left,p", "step(-1)", about=_("previous step")),
    Key("right_square_bracket", "group(1)", _("part"), _("next part of the model"), shown="[ ]"),
    Key("left_square_bracket", "group(-1)", about=_("previous part of the model")),
    Key("home", "end(False)", about=_("first step")),
    Key("end", "end(True)", about=_("last step")),
    Key("slash", "find", _("find"), _("find a step by a few letters")),
    Key("space", "play", _("play"), _("play or pause")),
    Key("plus,equals_sign", "pace(1)", _("faster"), _("play faster")),
    Key("minus", "pace(-1)", _("slower"), _("play slower")),
    Key(label=_("list"), about=_("move along the list of steps; ⏎ opens and closes a group"), shown="↑ ↓"),
    Key("enter", "enter", about=_("go into the numbers, then to what a number was computed from")),
    Key(about=_("a click selects a number, or goes to a line of a list"), shown=_("mouse")),
    Key("escape", "leave", about=_("leave the numbers; leave the walk")),
    Key(about=_("one cell; Home End: the ends of the row"), shown="← ↑ ↓ →", section=_("THE NUMBERS")),
    Key(about=_("one page; with Shift or Ctrl, a page sideways"), shown="PgUp PgDn"),
    Key("u", "used_by", _("used by"), _("the numbers that this number went into")),
    Key("backspace", "back", _("back"), _("go back to where you came from"), shown="⌫", when=_can_go_back),
    Key("g", "guess", _("guess"), _("hide this number and guess it: 0.8/sqrt(16) is fine")),
    Key(HINT_KEYS, "hint", _("hint"), _("while guessing: a hint"), when=is_guessing),
    Key(SOLUTION_KEYS, "solution", _("solution"), _("while guessing: the solution"), when=is_guessing),
    Key("i", "about", _("about"), _("about this step: inputs, uses, code"), section=_("ON THIS SCREEN")),
    Key("h", "switch(0, 1)", _("head"), _("next head"), when=_has_heads),
    Key("H", "switch(0, -1)", about=_("previous head")),
    Key("j", "switch(1, 1)", about=_("next layer, or next entry of the second axis")),
    Key("J", "switch(1, -1)", about=_("previous layer, or previous entry of the second axis")),
    Key("v", "view", _("view"), _("numbers or colors")),
    Key("t", "text", _("own text"), _("type your own sentence")),
    Key("d", "decode", _("decode"), _("decode: the translation, token by token"), when=_possible("decode")),
    Key("w", "what_if", _("what if"), _("what if: changes inside the model"), when=_possible("what_if")),
    Key("c", "compare", _("compare"), _("compare with another sentence")),
    Key("a", "attention", _("attention"), _("attention as text"), when=_possible("attention")),
    Key("m", "heads", _("all heads"), _("all heads, or all layers, of this step")),
    Key("T", "training", _("training"), _("training: how attention developed"), when=_possible("training")),
    Key("l", "lessons", _("lessons"), _("lessons")),
    footers={
        WALK: Footer(
            _("WALK"),
            (
                "step",
                Key(action="enter", label=_("numbers"), shown="⏎"),
                "switch back find decode play view text what_if attention compare heads app.map training lessons",
                "app.labs app.families about app.export group",
            ),
        ),
        CELL: Footer(
            _("CELL"),
            (
                Key(label=_("cell"), shown="← ↑ ↓ →"),
                Key(action="enter", label=_("follow"), shown="⏎"),
                "used_by back",
                Key(action="leave", label=_("walk"), shown="Esc"),
                Key(action="step(1)", label=_("step"), shown="n p"),
                "switch guess about view text app.copy app.export decode what_if",
            ),
        ),
        PLAYING: Footer(
            "▶",
            (
                Key(action="play", label=_("pause"), shown="Space"),
                "pace(1) pace(-1) switch view",
                Key(action="step(1)", label=_("pause, step"), shown="← →"),
            ),
        ),
        GUESSING: Footer(
            _("GUESS"),
            (
                Key(label=_("answer"), shown="⏎"),
                "hint solution",
                Key(action="solution", label=_("show it"), shown="Esc"),
            ),
            typing=True,
        ),
        MADE_OF: Footer(_("MADE OF"), _LIST),
        WENT_INTO: Footer(_("WENT INTO"), _LIST),
    },
    intro=_(
        "You walk through everything that a Transformer computes, step by step, and\ncan look at every number."
    ),
    notes=_("""\
WHAT YOU SEE
  0                 in a grid: exactly zero; 0.00 is a small number, rounded
  −∞                a masked score, before softmax
  ✓ ⋅               allowed, not allowed
  ▚                 in the color view: not a finite number
  Heads and layers are counted from 1, features from 0.
  A row of the decoder predicts the next token: row [BOS] predicts the
  first word."""),
)
