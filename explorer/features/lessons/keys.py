"""The keys of a lesson."""

from __future__ import annotations

from typing import Any

from ....core.support.localization import N_
from ...ui.keys import EXPLORE_KEYS, HINT_KEYS, SOLUTION_KEYS, Footer, Key, KeyTable


def _is_last(screen: Any) -> bool:
    return bool(screen.state.session.is_last)


def _is_done(screen: Any) -> bool:
    return bool(screen.state.session.done)


def _has_more(screen: Any) -> bool:
    return bool(screen.text.has_more)


def _is_asked(screen: Any) -> bool:
    return bool(screen.is_asked(screen.focused_box))


_TURN_PAGES = Key(action="page(1)", label=N_("page"), shown="← →")
_TURN_PAGES_BESIDE = Key(action="page(1)", label=N_("page"), shown="n p")
_TO_TEXT = Key(action="leave", label=N_("text"), shown="Esc")
_ANSWER = Key(action="enter", label=N_("answer"), shown="⏎")
_CHOOSE = Key(label=N_("choose"), shown="↑ ↓")
_SCROLL = Key(action="on", label=N_("scroll"), shown="PgDn", when=_has_more)
_HELP = (_SCROLL, "hint", "solution", _TURN_PAGES, "side(1)", "explore", "leave")

KEYS = KeyTable(
    Key("right,n", "page(1)", N_("go on"), N_("next page; no answer is required"), section=N_("PAGES")),
    Key("left,p", "page(-1)", N_("back"), N_("previous page")),
    Key("pagedown", "on", about=N_("scroll down; at the end, next page")),
    Key("pageup", "back", about=N_("scroll up; at the top, previous page")),
    Key("home", "end(False)", about=N_("first page")),
    Key("end", "end(True)", about=N_("last page")),
    Key("tab", "side(1)", N_("view"), N_("go to the view and back"), when=lambda screen: not screen.is_bare),
    Key("shift+tab", "side(-1)"),
    Key("escape", "leave", N_("leave"), N_("leave the view; leave the lesson and keep your place")),
    Key(shown="3/4, cos(60°) …", about=N_("type a number or arithmetic, then ⏎"), section=N_("QUESTIONS")),
    Key("enter", "enter", about=N_("answer; for a cell, go to the grid first")),
    Key(shown="↑ ↓", about=N_("choose an option; a digit chooses it directly")),
    Key("down", "line(1)"),
    Key("up", "line(-1)"),
    Key("space", "carry", about=N_("ordering: pick up a line, ↑ ↓ move it, Space puts it down")),
    Key("shift+down", "line(1, True)"),
    Key("shift+up", "line(-1, True)", about=N_("ordering: move the line"), shown="Shift+↑ ↓"),
    Key(HINT_KEYS, "hint", N_("hint"), N_("show the next hint")),
    Key(SOLUTION_KEYS, "solution", N_("solution"), N_("show the solution with its arithmetic")),
    Key("H", "switch(1)", N_("head"), N_("next head"), section=N_("VIEW")),
    Key("v", "view", N_("view"), N_("show numbers or colors")),
    Key(shown="← →", about=N_("on a slider: change it; text and view update")),
    Key(EXPLORE_KEYS, "explore", N_("explore"), N_("explore the run freely; Esc returns to this page")),
    Key("i", "about", about=N_("show the commands that reproduce these numbers in a shell")),
    Key("l", "lessons", about=N_("all lessons")),
    Key("", "app.quit", N_("quit"), shown="^q"),
    Key("f1,question_mark", "help", N_("help"), N_("this help")),
    footers={
        "page": Footer(
            N_("LESSON"),
            (
                _SCROLL,
                Key(action="enter", label=N_("finish"), shown="⏎", when=_is_done),
                Key(
                    action="enter",
                    label=N_("open question"),
                    shown="⏎",
                    when=lambda screen: _is_last(screen) and not _is_done(screen),
                ),
                Key(action="page(1)", label=N_("go on"), shown="→", when=lambda screen: not _is_last(screen)),
                "page(-1)",
                "side(1)",
                "explore",
                "leave",
            ),
        ),
        "number": Footer(
            N_("QUESTION"), (Key(action="enter", label=N_("an answer"), shown=N_("type")), *_HELP)
        ),
        "choice": Footer(N_("QUESTION"), (_CHOOSE, _ANSWER, *_HELP)),
        "order": Footer(
            N_("QUESTION"), (Key(action="carry", label=N_("move"), shown="Space ↑ ↓"), _ANSWER, *_HELP)
        ),
        "cell": Footer(N_("QUESTION"), (Key(action="enter", label=N_("choose a cell"), shown="⏎"), *_HELP)),
        "typing": Footer(
            N_("ANSWER"),
            (_ANSWER, "hint", "solution", Key(action="leave", label=N_("pages"), shown="Esc"), "explore"),
            typing=True,
        ),
        "grid": Footer(
            N_("CELL"),
            (
                Key(label=N_("cell"), shown="← ↑ ↓ →"),
                Key(action="enter", label=N_("answer"), shown="⏎", when=_is_asked),
                Key(
                    action="enter", label=N_("explore"), shown="⏎", when=lambda screen: not _is_asked(screen)
                ),
                _TO_TEXT,
                Key(action="hint", label=N_("hint"), shown="F2", when=lambda screen: screen.state.question),
                Key(
                    action="solution",
                    label=N_("solution"),
                    shown="F3",
                    when=lambda screen: screen.state.question,
                ),
                Key(action="switch(1)", label=N_("head"), shown="H", when=lambda screen: screen.can_switch),
                _TURN_PAGES_BESIDE,
                "view",
            ),
        ),
        "slider": Footer(
            N_("SLIDER"), (Key(label=N_("change"), shown="← →"), _CHOOSE, _TO_TEXT, _TURN_PAGES_BESIDE)
        ),
    },
    always=("help", "app.quit"),
    intro=N_("A lesson: text, and next to it a live view of what the text describes."),
    notes=N_(
        "While a question is open, every letter, digit and sign belongs to your answer. The rest of\n"
        "the page appears when the question is answered or skipped. Click an option to choose it."
    ),
)
