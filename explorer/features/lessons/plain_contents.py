"""The list of the lessons, and how far one is."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from ....core.support.localization import _, plural
from ....lessons.lesson import Lesson
from ....lessons.progress import Progress
from ....lessons.shelf import readable
from ...ui.errors import one_line
from ...ui.plain.page import BAD, FAINT, GOOD, STRONG, put
from ...ui.text import fit, safe, width


def print_lessons(console: Console, progress: Progress) -> None:
    """Each lesson with its number, its minutes and what has been done of it; then the cards that are due."""
    found = list(readable())
    widest = max((width(safe(each.title)) for each in found if isinstance(each, Lesson)), default=0)
    for each in found:
        if not isinstance(each, Lesson):
            put(console, (one_line(each), BAD))
            continue
        done = progress.taken(each.id).done
        put(
            console,
            (f"{each.number:>3}  ", FAINT),
            (fit(safe(each.title), widest), STRONG),
            (_("  {minutes:>3} min  ", minutes=each.minutes), FAINT),
            (how_far(each, progress), GOOD if done else ""),
        )
    due = len(progress.due(date.today()))
    put(console)
    if due:
        command = "transformer-explore lessons cards"
        put(
            console,
            plural("{n} card is due: {command}", "{n} cards are due: {command}", due, command=command),
        )
    put(console, (_("take one: transformer-explore lesson NUMBER"), FAINT))


def how_far(lesson: Lesson, progress: Progress) -> str:
    """What has been done of a lesson, in a few words; "" if nothing."""
    taken = progress.taken(lesson.id)
    if taken.done:
        return _("✓ done")
    if not taken.page and not taken.outcomes:
        return ""
    return _("page {page} of {count}", page=min(taken.page + 1, len(lesson.pages)), count=len(lesson.pages))
