"""What each key of the decode screen does, and what the footer says of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ....core.support.localization import _
from ...ui.keys import FooterKey
from ...ui.widgets.attention_list import AttentionList
from ...ui.widgets.bars import Bars
from ...ui.widgets.dials import Dials
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

ALWAYS = (FooterKey("Esc", _("walk"), "leave"), FooterKey("?", _("help"), "help"))

_UNDO, _GREEDY, _SAMPLE = (
    FooterKey("u", _("undo"), "undo"),
    FooterKey("g", _("greedy"), "greedy"),
    FooterKey("s", _("sample"), "sample"),
)
_RESTART, _BEAM, _OPEN = (
    FooterKey("r", _("restart"), "restart"),
    FooterKey("B", _("beams"), "beam"),
    FooterKey("x", _("open"), "open"),
)
_VIEW, _ON = FooterKey("v", _("view"), "view"), FooterKey("f", _("go on by hand"), "by_hand")
_TURN, _TREE = FooterKey("t k p", _("settings")), FooterKey("←", _("tree"), "side(-1)")


def working(
    focused: Widget | None, beam: bool, begun: bool, busy: bool, open_end: bool
) -> tuple[str, tuple[FooterKey, ...]]:
    """Where the keys go now, in a word, and the keys that work, the most useful first.

    Args:
        begun: whether a token can be taken back.
        busy: whether something goes on by itself.
        open_end: whether a token can follow.
    """
    if isinstance(focused, Dials):
        return _("SETTING"), (
            FooterKey("↑ ↓", _("which")),
            FooterKey("← →", _("turn")),
            FooterKey("Tab", _("next list")),
        )
    if beam:
        walk = FooterKey("⏎", _("open in walk"), "open")
        turn = (FooterKey("w W", _("width"), "turn('beams', 1)"), FooterKey("a A", "α", "turn('alpha', 1)"))
        return _("BEAMS"), (
            FooterKey("↑ ↓", _("choose")),
            walk,
            _VIEW,
            _ON,
            FooterKey("B", _("back"), "beam"),
            *turn,
        )
    if isinstance(focused, AttentionList):
        head, layer = FooterKey("← →", _("head"), "head(1)"), FooterKey("j", _("layer"), "layer(1)")
        return _("LOOKS AT"), (
            head,
            layer,
            FooterKey("⏎", _("open in walk"), "open"),
            FooterKey("Tab", _("next list")),
        )
    undo, on = (_UNDO,) * begun, (_GREEDY, _SAMPLE) * open_end
    if isinstance(focused, Hypotheses):
        bars = FooterKey("→", _("bars"), "side(1)")
        return _("TREE"), (FooterKey("↑ ↓", _("go to")), bars, *undo, *on, _BEAM, _OPEN)
    stop = (FooterKey("Esc", _("stop"), "leave"),) * busy
    pick = FooterKey("⏎", _("pick"), "pick") if isinstance(focused, Bars) else FooterKey("Tab", _("bars"))
    if not open_end:
        return _("NEXT"), (*stop, *undo, _TREE, _RESTART, _BEAM, _OPEN)
    return _("NEXT"), (*stop, pick, *undo, *on, _BEAM, _OPEN, _TURN, _TREE, _RESTART)
