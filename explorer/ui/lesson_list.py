"""The lines that offer lessons, with the progress in each. No Textual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ...core.support.localization import N_, _, plural
from ...lessons.contents import Entry
from ...lessons.progress import Progress
from ...lessons.store import Store
from .routes import CardsRoute, LessonRoute, LessonsRoute, Route
from .text import safe

DONE, BEGUN, NEW = "●", "◐", "○"
NEXT = 3  # new lessons on the home screen
PARTS = (  # the first lesson of each part of the curriculum
    (1, N_("overview")),
    (3, N_("attention")),
    (9, N_("order")),
    (12, N_("the encoder")),
    (16, N_("the decoder")),
    (18, N_("training")),
    (20, N_("decoding")),
    (22, N_("comparison with other networks")),
)
LESSON, LESSONS, CARDS = "lesson", "lessons", "cards"


@dataclass(frozen=True)
class Offer:
    """A line that offers a lesson, or something about lessons.

    Attributes:
        what: what choosing it opens; "" for a heading.
        title, note: safe text.
        lesson: the id of the lesson.
    """

    what: str
    title: str
    note: str = ""
    lesson: str = ""

    @property
    def route(self) -> Route:
        """The route that the line opens."""
        if self.what == LESSON:
            return LessonRoute(self.lesson)
        return CardsRoute() if self.what == CARDS else LessonsRoute()


def mark(progress: Progress, lesson: str) -> str:
    """A sign for the progress in a lesson."""
    if lesson not in progress.lessons:
        return NEW
    return DONE if progress.lesson(lesson).done else BEGUN


def offers(known: Sequence[Entry], progress: Progress) -> list[Offer]:
    """All lessons, part by part."""
    lines: list[Offer] = []
    part = -1
    for entry in known:
        here = max((n for n, (first, _title) in enumerate(PARTS) if first <= entry.number), default=0)
        if here != part:
            part = here
            lines += [Offer("", "")] * bool(lines) + [Offer("", _(PARTS[part][1]))]
        lines.append(lesson_line(entry, progress))
    return lines


def lesson_line(entry: Entry, progress: Progress) -> Offer:
    """One lesson."""
    title = f"{mark(progress, entry.id)} {entry.number:2}  {safe(entry.title)}"
    return Offer(LESSON, title, how_far(entry, progress), entry.id)


def how_far(entry: Entry, progress: Progress) -> str:
    """Its minutes and, if it is begun, the current page."""
    minutes = _("{n} min", n=entry.minutes)
    if mark(progress, entry.id) != BEGUN:
        return minutes
    page = min(progress.lesson(entry.id).page + 1, entry.pages)
    return _("{minutes} · page {page} of {of}", minutes=minutes, page=page, of=entry.pages)


def at_home(known: Sequence[Entry], progress: Progress, today: date) -> list[Offer]:
    """The lines of the home screen: continue, next lessons, cards, all lessons."""
    if not known:
        return []
    return [
        *_going_on(known, progress),
        *_next(known, progress),
        *_cards(progress, today),
        _all(known, progress),
    ]


def _going_on(known: Sequence[Entry], progress: Progress) -> Iterator[Offer]:
    by_id = {entry.id: entry for entry in known}
    begun = [name for name in progress.lessons if name in by_id and mark(progress, name) == BEGUN]
    if begun:
        entry = by_id[begun[-1]]
        page = min(progress.lesson(entry.id).page + 1, entry.pages)
        said = _("continue lesson {n}, page {page}", n=entry.number, page=page)
        yield Offer(LESSON, said, safe(entry.title), entry.id)


def _next(known: Sequence[Entry], progress: Progress) -> Iterator[Offer]:
    new = [entry for entry in known if mark(progress, entry.id) == NEW]
    for entry in new[:NEXT]:
        yield lesson_line(entry, progress)


def _cards(progress: Progress, today: date) -> Iterator[Offer]:
    due = len(progress.due(today))
    if due:
        said = plural("{n} card due", "{n} cards due", due)
        yield Offer(CARDS, said, _("questions from completed lessons"))


def _all(known: Sequence[Entry], progress: Progress) -> Offer:
    done = sum(mark(progress, entry.id) == DONE for entry in known)
    return Offer(LESSONS, _("all lessons…"), _("{done} of {count} done", done=done, count=len(known)))


def home_offers(store: Store | None) -> list[Offer]:
    """The lessons part of the home screen. It reads files: call it in a thread."""
    from ...lessons.contents import contents

    progress = Progress() if store is None else store.load()
    return at_home(contents(), progress, date.today())
