"""How far a learner is: lessons begun and done, questions with their attempts, cards to be looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from .lesson import Card, Lesson
from .taking import OPEN, RIGHT, SKIPPED, Outcome

EVERY = 3  # days between two looks at a card that was known; one that was not comes again the next day
LOOKS = 5  # after so many in a row that were known, a card has been learned
VERSION = 1


@dataclass(frozen=True)
class Taken:
    """How far one is with a lesson.

    Attributes:
        page: where one was last, counted from 0.
        done: whether one has been through it.
        outcomes: by the number of the question.
    """

    page: int = 0
    done: bool = False
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """When a card is to be looked at again.

    Attributes:
        on: that day.
        known: how many times in a row it was known.
    """

    on: date
    known: int = 0


@dataclass(frozen=True)
class Progress:
    """Everything that is remembered of a learner. Cards are named "lesson/number", counted from 1."""

    lessons: Mapping[str, Taken] = field(default_factory=dict)
    cards: Mapping[str, Due] = field(default_factory=dict)

    def taken(self, lesson: str) -> Taken:
        return self.lessons.get(lesson, Taken())

    def with_lesson(self, lesson: Lesson, taken: Taken, today: date) -> Progress:
        """The same with a lesson as far as it is now; done for the first time, its cards come from tomorrow on."""
        before = self.taken(lesson.id)
        if not before.done:  # what was answered meanwhile in another window stays
            taken = replace(taken, outcomes=_merged(before.outcomes, taken.outcomes))
        taken = replace(taken, done=taken.done or before.done)
        cards = dict(self.cards)
        if taken.done and not before.done:
            for name in card_names(lesson):
                cards.setdefault(name, Due(today + timedelta(days=1)))
        return replace(self, lessons={**self.lessons, lesson.id: taken}, cards=cards)

    def due(self, today: date) -> list[str]:
        """The cards to be looked at, the longest due first."""
        found = [name for name, due in self.cards.items() if due.on <= today and due.known < LOOKS]
        return sorted(found, key=lambda name: (self.cards[name].on, name))

    def reviewed(self, card: str, known: bool, today: date) -> Progress:
        """The same after a look at a card: evenly spaced while it is known, tomorrow where it was not."""
        before = self.cards.get(card, Due(today))
        days = EVERY if known else 1
        after = Due(today + timedelta(days=days), before.known + 1 if known else 0)
        return replace(self, cards={**self.cards, card: after})


def _merged(stored: Mapping[int, Outcome], now: Mapping[int, Outcome]) -> dict[int, Outcome]:
    """Both; of a question that is open in one and no longer in the other, the latter."""
    further = {
        number: outcome
        for number, outcome in stored.items()
        if number not in now or (now[number].state == OPEN and outcome.state != OPEN)
    }
    return {**now, **further}


def card_names(lesson: Lesson) -> list[str]:
    """What a lesson's cards are called."""
    return [f"{lesson.id}/{number}" for number in range(1, len(lesson.cards) + 1)]


def card(lessons: Mapping[str, Lesson], name: str) -> Card | None:
    """The card of that name; None where the lesson no longer has it."""
    lesson, _, number = name.rpartition("/")
    place = int(number) - 1 if number.isascii() and number.isdecimal() else -1
    cards = lessons[lesson].cards if lesson in lessons else ()
    return cards[place] if 0 <= place < len(cards) else None


# -------------------------------------------------------------------------- as data


def as_data(progress: Progress) -> dict[str, Any]:
    """For a JSON file."""
    lessons = {
        name: {
            "page": taken.page,
            "done": taken.done,
            "outcomes": {str(number): asdict(outcome) for number, outcome in taken.outcomes.items()},
        }
        for name, taken in progress.lessons.items()
    }
    cards = {name: {"on": due.on.isoformat(), "known": due.known} for name, due in progress.cards.items()}
    return {"version": VERSION, "lessons": lessons, "cards": cards}


def from_data(data: Any) -> Progress:
    """What such a file says.

    Raises:
        ValueError: it is none of ours.
    """
    try:
        if data["version"] != VERSION:
            raise ValueError(f"version {data['version']!r} is not {VERSION}")
        lessons = {str(name): _taken(taken) for name, taken in data["lessons"].items()}
        cards = {str(name): _due(due) for name, due in data["cards"].items()}
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(f"it is not what this program writes: {error!r}") from None
    return Progress(lessons, cards)


def _due(data: Any) -> Due:
    return Due(date.fromisoformat(data["on"]), max(0, int(data["known"])))


def _taken(data: Any) -> Taken:
    outcomes = {int(number): _outcome(outcome) for number, outcome in data["outcomes"].items()}
    return Taken(max(0, int(data["page"])), bool(data["done"]), outcomes)


def _outcome(data: Any) -> Outcome:
    if data["state"] not in (OPEN, RIGHT, SKIPPED):
        raise ValueError(f"{data['state']!r} is no state of a question")
    return Outcome(data["state"], int(data["attempts"]), int(data["hints"]))
