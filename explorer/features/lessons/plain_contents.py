"""The list of the lessons as plain text, with the progress in each."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from ....core.support.localization import _, plural
from ....lessons.cards import due_cards
from ....lessons.lesson import Lesson
from ....lessons.progress import Progress
from ....lessons.shelf import readable
from ...ui.errors import one_line
from ...ui.plain.page import BAD, FAINT, GOOD, STRONG, print_line
from ...ui.text import fit, safe, width


def print_lessons(console: Console, progress: Progress) -> None:
    """Prints each lesson with its number, its minutes and the progress in it; then the cards that are due."""
    found = list(readable())
    lessons = [each for each in found if isinstance(each, Lesson)]
    widest = max((width(safe(each.title)) for each in lessons), default=0)
    for each in found:
        if not isinstance(each, Lesson):
            print_line(console, (one_line(each), BAD))
            continue
        print_line(
            console,
            (f"{each.number:>3}  ", FAINT),
            (fit(safe(each.title), widest), STRONG),
            (_("  {minutes:>3} min  ", minutes=each.minutes), FAINT),
            (progress_in(each, progress), GOOD if progress.lesson(each.id).done else ""),
        )
    print_line(console)
    if due := len(due_cards(lessons, progress, date.today())):
        command = "transformer-explore lessons cards"
        text = plural("{n} card is due: {command}", "{n} cards are due: {command}", due, command=command)
        print_line(console, text)
    print_line(console, (_("start one with: transformer-explore lesson NUMBER"), FAINT))


def progress_in(lesson: Lesson, progress: Progress) -> str:
    """The progress in a lesson, in a few words; "" if it is new."""
    found = progress.lesson(lesson.id)
    if found.done:
        return _("✓ done")
    page = lesson.place(found.page)
    if not page and not found.outcomes:
        return ""
    return _("page {page} of {count}", page=page + 1, count=len(lesson.pages))
