"""The sentences that a lesson's screen says besides those of the lesson."""

from __future__ import annotations

from collections.abc import Callable

from ....core.support.localization import _
from ....lessons.lesson import Predict
from ...ui.text import safe
from ...ui.widgets.spread import Piece
from .state import LessonState

Answer = Callable[[], bool]
HERE, DONE, OPEN = "◉", "●", "○"
MOST = 12  # pages that have a dot each


def heading(state: LessonState) -> tuple[list[Piece], list[Piece]]:
    """The lesson; at the right, how far one is."""
    lesson, page = state.lesson, state.taking.page
    left = [
        (_("lesson {n}", n=lesson.number), "faint"),
        (f" · {safe(lesson.title)}", "strong"),
    ]
    count = len(lesson.pages)
    right = [(f"{dots(state)}  ", "accent")] if count <= MOST else []
    return left, [*right, (_("page {n} / {of}", n=page + 1, of=count), "strong")]


def dots(state: LessonState) -> str:
    """A dot for each page: where one is, those that leave nothing to do, those before and after."""
    taking = state.taking
    return "".join(
        HERE if page == taking.page else DONE if page < taking.page and not taking.open(page) else OPEN
        for page in range(len(state.lesson.pages))
    )


def how_to_answer(question: Predict) -> str:
    """What somebody is told whose key is no answer to a question."""
    if question.kind == "cell":
        return _("Press Enter, point at a cell with the arrow keys, then press Enter. F1 lists all keys.")
    return _("Choose with ↑ ↓ or a digit, then press Enter. F1 lists all keys.")


def at_the_end(state: LessonState) -> str:
    """What somebody is told who goes on after the last page."""
    open_pages = [n + 1 for n in range(len(state.lesson.pages)) if state.taking.open(n)]
    if open_pages:
        pages = ", ".join(map(str, open_pages))
        return _("This is the last page. Questions are open on page {pages}.", pages=pages)
    able = safe(state.lesson.able)
    return _("You have been through this lesson. ⏎ leads to all lessons. {able}", able=able)
