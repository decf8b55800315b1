"""The learner's progress: lessons, questions with their attempts, and review cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .lesson import Lesson

OPEN, RIGHT, SKIPPED = "open", "right", "skipped"
EVERY = 3  # days between reviews of a known card; an unknown one returns the next day
LOOKS = 5  # a card is learned after this many successful reviews in a row
VERSION = 1


@dataclass(frozen=True)
class Outcome:
    """The state of a question, OPEN, RIGHT or SKIPPED; how many wrong answers and how many hints were given."""

    state: str = OPEN
    attempts: int = 0
    hints: int = 0


@dataclass(frozen=True)
class LessonProgress:
    """The last page visited in a lesson, from 0, and the outcome of each question, by its number."""

    page: int = 0
    done: bool = False
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """The day of a card's next review, and the number of successful reviews in a row."""

    on: date
    known: int = 0


@dataclass(frozen=True)
class Progress:
    """All stored progress. Cards are named "lesson/number", counted from 1."""

    lessons: Mapping[str, LessonProgress] = field(default_factory=dict)
    cards: Mapping[str, Due] = field(default_factory=dict)

    def lesson(self, id: str) -> LessonProgress:
        """The progress in a lesson, by its id."""
        return self.lessons.get(id, LessonProgress())

    def with_lesson(self, lesson: Lesson, now: LessonProgress, today: date) -> Progress:
        """Progress with an updated lesson; when it is completed for the first time, its cards are due from tomorrow."""
        before = self.lesson(lesson.id)
        if not before.done:  # keep answers given in another window
            now = replace(now, outcomes=_merged(before.outcomes, now.outcomes))
        now = replace(now, done=now.done or before.done)
        cards = dict(self.cards)
        if now.done and not before.done:
            for name in card_names(lesson):
                cards.setdefault(name, Due(today + timedelta(days=1)))
        return replace(self, lessons={**self.lessons, lesson.id: now}, cards=cards)

    def due(self, today: date) -> list[str]:
        """The cards due for review, the longest overdue first."""
        found = [name for name, due in self.cards.items() if due.on <= today and due.known < LOOKS]
        return sorted(found, key=lambda name: (self.cards[name].on, name))

    def reviewed(self, card: str, known: bool, today: date) -> Progress:
        """Progress after a review: the next one is in EVERY days if the card was known, else tomorrow."""
        before = self.cards.get(card, Due(today))
        days = EVERY if known else 1
        after = Due(today + timedelta(days=days), before.known + 1 if known else 0)
        return replace(self, cards={**self.cards, card: after})


def _merged(stored: Mapping[int, Outcome], now: Mapping[int, Outcome]) -> dict[int, Outcome]:
    """Both sets of outcomes; a closed outcome replaces an open one."""
    further = {
        number: outcome
        for number, outcome in stored.items()
        if number not in now or (now[number].state == OPEN and outcome.state != OPEN)
    }
    return {**now, **further}


def card_names(lesson: Lesson) -> list[str]:
    """The names of a lesson's cards."""
    return [f"{lesson.id}/{number}" for number in range(1, len(lesson.cards) + 1)]


# -------------------------------------------------------------------------- as data


def as_data(progress: Progress) -> dict[str, Any]:
    """Progress as JSON data."""
    lessons = {
        name: asdict(lesson) | {"outcomes": {str(n): asdict(each) for n, each in lesson.outcomes.items()}}
        for name, lesson in progress.lessons.items()
    }
    cards = {name: asdict(due) | {"on": due.on.isoformat()} for name, due in progress.cards.items()}
    return {"version": VERSION, "lessons": lessons, "cards": cards}


def from_data(data: Any) -> Progress:
    """Progress from JSON data; ValueError if it is not in this format."""
    try:
        if data["version"] != VERSION:
            raise ValueError(f"version {data['version']!r} is not {VERSION}")
        lessons = {str(name): _lesson(lesson) for name, lesson in data["lessons"].items()}
        cards = {
            str(name): Due(date.fromisoformat(due["on"]), max(0, int(due["known"])))
            for name, due in data["cards"].items()
        }
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(f"unexpected content: {error!r}") from None
    return Progress(lessons, cards)


def _lesson(data: Any) -> LessonProgress:
    outcomes = {int(number): _outcome(outcome) for number, outcome in data["outcomes"].items()}
    return LessonProgress(max(0, int(data["page"])), bool(data["done"]), outcomes)


def _outcome(data: Any) -> Outcome:
    if data["state"] not in (OPEN, RIGHT, SKIPPED):
        raise ValueError(f"{data['state']!r} is not a state of a question")
    return Outcome(data["state"], int(data["attempts"]), int(data["hints"]))
