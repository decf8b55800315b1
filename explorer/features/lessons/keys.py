"""What each key of a lesson does, and what the footer and the help say of it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ....core.support.localization import _
from ....lessons.lesson import Predict
from ...ui import question_keys
from ...ui.keys import FooterKey
from ...ui.question_keys import EXPLORE_KEYS, HINT_KEYS, SOLUTION_KEYS

BINDINGS: list[BindingType] = [
    Binding("right,n", "page(1)", _("next page"), show=False),
    Binding("left,p", "page(-1)", _("page before"), show=False),
    Binding("pagedown", "on", _("further down; at the end, the next page"), show=False),
    Binding("pageup", "back", _("further up; at the top, the page before"), show=False),
    Binding("home", "end(False)", _("first page"), show=False),
    Binding("end", "end(True)", _("last page"), show=False),
    Binding("down", "line(1)", show=False),
    Binding("up", "line(-1)", show=False),
    Binding("shift+down", "line(1, True)", show=False),
    Binding("shift+up", "line(-1, True)", show=False),
    Binding("space", "take", show=False),
    Binding("enter", "enter", _("answer; into the numbers; go on"), show=False),
    Binding("tab", "side(1)", _("into what is shown, and back"), show=False),
    Binding("shift+tab", "side(-1)", show=False),
    Binding(HINT_KEYS, "hint", _("a hint"), show=False),
    Binding(SOLUTION_KEYS, "solution", _("the solution"), show=False),
    Binding(EXPLORE_KEYS, "explore", _("explore what is shown; Esc comes back"), show=False),
    Binding("i", "repeat", _("the commands that repeat these numbers"), show=False),
    Binding("H", "switch(1)", _("next head"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("l", "lessons", _("all lessons"), show=False),
    Binding("escape", "leave", _("out of what one is in; out of the lesson"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]

ALWAYS = (question_keys.HELP, question_keys.QUIT)
_PAGES = FooterKey("← →", _("page"), "page(1)")
_ON = FooterKey("→", _("go on"), "page(1)")
_EXPLORE, _HINT, _SOLUTION = question_keys.EXPLORE, question_keys.HINT, question_keys.SOLUTION
_LEAVE = FooterKey("Esc", _("leave"), "leave")
_BACK = FooterKey("Esc", _("text"), "leave")

HELP = _("""\
A lesson: text, and beside it what it speaks of, live.

PAGES
  →  ←              next page, page before; nothing has to be answered
                    (n and p too, where no question is open)
  PgDn PgUp         further down the text, then the next page
  Home End          first page, last page
  Tab  a click      into what is shown beside the text, and back
  Esc               out of it; out of the lesson, which keeps its place

A QUESTION          every letter, digit and sign belongs to your answer
  3/4, sqrt(2) …    type a number or arithmetic, then ⏎
  ⏎                 answer; where a cell is asked for, first into the grid
  ↑ ↓               another choice; a digit goes to it at once
  space             of an order: take the line, ↑ ↓ move it, space puts it down
  Shift+↑ ↓         the same in one
  F2  Ctrl+T        a hint, one after another
  F3  Ctrl+R        the solution, with its arithmetic
What follows a question on its page appears when it is answered or given up.

WHAT IS SHOWN       the arrows move the cell cursor
  H                 next head
  v                 numbers, or colour alone
  ← →  on a slider  turn it: text and view follow
  F4  Ctrl+O        explore it freely; Esc comes back to this page as it was
  X                 the experiment of this page by itself; Esc comes back
  i                 the commands that repeat these numbers in a shell
  y Y ctrl+y  e     copy the number, its row, the array; export

  l                 all lessons
  L  ,  Ctrl+P      light or dark, settings, everything one can do
  Ctrl+Q            quit; your place is kept
""")


def navigator(question: Predict | None, last: bool, beside: bool) -> tuple[str, tuple[FooterKey, ...]]:
    """On the page: with a question open, or without.

    Args:
        last: whether it is the last page.
        beside: whether anything is shown beside the text.
    """
    side = (FooterKey("Tab", _("view"), "side(1)"),) * beside
    if question is None:
        on = FooterKey("⏎", _("finish"), "enter") if last else _ON
        return _("LESSON"), (on, FooterKey("←", _("back"), "page(-1)"), *side, _EXPLORE, _LEAVE)
    answers = {
        "number": (FooterKey(_("type"), _("an answer"), "enter"),),
        "choice": (FooterKey("↑ ↓", _("choose")), FooterKey("⏎", _("answer"), "enter")),
        "order": (FooterKey("space ↑ ↓", _("move"), "take"), FooterKey("⏎", _("answer"), "enter")),
        "cell": (FooterKey("⏎", _("point"), "enter"),),
    }[question.kind]
    return _("QUESTION"), (*answers, _HINT, _SOLUTION, _PAGES, *side, _EXPLORE, _LEAVE)


def typing() -> tuple[str, tuple[FooterKey, ...]]:
    """While an answer is typed."""
    return _("ANSWER"), (
        FooterKey("⏎", _("answer"), "enter"),
        _HINT,
        _SOLUTION,
        FooterKey("Esc", _("pages"), "leave"),
        _EXPLORE,
    )


def in_grid(question: bool, asked: bool, of_model: bool, switches: bool) -> tuple[str, tuple[FooterKey, ...]]:
    """In a grid.

    Args:
        question: whether a question is open on the page.
        asked: whether a cell of it is asked for.
        of_model: whether it is a step of the model, and not a table of an experiment.
    """
    explore = _("explore here") if of_model else _("explore the model")
    enter = FooterKey("⏎", _("answer"), "enter") if asked else FooterKey("⏎", explore, "enter")
    head = (FooterKey("H", _("head"), "switch(1)"),) * switches
    hint = (_HINT, _SOLUTION) if question else ()
    n = FooterKey("n p", _("page"), "page(1)")
    return _("CELL"), (
        FooterKey("← ↑ ↓ →", _("cell")),
        enter,
        _BACK,
        *hint,
        *head,
        n,
        FooterKey("v", _("view"), "view"),
    )


def turning() -> tuple[str, tuple[FooterKey, ...]]:
    """On the sliders."""
    return _("SLIDER"), (
        FooterKey("← →", _("turn")),
        FooterKey("↑ ↓", _("choose")),
        _BACK,
        FooterKey("n p", _("page"), "page(1)"),
    )
