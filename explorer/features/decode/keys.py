"""The keys of the decode screen."""

from __future__ import annotations

from typing import Any

from ....core.support.localization import _
from ...ui.keys import Footer, Key, KeyTable

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


_SETTING, _CHANGE = Key(label=_("setting"), shown="↑ ↓"), Key(label=_("change"), shown="← →")
_CHOOSE, _GO_TO = Key(label=_("choose"), shown="↑ ↓"), Key(label=_("go to"), shown="↑ ↓")
_NEXT_LIST, _BY_TOKEN = Key(label=_("next list"), shown="Tab"), Key("", "beam", _("back"), shown="B")
_OPEN, _HEAD = Key("", "open", _("open in walk"), shown="⏎"), Key("", "head(1)", _("head"), shown="← →")
_STOP = Key("", "leave", _("stop"), shown="Esc", when=lambda screen: screen.is_going_on)
_PICK = ("undo", "greedy", "sample", "beam", "open")

KEYS = KeyTable(
    Key(shown="↑ ↓ PgUp PgDn", about=_("move along the tokens, most probable first"), section=_("CHOOSING")),
    Key("", "pick", _("pick"), _("pick this token, or click it"), "⏎", when=_can_pick),
    Key(
        "space",
        "greedy",
        _("greedy"),
        _("greedy: pick the most probable token until the end"),
        when=_can_grow,
    ),
    Key("s", "sample", _("sample"), _("sample: draw a token with these settings"), when=_can_grow),
    Key("backspace", "undo", _("undo"), _("undo: remove the last token"), when=_has_begun),
    Key("0", "reset", _("start over"), _("start over; what was computed is kept"), when=_by_hand),
    Key("left", "side(-1)", _("tree"), _("go to the list on the left")),
    Key("right", "side(1)", _("tokens"), _("go to the list on the right")),
    Key(shown="Tab", about=_("go to the next list or the settings, or click there")),
    Key(shown="↑ ↓", about=_("in the tree: go to a hypothesis, to pick another token")),
    Key(shown="← →", about=_("in the list: change a value, or click ◂ ▸"), section=_("SETTINGS")),
    Key("", "turn('temperature', 1)", about=_("raise the temperature")),
    Key("", "turn('temperature', -1)", about=_("lower the temperature")),
    Key("", "turn('top_k', 1)", about=_("raise top-k")),
    Key("", "turn('top_k', -1)", about=_("lower top-k")),
    Key("", "turn('top_p', 1)", about=_("raise top-p")),
    Key("", "turn('top_p', -1)", about=_("lower top-p")),
    Key("", "turn('seed', 1)", about=_("next seed")),
    Key("", "turn('seed', -1)", about=_("previous seed")),
    Key("", "turn('beams', 1)", about=_("widen the beam")),
    Key("", "turn('beams', -1)", about=_("narrow the beam")),
    Key("", "turn('alpha', 1)", about=_("raise the length penalty")),
    Key("", "turn('alpha', -1)", about=_("lower the length penalty")),
    Key("B", "beam", _("beams"), _("beam search for this sentence, and back"), section=_("BEAM SEARCH")),
    Key("v", "view", _("view"), _("show the beam search as a tree, or by iteration"), when=_in_beams),
    Key(
        "f",
        "by_hand",
        _("go on by hand"),
        _("go on by hand from the hypothesis under the cursor"),
        when=_in_beams,
    ),
    Key(
        "h",
        "head(1)",
        _("head"),
        _("next head of the cross-attention"),
        section=_("ON THIS SCREEN"),
        when=_by_hand,
    ),
    Key("H", "head(-1)", about=_("previous head"), when=_by_hand),
    Key("j", "layer(1)", _("layer"), _("next layer of the cross-attention"), when=_by_hand),
    Key("J", "layer(-1)", about=_("previous layer"), when=_by_hand),
    Key("o", "open", _("open"), _("open this token in the walk; d brings you back")),
    Key("escape,d", "leave", _("walk"), _("stop the computation, or go back to the walk")),
    footers={
        SETTINGS: Footer(_("SETTINGS"), (_SETTING, _CHANGE, _NEXT_LIST)),
        BEAMS: Footer(_("BEAMS"), (_CHOOSE, _OPEN, "view", "by_hand", _BY_TOKEN, _NEXT_LIST)),
        ATTENTION: Footer(_("ATTENTION"), (_HEAD, "layer(1)", _OPEN, _NEXT_LIST)),
        TREE: Footer(_("TREE"), (_GO_TO, "side(1)", *_PICK)),
        NEXT: Footer(_("NEXT"), (_STOP, "pick", *_PICK, _NEXT_LIST, "side(-1)", "reset")),
    },
    always=("leave", "app.palette", "help"),
    intro=_("""\
A translation is produced token by token. The model gives every token of its vocabulary a probability, and
something has to choose. Here, you choose."""),
    notes=_("""\
THE SETTINGS
  temperature       divides the log-probabilities
  top-k             keeps only this many of the most probable tokens
  top-p             keeps the most probable tokens that add up to it
  seed              the same seed draws the same tokens
  beam width        how many hypotheses grow at once
  penalty α         the length penalty: ranks the finished hypotheses

WHAT YOU SEE
  ▶                 where you are; in a beam search: goes on
  ■ □               has ended; has reached the length limit
  ·                 dropped
  ✓                 picked before: already in the tree
  ┄┄ top-k          cut: cannot be drawn; you may still pick it"""),
)
