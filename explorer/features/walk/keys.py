"""The keys of the walk: its bindings, footers, help and palette entries are made from this table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....core.support.localization import N_
from ...ui.keys import HINT_KEYS, SOLUTION_KEYS, Footer, Key, KeyTable
from ...ui.strings import DECODE
from .candidates import has_candidates

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


def _has_tokens(walk: Any) -> bool:
    return has_candidates(walk.navigator)


def _can_go_back(walk: Any) -> bool:
    return bool(walk.navigator.trail)


_LIST = (
    Key(action="choose", label=N_("choose"), shown="↑ ↓"),
    Key(action="go", label=N_("go there"), shown="⏎"),
    Key(action="leave_list", label=N_("stay"), shown="Esc"),
)

KEYS = KeyTable(
    # The grid and the lists take the arrows that they need; the rest arrives here.
    Key("right,n", "step(1)", N_("step"), N_("next step"), shown="← →", section=N_("WALKING")),
    Key("left,p", "step(-1)", about=N_("previous step")),
    Key("right_square_bracket", "group(1)", N_("part"), N_("next part of the model"), shown="[ ]"),
    Key("left_square_bracket", "group(-1)", about=N_("previous part of the model")),
    Key("home", "end(False)", about=N_("first step")),
    Key("end", "end(True)", about=N_("last step")),
    Key("slash", "find", N_("find"), N_("find a step by part of its name")),
    Key("space", "play", N_("play"), N_("play or pause")),
    Key("plus,equals_sign", "pace(1)", N_("faster"), N_("play faster")),
    Key("minus", "pace(-1)", N_("slower"), N_("play slower")),
    Key(label=N_("list"), about=N_("move along the list of steps; ⏎ opens and closes a group"), shown="↑ ↓"),
    Key("enter", "enter", about=N_("go into the numbers, then to what a number was computed from")),
    Key(about=N_("a click selects a number, or goes to a line of a list"), shown=N_("mouse")),
    Key("escape", "leave", about=N_("leave the numbers; leave the walk")),
    Key(
        about=N_("move one cell; Home and End go to the ends of the row"),
        shown="← ↑ ↓ →",
        section=N_("THE NUMBERS"),
    ),
    Key(about=N_("move one page; with Shift or Ctrl, a page sideways"), shown="PgUp PgDn"),
    Key("u", "used_by", N_("used by"), N_("show the numbers computed from this number")),
    Key("backspace", "back", N_("back"), N_("go back to where you came from"), shown="⌫", when=_can_go_back),
    Key(
        "g",
        "guess",
        N_("guess"),
        N_("hide this number and guess it; you can type an expression such as 0.8/sqrt(16)"),
    ),
    Key(HINT_KEYS, "hint", N_("hint"), N_("while guessing: a hint"), when=is_guessing),
    Key(SOLUTION_KEYS, "solution", N_("solution"), N_("while guessing: the solution"), when=is_guessing),
    Key("i", "about", N_("about"), N_("about this step: inputs, uses, code"), section=N_("ON THIS SCREEN")),
    Key("h", "switch(0, 1)", N_("head"), N_("next head"), when=_has_heads),
    Key("H", "switch(0, -1)", about=N_("previous head")),
    Key("j", "switch(1, 1)", about=N_("next layer, or next entry of the second axis")),
    Key("J", "switch(1, -1)", about=N_("previous layer, or previous entry of the second axis")),
    Key(
        "k",
        "tokens",
        N_("tokens"),
        N_("the most probable tokens of this row, or any other"),
        when=_has_tokens,
    ),
    Key("v", "view", N_("view"), N_("show numbers or colors")),
    Key("t", "text", N_("own text"), N_("type your own sentence")),
    Key(
        DECODE,
        "decode",
        N_("decode"),
        N_("decode: choose the output token by token"),
        when=_possible("decode"),
    ),
    Key("w", "what_if", N_("what if"), N_("what if: changes inside the model"), when=_possible("what_if")),
    Key("c", "compare", N_("compare"), N_("compare with another sentence")),
    Key("a", "attention", N_("attention"), N_("attention as text"), when=_possible("attention")),
    Key("m", "heads", N_("all heads"), N_("all heads, or all layers, of this step")),
    Key("T", "training", N_("training"), N_("training: how attention developed"), when=_possible("training")),
    Key("l", "lessons", N_("lessons"), N_("lessons")),
    footers={
        WALK: Footer(
            N_("WALK"),
            (
                "step",
                Key(action="enter", label=N_("numbers"), shown="⏎"),
                "tokens switch back find decode play view text what_if attention compare heads app.map training",
                "lessons app.labs app.families about app.export group",
            ),
        ),
        CELL: Footer(
            N_("CELL"),
            (
                Key(label=N_("cell"), shown="← ↑ ↓ →"),
                Key(action="enter", label=N_("follow"), shown="⏎"),
                "used_by back",
                Key(action="leave", label=N_("walk"), shown="Esc"),
                Key(action="step(1)", label=N_("step"), shown="n p"),
                "tokens switch guess about view text app.copy app.export decode what_if",
            ),
        ),
        PLAYING: Footer(
            "▶",
            (
                Key(action="play", label=N_("pause"), shown="Space"),
                "pace(1) pace(-1) switch view",
                Key(action="step(1)", label=N_("pause, step"), shown="← →"),
            ),
        ),
        GUESSING: Footer(
            N_("GUESS"),
            (
                Key(label=N_("answer"), shown="⏎"),
                "hint solution",
                Key(action="solution", label=N_("show it"), shown="Esc"),
            ),
            typing=True,
        ),
        MADE_OF: Footer(N_("MADE OF"), _LIST),
        WENT_INTO: Footer(N_("WENT INTO"), _LIST),
    },
    intro=N_("Walk through everything that a Transformer computes, step by step, and look\nat every number."),
    notes=N_("""\
WHAT YOU SEE
  0                 in a grid: exactly zero; 0.00 is a small number, rounded
  −∞                a masked score, before softmax
  ✓ ⋅               allowed, not allowed
  ▚                 in the color view: not a finite number
  ␣ ␊ ␉             in a token: a space, a line break, a tab
  ⟨e6⟩              in a token: one byte of a character, in hexadecimal
  Heads and layers are counted from 1, features from 0.
  A row of the decoder predicts the token after its own."""),
)
