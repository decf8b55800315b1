"""The sentences that a lesson's screen says besides those of the lesson."""

from __future__ import annotations

from collections.abc import Callable

from ...core.language import _
from ...lessons.lesson import Predict
from ..lesson.desk import Desk
from ..text import safe
from ..widgets.spread import Piece

Answer = Callable[[], bool]
HERE, DONE, OPEN = "◉", "●", "○"
MOST = 12  # pages that have a dot each


def heading(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    """The lesson; at the right, how far one is."""
    lesson, page = desk.lesson, desk.taking.page
    left = [
        (_("lesson {n}").format(n=lesson.number), "faint"),
        (f" · {safe(lesson.title)}", "strong"),
    ]
    count = len(lesson.pages)
    right = [(f"{dots(desk)}  ", "accent")] if count <= MOST else []
    return left, [*right, (_("page {n} / {of}").format(n=page + 1, of=count), "strong")]


def dots(desk: Desk) -> str:
    """A dot for each page: where one is, those that leave nothing to do, those before and after."""
    taking = desk.taking
    return "".join(
        HERE if page == taking.page else DONE if page < taking.page and not taking.open(page) else OPEN
        for page in range(len(desk.lesson.pages))
    )


def how_to_answer(question: Predict) -> str:
    """What somebody is told whose key is no answer to a question."""
    if question.kind == "cell":
        return _("Press Enter, point at a cell with the arrow keys, then press Enter. F1 lists all keys.")
    return _("Choose with ↑ ↓ or a digit, then press Enter. F1 lists all keys.")


def at_the_end(desk: Desk) -> str:
    """What somebody is told who goes on after the last page."""
    open_pages = [n + 1 for n in range(len(desk.lesson.pages)) if desk.taking.open(n)]
    if open_pages:
        pages = ", ".join(map(str, open_pages))
        return _("This is the last page. Questions are open on page {pages}.").format(pages=pages)
    able = safe(desk.lesson.able)
    return _("You have been through this lesson. ⏎ leads to all lessons. {able}").format(able=able)
