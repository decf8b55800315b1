"""The lines that offer lessons, with the progress in each. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
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
PARTS = {  # the first lesson of each part of the curriculum
    "map": N_("overview"),
    "dot-product": N_("attention"),
    "order-blind": N_("order"),
    "multi-head": N_("the encoder"),
    "decoder": N_("the decoder"),
    "training": N_("training"),
    "decoding": N_("decoding"),
    "against-rnns": N_("comparison with other networks"),
    "results": N_("results and applications"),
}


@dataclass(frozen=True)
class Offer:
    """A line that offers a lesson, or something about lessons.

    Attributes:
        route: what choosing it opens; None for a heading.
        title, note: safe text.
        lesson: the id of the lesson.
    """

    route: Route | None
    title: str
    note: str = ""
    lesson: str = ""


def mark(progress: Progress, lesson: str) -> str:
    """A sign for the progress in a lesson."""
    if lesson not in progress.lessons:
        return NEW
    return DONE if progress.lesson(lesson).done else BEGUN


def offers(known: Sequence[Entry], progress: Progress) -> list[Offer]:
    """All lessons, part by part."""
    lines: list[Offer] = []
    for entry in known:
        if entry.id in PARTS:
            lines += [Offer(None, "")] * bool(lines) + [Offer(None, _(PARTS[entry.id]))]
        lines.append(lesson_line(entry, progress))
    return lines


def lesson_line(entry: Entry, progress: Progress) -> Offer:
    """One lesson."""
    title = f"{mark(progress, entry.id)} {entry.number:2}  {safe(entry.title)}"
    return Offer(LessonRoute(entry.id), title, how_far(entry, progress), entry.id)


def how_far(entry: Entry, progress: Progress) -> str:
    """Its length in minutes and, once it is begun, the current page."""
    minutes = _("{n} min", n=entry.minutes)
    if mark(progress, entry.id) != BEGUN:
        return minutes
    page = _page(entry, progress)
    return _("{minutes} · page {page} of {of}", minutes=minutes, page=page, of=len(entry.pages))


def _page(entry: Entry, progress: Progress) -> int:
    """The number of the page on which the lesson opens."""
    page = progress.lesson(entry.id).page
    return entry.pages.index(page) + 1 if page in entry.pages else 1


def at_home(known: Sequence[Entry], progress: Progress, today: date) -> list[Offer]:
    """The lines of the home screen: continue, next lessons, cards, all lessons."""
    if not known:
        return []
    by_id = {entry.id: entry for entry in known}
    marks = {name: mark(progress, name) for name in by_id}
    lines: list[Offer] = []
    if begun := [name for name in progress.lessons if marks.get(name) == BEGUN]:
        entry = by_id[begun[-1]]
        title = _("continue lesson {n}, page {page}", n=entry.number, page=_page(entry, progress))
        lines.append(Offer(LessonRoute(entry.id), title, safe(entry.title), entry.id))
    new = [entry for entry in known if marks[entry.id] == NEW]
    lines += [lesson_line(entry, progress) for entry in new[:NEXT]]
    cards = {f"{entry.id}/{card}" for entry in known for card in entry.cards}
    if due := len(cards.intersection(progress.due(today))):
        title = plural("{n} card due", "{n} cards due", due)
        lines.append(Offer(CardsRoute(), title, _("questions from completed lessons")))
    done = _("{done} of {count} done", done=[*marks.values()].count(DONE), count=len(known))
    return [*lines, Offer(LessonsRoute(), _("all lessons…"), done)]


def home_offers(store: Store | None) -> list[Offer]:
    """The lessons part of the home screen. It reads files: call it in a thread."""
    from ...lessons.contents import contents

    progress = Progress() if store is None else store.load()
    return at_home(contents(), progress, date.today())
