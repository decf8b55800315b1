"""What each key of the experiments does, and what the footer and the help say of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ....core.support.localization import _
from ...ui.keys import FooterKey

BINDINGS: list[BindingType] = [
    # The lists, the grid and the sliders take the arrows that they need; what they leave comes here.
    Binding("right", "into", _("into what came of it"), show=False),
    Binding("left", "out", _("back to all experiments"), show=False),
    Binding("tab", "region(1)", _("next part of the screen"), show=False),
    Binding("shift+tab", "region(-1)", _("part of the screen before"), show=False),
    Binding("n", "lab(1)", _("next experiment"), show=False),
    Binding("p", "lab(-1)", _("experiment before"), show=False),
    Binding("t", "turn", _("to what can be turned"), show=False),
    Binding("0", "reset", _("as the lab has it"), show=False),
    Binding("y", "copy", _("copy the command that repeats this; in the grid the number"), show=False),
    Binding("i", "about", _("about this experiment"), show=False),
    Binding("h", "switch(1)", _("next head, or whatever the first axis is"), show=False),
    Binding("H", "switch(-1)", _("head before"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("d", "drawing", _("to the curves, and back to the numbers"), show=False),
    Binding("escape", "leave", _("back"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]

ALWAYS = (
    FooterKey("Esc", _("back"), "leave"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)
_TURN = FooterKey("t", _("turn"), "turn")
_RESET = FooterKey("0", _("as it was"), "reset")
_COPY = FooterKey("y", _("copy command"), "copy")
_COPY_NUMBER = FooterKey("y", _("copy"), "copy")
_ABOUT = FooterKey("i", _("about"), "about")
_LAB = FooterKey("n p", _("experiment"), "lab(1)")
_NEXT = FooterKey("Tab", _("next part"), "region(1)")
_VIEW = FooterKey("v", _("view"), "view")
_HEAD = FooterKey("h", _("next slice"), "switch(1)")
_DRAWING = FooterKey("d", _("curves"), "drawing")

HELP = _("""\
Experiments: small computations behind the lessons, each with numbers that
you may turn. Nothing here is typed in: what you see is computed when you
see it, and one command repeats it.

CHOOSING
  ↑ ↓               another experiment; then another of its tables
  → ⏎               into an experiment; from its tables into the numbers
  n p               next experiment, the one before, wherever you are
  Tab               experiments, tables, numbers, sliders
  Esc ←             back

TURNING
  t                 to the sliders
  ← →               on a slider: turn it; all numbers follow
  ⏎                 on a slider: type a value, such as 2, 1, 3
  0                 all as the experiment has them

LOOKING
  ← ↑ ↓ →           in the numbers: another cell
  h H               where there are more than two axes: another slice
  d                 to the curves, where there are some, and back
  v                 numbers, or colour alone
  i                 about this experiment: what it is, what can be turned

TAKING AWAY
  y                 copy the command that repeats what you see;
                    in the numbers the number under the cursor
  Y ctrl+y          copy its row, the table
  e                 export: the view, the table

  X                 from anywhere here, and out again. From a lesson you
                    come to the experiment of its page, set as it is there.
""")


def in_labs() -> tuple[str, tuple[FooterKey, ...]]:
    """In the list of all."""
    return _("EXPERIMENTS"), (
        FooterKey("↑ ↓", _("choose")),
        FooterKey("⏎", _("open"), "into"),
        _TURN,
        _COPY,
        _ABOUT,
    )


def in_tables(drawn: bool) -> tuple[str, tuple[FooterKey, ...]]:
    """Among what came of one; `drawn` if there are curves."""
    keys = (FooterKey("↑ ↓", _("table")), FooterKey("⏎", _("numbers"), "into"), _TURN, _COPY)
    return _("TABLES"), (*keys, *((_DRAWING,) * drawn), _LAB, _NEXT, _RESET, _ABOUT)


def in_grid(drawn: bool, switches: bool) -> tuple[str, tuple[FooterKey, ...]]:
    """Among the numbers; `switches` if there are more than two axes."""
    keys = (FooterKey("← ↑ ↓ →", _("cell")), *((_HEAD,) * switches), _COPY_NUMBER, _TURN)
    return _("CELL"), (*keys, *((_DRAWING,) * drawn), _VIEW, _LAB, _NEXT, _ABOUT)


def in_knobs() -> tuple[str, tuple[FooterKey, ...]]:
    """On the sliders."""
    keys = (
        FooterKey("← →", _("turn")),
        FooterKey("⏎", _("type")),
        FooterKey("↑ ↓", _("choose")),
        _RESET,
        _COPY,
    )
    return _("SLIDER"), (*keys, _LAB, _NEXT, _ABOUT)


def typing() -> tuple[str, tuple[FooterKey, ...]]:
    """While a value is typed."""
    return _("VALUE"), (FooterKey("⏎", _("set")), FooterKey("Esc", _("leave it"), "leave"))
