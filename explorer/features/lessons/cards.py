"""Cards that are due, one after another. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....lessons.contents import contents
from ....lessons.error import LessonError
from ....lessons.lesson import Card, Lesson
from ....lessons.progress import card_names
from ....lessons.shelf import find
from ....lessons.writing import filled
from ...ui.lab_runner import LabRunner


@dataclass(frozen=True)
class Asked:
    """A card as it is asked, its live values filled in; Markdown."""

    name: str
    lesson: str
    front: str
    back: str


async def asked(name: str, known: dict[str, Lesson], bench: LabRunner) -> Asked | None:
    """The card of that name; None where its lesson no longer has it.

    Raises:
        LessonError: its live values cannot be computed.
    """
    id, _, number = name.rpartition("/")
    lesson = known.get(id)
    if lesson is None or name not in card_names(lesson):
        return None
    found = lesson.cards[int(number) - 1]
    scope = (await bench.material(lesson, _page(lesson, found))).scope()
    front, back = filled(found.front, scope, found.at), filled(found.back, scope, found.below)
    return Asked(name, lesson.title, front, back)


def _page(lesson: Lesson, wanted: Card) -> int:
    return next(n for n, page in enumerate(lesson.pages) if wanted in page.blocks)


def lessons_of(names: Sequence[str]) -> dict[str, Lesson]:
    """The lessons that cards come from; those that are gone or cannot be read are left out."""
    there = {entry.id for entry in contents()}
    found: dict[str, Lesson] = {}
    for each in {name.rpartition("/")[0] for name in names} & there:
        try:
            lesson = find(each)
        except (LessonError, OSError):
            continue
        if lesson is not None:
            found[each] = lesson
    return found
