"""What each key of the side by side does, and what the footer and the help say of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ....core.support.localization import _
from ...ui.keys import FooterKey

BINDINGS: list[BindingType] = [
    Binding("right,n", "beat(1)", _("next beat"), show=False),
    Binding("left,p", "beat(-1)", _("beat before"), show=False),
    Binding("right_square_bracket", "stage(1)", _("next stage"), show=False),
    Binding("left_square_bracket", "stage(-1)", _("stage before"), show=False),
    Binding("home", "end(False)", _("first beat"), show=False),
    Binding("end", "end(True)", _("last beat"), show=False),
    Binding("space", "play", _("play or pause"), show=False),
    Binding("plus,equals_sign", "pace(1)", _("play faster"), show=False),
    Binding("minus", "pace(-1)", _("play slower"), show=False),
    Binding("down", "position(1)", _("next position"), show=False),
    Binding("up", "position(-1)", _("position before"), show=False),
    Binding("pagedown", "position(10)", show=False),
    Binding("pageup", "position(-10)", show=False),
    Binding("tab", "column(1)", _("next model"), show=False),
    Binding("shift+tab", "column(-1)", _("model before"), show=False),
    Binding("v", "view", _("states, or what hangs on what"), show=False),
    Binding("o", "trained", _("trained, or before training"), show=False),
    Binding("k", "task(1)", _("next task"), show=False),
    Binding("K", "task(-1)", _("task before"), show=False),
    Binding("t", "text", _("a sequence of your own"), show=False),
    Binding("1", "family(0)", _("attention: show or hide"), show=False),
    Binding("2", "family(1)", _("convolution: show or hide"), show=False),
    Binding("3", "family(2)", _("RNN: show or hide"), show=False),
    Binding("4", "family(3)", _("LSTM: show or hide"), show=False),
    Binding("enter", "open", _("walk through this model"), show=False),
    Binding("y", "copy", _("copy the command that repeats this"), show=False),
    Binding("escape", "leave", _("back"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]

BEAT = FooterKey("← →", _("beat"), "beat(1)")
STAGE = FooterKey("[ ]", _("stage"), "stage(1)")
PLAY = FooterKey("space", _("play"), "play")
PAUSE = FooterKey("space", _("pause"), "play")
FASTER = FooterKey("+ -", _("pace"), "pace(1)")
POSITION = FooterKey("↑ ↓", _("position"), "position(1)")
TO_INFLUENCE = FooterKey("v", _("influence"), "view")
TO_STATES = FooterKey("v", _("states"), "view")
TO_ANSWERS = FooterKey("v", _("answers"), "view")
TO_TRAINED = FooterKey("o", _("trained"), "trained")
TO_UNTRAINED = FooterKey("o", _("untrained"), "trained")
TEXT = FooterKey("t", _("own text"), "text")
TASK = FooterKey("k", _("task"), "task(1)")
COLUMN = FooterKey("Tab", _("model"), "column(1)")
TOGGLE = FooterKey("1-4", _("which models"))
OPEN = FooterKey("⏎", _("walk there"), "open")
ALWAYS = (
    FooterKey("Esc", _("back"), "leave"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)


def working(playing: bool, view: FooterKey, weights: FooterKey) -> tuple[FooterKey, ...]:
    """The keys that work, the most useful first; what `v` and `o` lead to changes."""
    looking = (POSITION, view, TASK, weights, TEXT)
    choosing = (OPEN, TOGGLE, COLUMN, STAGE)
    if playing:
        return (PAUSE, FASTER, BEAT, *looking, *choosing)
    return (BEAT, *looking, PLAY, *choosing)


HELP = _("""\
One sequence through attention, a convolution, an RNN and an LSTM of
like size, in step. A beat is what cannot be done any sooner.

TIME
  → ←  n p      one beat on, one back
  ] [           next stage, the one before
  Home End      first beat, last beat
  space  + -    play and pause; faster, slower

LOOKING
  ↑ ↓           another position; the models say what it can see
  Tab           another model; a click does both
  v             the states, or what hangs on what
  ⏎             walk through this model, at the step shown
  o             as trained, or as before the first update

CHOOSING
  1 2 3 4       attention, convolution, RNN, LSTM: show or hide
  k K           another task
  t             a sequence of your own

TAKING AWAY
  y             copy the command that prints all this
  Y ctrl+y      copy the row, the array of the model one is at
  e             export: the view, the array

THE LINE WITH A BALL
  ━  ●          works: in other beats, now
  ┄  ○          waits for the slowest of the others
  The count is of its own beats, so far and in all.

WHAT YOU SEE
  states        each small picture is the vector of one position,
                its features folded into rows; the same colour is
                the same number in every model
  influence     |∂b/∂a|: how strongly the state b of a row hangs on
                the embedded token a of a column, as a share of the
                model's largest. A dot is what it cannot see; its
                own token, a +, stands apart
  answers       ✓ right; ✗ wrong, and behind it the right answer
  sees          what could reach it, as the model is built: no
                training changes that; those tokens are marked
  looks at      attention, on average over its heads
  hangs on      the share of the influence, its own token included

Layer follows layer, as these models compute. An RNN's second layer
could begin once the first has its first state, as a wavefront, and end
one beat after it: n + 1 beats in place of 2n, still one after another
along the sequence. And attention would not wait for the others in
truth, as it does here.
""")
