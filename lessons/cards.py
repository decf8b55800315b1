"""Review cards that are due, and their texts with live values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .lesson import Card, Lesson
from .material import Material
from .progress import Progress, card_names
from .writing import filled


@dataclass(frozen=True)
class DueCard:
    """A card that is due, with its name in the progress file and its page in the lesson, counted from 0."""

    name: str
    lesson: Lesson
    card: Card
    page: int

    @property
    def is_live(self) -> bool:
        """Whether its texts contain live values, so that its page's material is needed."""
        return "{{" in self.card.front.text + self.card.back.text

    def texts(self, material: Material) -> tuple[str, str]:
        """Question and answer with their live values, in Markdown; LessonError if one cannot be computed."""
        scope = material.scope() if self.is_live else {}
        return filled(self.card.front, scope), filled(self.card.back, scope)


def due_cards(lessons: Iterable[Lesson], progress: Progress, today: date) -> list[DueCard]:
    """The cards of these lessons that are due, the longest overdue first."""
    known = {}
    for lesson in lessons:
        places = [n for n, page in enumerate(lesson.pages) for each in page.blocks if isinstance(each, Card)]
        for name, card, page in zip(card_names(lesson), lesson.cards, places, strict=True):
            known[name] = DueCard(name, lesson, card, page)
    return [known[name] for name in progress.due(today) if name in known]
