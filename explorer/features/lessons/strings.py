"""Sentences of a lesson's screen, and the commands that reproduce a page's numbers. No Textual."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ....core.decoding.strategy import Beam
from ....core.support.localization import N_, _
from ....lessons.labs.typed import PROGRAM, command
from ....lessons.lesson import Lesson, Predict, RunOf
from ....lessons.material import needed
from ....lessons.where import where_title
from ...ui.prose import Piece
from ...ui.strings import LABS
from ...ui.text import safe
from .state import LessonState

HERE, DONE, OPEN = "◉", "●", "○"
NOT_COMPLETE = N_("The lesson is complete when this question is answered; F3 shows the solution.")
NOT_TRANSLATED = N_("This lesson has not been translated yet, so it is shown in English.")
MOST = 12  # pages up to which each has a dot


def heading(state: LessonState) -> tuple[list[Piece], list[Piece]]:
    """The lesson; on the right, the progress in it."""
    lesson, page = state.lesson, state.session.page
    left = [(_("lesson {n}", n=lesson.number), "faint"), (f" · {safe(lesson.title)}", "strong")]
    count = len(lesson.pages)
    right = [(f"{dots(state)}  ", "accent")] if count <= MOST else []
    return left, [*right, (_("page {n} / {of}", n=page + 1, of=count), "strong")]


def in_the_model(lesson: Lesson) -> list[str]:
    """Where in the model the lesson takes place, if it names a part."""
    part = where_title(lesson)
    return [_("In the model: {part}", part=part)] if part else []


def dots(state: LessonState) -> str:
    """A dot for each page: the current one, completed ones, and the others."""
    session = state.session
    return "".join(
        HERE if page == session.page else DONE if page < session.page and not session.open(page) else OPEN
        for page in range(len(state.lesson.pages))
    )


def not_an_answer(question: Predict) -> str:
    """The notice after a key that does not answer a question."""
    if question.kind == "cell":
        return _("Press Enter, move to a cell with the arrow keys, then press Enter. F1 lists all keys.")
    return _("Choose with ↑ ↓ or a digit, then press Enter. F1 lists all keys.")


def at_the_end(state: LessonState) -> str:
    """The notice at the end of the last page."""
    if open_pages := _(", ").join(str(page + 1) for page in state.session.open_pages):
        return _(
            "This is the last page. Pages with open questions: {pages}. ⏎ goes to the first.",
            pages=open_pages,
        )
    able = safe(state.lesson.able)
    return _("You have completed this lesson. ⏎ opens the list of lessons. {able}", able=able)


def commands(state: LessonState) -> Iterator[str]:
    """A command for each run and each experiment of the page, with the values of its sliders."""
    runs, labs = needed(state.lesson, state.session.page)
    for run in runs.values():
        yield _walk(state.lesson, run)
    for lab in labs.values():
        yield command(lab.lab, state.parameters(lab))


def about_page(state: LessonState) -> str:
    """The commands that reproduce the numbers of the page; safe text."""
    found = [safe(each) for each in commands(state)]
    if not found:
        return _("There are no numbers on this page.")
    about = _("To reproduce the numbers on this page, run these commands in a shell:")
    more = _("{key} opens its experiment, where you can change more parameters.", key=LABS)
    return "\n\n".join(filter(None, (about, *found, more if state.experiment() else "")))


def _walk(lesson: Lesson, run: RunOf) -> str:
    words = ["walk", run.sentence or lesson.sentence]
    words += ["--model", run.model] if run.model else []
    words += ["--target", run.target] if run.target else []
    words += [word for change in run.changes for word in ("--intervene", change)]
    words += ["--decode"] if run.decode else []
    words += ["--beams", str(Beam().beams)] if run.decode == "beam" else []
    return " ".join((PROGRAM, *map(_quoted, words)))


def _quoted(word: str) -> str:
    """A word for a shell; letters of any script need no quotes."""
    return word if word.isalnum() or word.startswith("--") else shlex.quote(word)
