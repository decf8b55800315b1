"""What each key of the decode screen does, and what the footer says of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ....core.support.localization import _
from ...ui.widgets.attention_list import AttentionList
from ...ui.widgets.bars import Bars
from ...ui.widgets.dials import Dials
from ...ui.widgets.key_bar import Key
from .hypotheses import Hypotheses

BINDINGS: list[BindingType] = [
    # The lists take the arrows that they need; what they leave comes here.
    Binding("left", "side(-1)", _("to the list at the left"), show=False),
    Binding("right", "side(1)", _("to the list at the right"), show=False),
    Binding("u,backspace", "undo", _("take a token back"), show=False),
    Binding("g", "greedy", _("greedy to the end"), show=False),
    Binding("s", "sample", _("draw a token"), show=False),
    Binding("r", "restart", _("start over"), show=False),
    Binding("B", "beam", _("beam search, or by hand"), show=False),
    Binding("v", "view", _("beams as a tree, or by iteration"), show=False),
    Binding("f", "by_hand", _("go on by hand from a beam"), show=False),
    Binding("x", "open", _("open in the walk"), show=False),
    Binding("t", "turn('temperature', 1)", _("warmer"), show=False),
    Binding("T", "turn('temperature', -1)", _("colder"), show=False),
    Binding("k", "turn('top_k', 1)", _("top-k up"), show=False),
    Binding("K", "turn('top_k', -1)", _("top-k down"), show=False),
    Binding("p", "turn('top_p', 1)", _("top-p up"), show=False),
    Binding("P", "turn('top_p', -1)", _("top-p down"), show=False),
    Binding("n", "turn('seed', 1)", _("next seed"), show=False),
    Binding("N", "turn('seed', -1)", _("seed before"), show=False),
    Binding("w", "turn('beams', 1)", _("wider beam"), show=False),
    Binding("W", "turn('beams', -1)", _("narrower beam"), show=False),
    Binding("a", "turn('alpha', 1)", _("length penalty up"), show=False),
    Binding("A", "turn('alpha', -1)", _("length penalty down"), show=False),
    Binding("h", "head(1)", _("next head"), show=False),
    Binding("H", "head(-1)", _("head before"), show=False),
    Binding("j", "layer(1)", _("next layer"), show=False),
    Binding("J", "layer(-1)", _("layer before"), show=False),
    Binding("escape,d", "leave", _("back to the walk"), show=False),
    Binding("L", "app.light", _("light or dark"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
    Binding("q,ctrl+c", "app.quit", _("quit"), show=False),
]

ALWAYS = (Key("Esc", _("walk"), "leave"), Key("?", _("help"), "help"))

_UNDO, _GREEDY, _SAMPLE = (
    Key("u", _("undo"), "undo"),
    Key("g", _("greedy"), "greedy"),
    Key("s", _("sample"), "sample"),
)
_RESTART, _BEAM, _OPEN = (
    Key("r", _("restart"), "restart"),
    Key("B", _("beams"), "beam"),
    Key("x", _("open"), "open"),
)
_VIEW, _ON = Key("v", _("view"), "view"), Key("f", _("go on by hand"), "by_hand")
_TURN, _TREE = Key("t k p", _("settings")), Key("←", _("tree"), "side(-1)")


def working(
    focused: Widget | None, beam: bool, begun: bool, busy: bool, open_end: bool
) -> tuple[str, tuple[Key, ...]]:
    """Where the keys go now, in a word, and the keys that work, the most useful first.

    Args:
        begun: whether a token can be taken back.
        busy: whether something goes on by itself.
        open_end: whether a token can follow.
    """
    if isinstance(focused, Dials):
        return _("SETTING"), (Key("↑ ↓", _("which")), Key("← →", _("turn")), Key("Tab", _("next list")))
    if beam:
        walk = Key("⏎", _("open in walk"), "open")
        turn = (Key("w W", _("width"), "turn('beams', 1)"), Key("a A", "α", "turn('alpha', 1)"))
        return _("BEAMS"), (Key("↑ ↓", _("choose")), walk, _VIEW, _ON, Key("B", _("back"), "beam"), *turn)
    if isinstance(focused, AttentionList):
        head, layer = Key("← →", _("head"), "head(1)"), Key("j", _("layer"), "layer(1)")
        return _("LOOKS AT"), (head, layer, Key("⏎", _("open in walk"), "open"), Key("Tab", _("next list")))
    undo, on = (_UNDO,) * begun, (_GREEDY, _SAMPLE) * open_end
    if isinstance(focused, Hypotheses):
        bars = Key("→", _("bars"), "side(1)")
        return _("TREE"), (Key("↑ ↓", _("go to")), bars, *undo, *on, _BEAM, _OPEN)
    stop = (Key("Esc", _("stop"), "leave"),) * busy
    pick = Key("⏎", _("pick"), "pick") if isinstance(focused, Bars) else Key("Tab", _("bars"))
    if not open_end:
        return _("NEXT"), (*stop, *undo, _TREE, _RESTART, _BEAM, _OPEN)
    return _("NEXT"), (*stop, pick, *undo, *on, _BEAM, _OPEN, _TURN, _TREE, _RESTART)
