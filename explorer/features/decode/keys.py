"""The keys of the decode screen."""

from __future__ import annotations

from typing import Any

from ....core.support.localization import N_
from ...ui.keys import Footer, Key, KeyTable
from ...ui.strings import BEAM

BEAMS, ATTENTION, TREE, NEXT, SETTINGS = "beams", "attention", "tree", "next", "settings"


def _can_grow(screen: Any) -> bool:
    return _by_hand(screen) and screen.candidates.instead is None


def _has_begun(screen: Any) -> bool:
    return _by_hand(screen) and bool(screen.state.tree.at)


def _by_hand(screen: Any) -> bool:
    """Whether the tree is shown, and not the beam search."""
    return not screen.beam


def _in_beams(screen: Any) -> bool:
    return bool(screen.beam)


def _can_pick(screen: Any) -> bool:
    return _can_grow(screen) and screen.focused is screen.candidates


_SETTING, _CHANGE = Key(label=N_("setting"), shown="↑ ↓"), Key(label=N_("change"), shown="← →")
_CHOOSE, _GO_TO = Key(label=N_("choose"), shown="↑ ↓"), Key(label=N_("go to"), shown="↑ ↓")
_NEXT_LIST, _BY_TOKEN = Key(label=N_("next list"), shown="Tab"), Key("", "beam", N_("back"), shown="B")
_OPEN, _HEAD = Key("", "open", N_("open in walk"), shown="⏎"), Key("", "head(1)", N_("head"), shown="← →")
_STOP = Key("", "leave", N_("stop"), shown="Esc", when=lambda screen: screen.is_going_on)
_PICK = ("undo", "greedy", "sample", "beam", "open")

KEYS = KeyTable(
    Key(
        shown="↑ ↓ PgUp PgDn", about=N_("move along the tokens, most probable first"), section=N_("CHOOSING")
    ),
    Key("", "pick", N_("pick"), N_("pick this token, or click it"), "⏎", when=_can_pick),
    Key(
        "space",
        "greedy",
        N_("greedy"),
        N_("greedy: pick the most probable token until the end"),
        when=_can_grow,
    ),
    Key("s", "sample", N_("sample"), N_("sample: draw a token with these settings"), when=_can_grow),
    Key("backspace", "undo", N_("undo"), N_("undo: remove the last token"), when=_has_begun),
    Key("0", "reset", N_("start over"), N_("start over; computed results are kept"), when=_by_hand),
    Key("left", "side(-1)", N_("tree"), N_("go to the list on the left")),
    Key("right", "side(1)", N_("tokens"), N_("go to the list on the right")),
    Key(shown="Tab", about=N_("go to the next list or the settings, or click there")),
    Key(shown="↑ ↓", about=N_("in the tree: go to a hypothesis, to pick another token")),
    Key(shown="← →", about=N_("in the list: change a value, or click ◂ ▸"), section=N_("SETTINGS")),
    Key("", "turn('temperature', 1)", about=N_("raise the temperature")),
    Key("", "turn('temperature', -1)", about=N_("lower the temperature")),
    Key("", "turn('top_k', 1)", about=N_("raise top-k")),
    Key("", "turn('top_k', -1)", about=N_("lower top-k")),
    Key("", "turn('top_p', 1)", about=N_("raise top-p")),
    Key("", "turn('top_p', -1)", about=N_("lower top-p")),
    Key("", "turn('seed', 1)", about=N_("next seed")),
    Key("", "turn('seed', -1)", about=N_("previous seed")),
    Key("", "turn('beams', 1)", about=N_("widen the beam")),
    Key("", "turn('beams', -1)", about=N_("narrow the beam")),
    Key("", "turn('alpha', 1)", about=N_("raise the length penalty")),
    Key("", "turn('alpha', -1)", about=N_("lower the length penalty")),
    Key(BEAM, "beam", N_("beams"), N_("beam search for this sentence, and back"), section=N_("BEAM SEARCH")),
    Key("v", "view", N_("view"), N_("show the beam search as a tree, or by iteration"), when=_in_beams),
    Key(
        "f",
        "by_hand",
        N_("go on by hand"),
        N_("go on by hand from the hypothesis under the cursor"),
        when=_in_beams,
    ),
    Key(
        "h",
        "head(1)",
        N_("head"),
        N_("next head of the attention"),
        section=N_("ON THIS SCREEN"),
        when=_by_hand,
    ),
    Key("H", "head(-1)", about=N_("previous head"), when=_by_hand),
    Key("j", "layer(1)", N_("layer"), N_("next layer of the attention"), when=_by_hand),
    Key("J", "layer(-1)", about=N_("previous layer"), when=_by_hand),
    Key("o", "open", N_("open"), N_("open this token in the walk; d brings you back")),
    Key("escape,d", "leave", N_("walk"), N_("stop the computation, or go back to the walk")),
    footers={
        SETTINGS: Footer(N_("SETTINGS"), (_SETTING, _CHANGE, _NEXT_LIST)),
        BEAMS: Footer(N_("BEAMS"), (_CHOOSE, _OPEN, "view", "by_hand", _BY_TOKEN, _NEXT_LIST)),
        ATTENTION: Footer(N_("ATTENTION"), (_HEAD, "layer(1)", _OPEN, _NEXT_LIST)),
        TREE: Footer(N_("TREE"), (_GO_TO, "side(1)", *_PICK)),
        NEXT: Footer(N_("NEXT"), (_STOP, "pick", *_PICK, _NEXT_LIST, "side(-1)", "reset")),
    },
    always=("leave", "app.palette", "help"),
    intro=N_("""\
The output is produced token by token. The model gives every token of its vocabulary a probability, and
something has to choose. Here, you choose."""),
    notes=N_("""\
THE SETTINGS
  temperature       divides the log-probabilities
  top-k             keeps only this many of the most probable tokens
  top-p             keeps the most probable tokens with this total probability
  seed              the same seed draws the same tokens
  beam width        how many hypotheses grow at once
  penalty α         the length penalty, for ranking finished hypotheses

WHAT YOU SEE
  ▶                 where you are; in a beam search: goes on
  ■ □               has ended; has reached the length limit
  ·                 dropped
  ✓                 picked before: already in the tree
  ┄┄ top-k          cut: cannot be drawn; you may still pick it"""),
)
