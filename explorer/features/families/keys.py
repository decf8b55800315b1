"""The keys of the screen of model families."""

from __future__ import annotations

from functools import partial
from typing import Any

from ....core.nn.sequence_configuration import FAMILIES
from ....core.support.localization import _
from ....core.tasks import TASKS
from ...ui.keys import Footer, Key, KeyTable
from .state import INFLUENCE, STATES
from .strings import name

TICK, PLAYING = "tick", "playing"


def _comes_next(view: str, screen: Any) -> bool:
    """Whether `v` shows a view next."""
    state = screen.state
    return view == (INFLUENCE if state.view != INFLUENCE else "answers" if state.answering else STATES)


_VIEWS = tuple(
    Key("v", "view", label, when=partial(_comes_next, view))
    for view, label in ((INFLUENCE, _("influence")), ("answers", _("answers")), (STATES, _("states")))
)
_OTHERS: tuple[str | Key, ...] = ("position(1)", *_VIEWS, "text")
_MODELS = ("open", Key("1", label=_("show or hide"), shown="1-4"), "family(1)", "stage(1)")

KEYS = KeyTable(
    Key("right,n", "tick(1)", _("tick"), _("next tick"), shown="← →", section=_("TIME")),
    Key("left,p", "tick(-1)", about=_("previous tick")),
    Key("right_square_bracket", "stage(1)", _("stage"), _("next stage"), shown="[ ]"),
    Key("left_square_bracket", "stage(-1)", about=_("previous stage")),
    Key("home", "end(False)", about=_("first tick")),
    Key("end", "end(True)", about=_("last tick")),
    Key("space", "play", _("play"), _("play or pause")),
    Key("plus,equals_sign", "pace(1)", _("pace"), _("play faster"), shown="+ -"),
    Key("minus", "pace(-1)", about=_("play slower")),
    Key(
        "down", "position(1)", _("position"), _("next position"), shown="↑ ↓", section=_("POSITIONS, MODELS")
    ),
    Key("up", "position(-1)", about=_("previous position")),
    Key("pagedown", "position(10)"),
    Key("pageup", "position(-10)"),
    Key("tab", "family(1)", _("model"), _("next model")),
    Key("shift+tab", "family(-1)", about=_("previous model")),
    Key(shown=_("mouse"), about=_("a click on a position chooses it and its model")),
    Key("v", "view", about=_("states and answers, or influence")),
    Key("enter", "open", _("walk"), _("open this model in the walk, at this step")),
    *(
        Key(str(n), f"show_or_hide('{family}')", about=_("show or hide: {family}", family=name(family)))
        for n, family in enumerate(FAMILIES, 1)
    ),
    Key("t", "text", _("own text"), _("type your own sequence"), section=_("INPUT")),
    *(Key("", f"task('{task}')", about=_("task: {task}", task=task)) for task in TASKS),
    Key("", "trained", about=_("trained or untrained weights")),
    Key(shown="Ctrl+P", about=_("another task; trained or untrained weights")),
    Key("y", "copy", about=_("copy the command that prints what is shown")),
    Key("escape", "leave", _("back"), _("cancel the computation; go back")),
    footers={
        TICK: Footer(_("TICK"), ("tick(1)", *_OTHERS, "play", *_MODELS)),
        PLAYING: Footer("▶", (Key("space", "play", _("pause")), "pace(1)", "tick(1)", *_OTHERS, *_MODELS)),
    },
    always=("leave", "app.palette", "help", "app.quit"),
    intro=_("""\
One sequence through attention, a convolution, an RNN and an LSTM of similar size. In each tick every model
does what it can do at once: one sequential operation.
"""),
    notes=_("""\
THE LINE ABOVE EACH MODEL
  ━  ●          computes in another tick; computes now
  ┄  ○          waits for the slowest model
  The numbers: ticks in which it has computed so far, and in all.

WHAT YOU SEE
  states        the vector of each position, its features folded into
                rows; a color means the same number in every model
  influence     |∂b/∂a|: how strongly the state b of a row depends on
                the embedded token a of a column, relative to the
                model's largest influence. A dot marks a token outside
                the receptive field; + the position's own token
  answers       ✓ right; ✗ wrong, followed by the right answer
  sees          the receptive field: the tokens that can reach this
                position. It follows from the architecture, so training
                does not change it; these tokens are marked
  attends to    the largest attention weights, averaged over heads
  depends on    the largest shares of the influence, including the
                position's own token

The models compute layer by layer. An RNN's second layer could start as soon as the first has its first
state and finish one tick after it: n + 1 ticks instead of 2n, still one after another along the sequence.
In practice, attention would not wait for the other models.
"""),
)
