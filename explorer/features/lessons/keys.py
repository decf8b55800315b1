"""The keys of a lesson."""

from __future__ import annotations

from typing import Any

from ....core.support.localization import _
from ...ui.keys import EXPLORE_KEYS, HINT_KEYS, SOLUTION_KEYS, Footer, Key, KeyTable


def _is_last(screen: Any) -> bool:
    return bool(screen.state.session.is_last)


def _is_done(screen: Any) -> bool:
    return bool(screen.state.session.done)


def _is_asked(screen: Any) -> bool:
    return bool(screen.is_asked(screen.focused_box))


_TURN_PAGES = Key(action="page(1)", label=_("page"), shown="← →")
_TURN_PAGES_BESIDE = Key(action="page(1)", label=_("page"), shown="n p")
_TO_TEXT = Key(action="leave", label=_("text"), shown="Esc")
_ANSWER = Key(action="enter", label=_("answer"), shown="⏎")
_CHOOSE = Key(label=_("choose"), shown="↑ ↓")
_HELP = ("hint", "solution", _TURN_PAGES, "side(1)", "explore", "leave")

KEYS = KeyTable(
    Key("right,n", "page(1)", _("go on"), _("next page; no answer is required"), section=_("PAGES")),
    Key("left,p", "page(-1)", _("back"), _("previous page")),
    Key("pagedown", "on", about=_("scroll down; at the end, next page")),
    Key("pageup", "back", about=_("scroll up; at the top, previous page")),
    Key("home", "end(False)", about=_("first page")),
    Key("end", "end(True)", about=_("last page")),
    Key("tab", "side(1)", _("view"), _("go to the view and back"), when=lambda screen: not screen.is_bare),
    Key("shift+tab", "side(-1)"),
    Key("escape", "leave", _("leave"), _("leave the view; leave the lesson, which keeps your place")),
    Key(shown="3/4, cos(60°) …", about=_("type a number or arithmetic, then ⏎"), section=_("QUESTIONS")),
    Key("enter", "enter", about=_("answer; for a cell, go to the grid first")),
    Key(shown="↑ ↓", about=_("choose an option; a digit chooses it directly")),
    Key("down", "line(1)"),
    Key("up", "line(-1)"),
    Key("space", "carry", about=_("in an order: pick up a line, ↑ ↓ move it, space puts it down")),
    Key("shift+down", "line(1, True)"),
    Key("shift+up", "line(-1, True)", about=_("in an order: move the line"), shown="Shift+↑ ↓"),
    Key(HINT_KEYS, "hint", _("hint"), _("the next hint")),
    Key(SOLUTION_KEYS, "solution", _("solution"), _("the solution with its arithmetic")),
    Key("H", "switch(1)", _("head"), _("next head"), section=_("VIEW")),
    Key("v", "view", _("view"), _("numbers or colors")),
    Key(shown="← →", about=_("on a slider: change it; text and view update")),
    Key(EXPLORE_KEYS, "explore", _("explore"), _("explore the run freely; Esc returns to this page")),
    Key("i", "about", about=_("the commands that reproduce these numbers in a shell")),
    Key("l", "lessons", about=_("all lessons")),
    Key("", "app.quit", _("quit"), shown="^q"),
    Key("f1,question_mark", "help", _("help"), _("this help")),
    footers={
        "page": Footer(
            _("LESSON"),
            (
                Key(action="enter", label=_("finish"), shown="⏎", when=_is_done),
                Key(
                    action="enter",
                    label=_("open question"),
                    shown="⏎",
                    when=lambda screen: _is_last(screen) and not _is_done(screen),
                ),
                Key(action="page(1)", label=_("go on"), shown="→", when=lambda screen: not _is_last(screen)),
                "page(-1)",
                "side(1)",
                "explore",
                "leave",
            ),
        ),
        "number": Footer(_("QUESTION"), (Key(action="enter", label=_("an answer"), shown=_("type")), *_HELP)),
        "choice": Footer(_("QUESTION"), (_CHOOSE, _ANSWER, *_HELP)),
        "order": Footer(
            _("QUESTION"), (Key(action="carry", label=_("move"), shown="space ↑ ↓"), _ANSWER, *_HELP)
        ),
        "cell": Footer(_("QUESTION"), (Key(action="enter", label=_("choose a cell"), shown="⏎"), *_HELP)),
        "typing": Footer(
            _("ANSWER"),
            (_ANSWER, "hint", "solution", Key(action="leave", label=_("pages"), shown="Esc"), "explore"),
            typing=True,
        ),
        "grid": Footer(
            _("CELL"),
            (
                Key(label=_("cell"), shown="← ↑ ↓ →"),
                Key(action="enter", label=_("answer"), shown="⏎", when=_is_asked),
                Key(action="enter", label=_("explore"), shown="⏎", when=lambda screen: not _is_asked(screen)),
                _TO_TEXT,
                Key(action="hint", label=_("hint"), shown="F2", when=lambda screen: screen.state.question),
                Key(
                    action="solution",
                    label=_("solution"),
                    shown="F3",
                    when=lambda screen: screen.state.question,
                ),
                Key(action="switch(1)", label=_("head"), shown="H", when=lambda screen: screen.can_switch),
                _TURN_PAGES_BESIDE,
                "view",
            ),
        ),
        "slider": Footer(
            _("SLIDER"), (Key(label=_("change"), shown="← →"), _CHOOSE, _TO_TEXT, _TURN_PAGES_BESIDE)
        ),
    },
    always=("help", "app.quit"),
    intro=_("A lesson: a text, and next to it a live view of what it describes."),
    notes=_(
        "While a question is open, every letter, digit and sign belongs to your answer. The rest of\n"
        "the page appears when the question is answered or skipped. Click an option to choose it."
    ),
)
