"""Cards that are looked at again, with the live values of the pages that they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .lesson import Card, Lesson
from .material import Bench, material
from .progress import Progress, card
from .writing import filled


@dataclass(frozen=True)
class DueCard:
    """A card that is due, its texts in Markdown.

    Attributes:
        name: what progress calls it.
    """

    name: str
    lesson: Lesson
    front: str
    back: str


def due_cards(lessons: Sequence[Lesson], progress: Progress, today: date, bench: Bench) -> list[DueCard]:
    """The cards that are due, the longest due first; those that no lesson has any more are left out.

    Raises:
        LessonError: a live value of one cannot be computed.
    """
    known = {lesson.id: lesson for lesson in lessons}
    found = [(name, card(known, name)) for name in progress.due(today)]
    return [
        _due(name, known[name.rpartition("/")[0]], each, bench) for name, each in found if each is not None
    ]


def _due(name: str, lesson: Lesson, card: Card, bench: Bench) -> DueCard:
    page = next(n for n, page in enumerate(lesson.pages) if card in page.blocks)
    texts = (card.front, card.at), (card.back, card.below)
    live = any("{{" in text for text, _ in texts)
    scope = material(lesson, page, bench).scope() if live else {}
    front, back = (filled(text, scope, at) for text, at in texts)
    return DueCard(name, lesson, front, back)
