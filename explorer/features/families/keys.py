"""The keys of the screen of model families."""

from __future__ import annotations

from functools import partial
from typing import Any

from ....core.nn.sequence_configuration import FAMILIES, NAMES
from ....core.support.localization import N_
from ....core.tasks import TASKS
from ...ui.keys import Footer, Key, KeyTable
from .state import INFLUENCE, STATES

TICK, PLAYING = "tick", "playing"


def _comes_next(view: str, screen: Any) -> bool:
    """Whether `v` shows a view next."""
    state = screen.state
    return view == (INFLUENCE if state.view != INFLUENCE else "answers" if state.answering else STATES)


_VIEWS = tuple(
    Key("v", "view", label, when=partial(_comes_next, view))
    for view, label in ((INFLUENCE, N_("influence")), ("answers", N_("answers")), (STATES, N_("states")))
)
_OTHERS: tuple[str | Key, ...] = ("position(1)", *_VIEWS, "text")
_MODELS = ("open", Key("1", label=N_("show or hide"), shown="1-4"), "family(1)", "stage(1)")

KEYS = KeyTable(
    Key("right,n", "tick(1)", N_("tick"), N_("next tick"), shown="← →", section=N_("TIME")),
    Key("left,p", "tick(-1)", about=N_("previous tick")),
    Key("right_square_bracket", "stage(1)", N_("stage"), N_("next stage"), shown="[ ]"),
    Key("left_square_bracket", "stage(-1)", about=N_("previous stage")),
    Key("home", "end(False)", about=N_("first tick")),
    Key("end", "end(True)", about=N_("last tick")),
    Key("space", "play", N_("play"), N_("play or pause")),
    Key("plus,equals_sign", "pace(1)", N_("pace"), N_("play faster"), shown="+ -"),
    Key("minus", "pace(-1)", about=N_("play slower")),
    Key(
        "down",
        "position(1)",
        N_("position"),
        N_("next position"),
        shown="↑ ↓",
        section=N_("POSITIONS, MODELS"),
    ),
    Key("up", "position(-1)", about=N_("previous position")),
    Key("pagedown", "position(10)"),
    Key("pageup", "position(-10)"),
    Key("tab", "family(1)", N_("model"), N_("next model")),
    Key("shift+tab", "family(-1)", about=N_("previous model")),
    Key(shown=N_("mouse"), about=N_("a click on a position chooses it and its model")),
    Key("v", "view", about=N_("show states and answers, or influence")),
    Key("enter", "open", N_("walk"), N_("open this model in the walk, at this step")),
    *(
        Key(
            str(n),
            f"show_or_hide('{family}')",
            about=N_("show or hide: {family}"),
            values={"family": NAMES[family]},
        )
        for n, family in enumerate(FAMILIES, 1)
    ),
    Key("t", "text", N_("own text"), N_("type your own sequence"), section=N_("INPUT")),
    *(Key("", f"task('{task}')", about=N_("task: {task}"), values={"task": task}) for task in TASKS),
    Key("", "trained", about=N_("trained or untrained weights")),
    Key(shown="Ctrl+P", about=N_("choose another task, or trained or untrained weights")),
    Key("y", "copy", about=N_("copy the command that prints what is shown")),
    Key("escape", "leave", N_("back"), N_("cancel the computation; go back")),
    footers={
        TICK: Footer(N_("TICK"), ("tick(1)", *_OTHERS, "play", *_MODELS)),
        PLAYING: Footer("▶", (Key("space", "play", N_("pause")), "pace(1)", "tick(1)", *_OTHERS, *_MODELS)),
    },
    always=("leave", "app.palette", "help", "app.quit"),
    intro=N_("""\
One sequence through attention, a convolution, an RNN and an LSTM of similar size. In each tick, every model
does all the work it can do in parallel; that counts as one sequential operation.
"""),
    notes=N_("""\
THE LINE ABOVE EACH MODEL
  ━  ●          computes in another tick; computes now
  ┄  ○          waits for the slowest model
  The numbers: ticks in which it has computed so far, and in total.

WHAT YOU SEE
  states        the vector of each position, its features folded into
                rows; a color stands for the same number in every model
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
