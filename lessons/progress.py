"""The learner's progress: lessons, questions with their attempts, and review cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..core.support.state import versioned
from .moved import moved

if TYPE_CHECKING:
    from .lesson import Lesson

OPEN, RIGHT, SKIPPED = "open", "right", "skipped"
MOST_WRONG = 8  # wrong answers to a question that are stored
EVERY = 3  # days between reviews of a known card; an unknown one returns the next day
LOOKS = 5  # a card is learned after this many successful reviews in a row
VERSION = 3
WRITTEN = re.compile(r"[-+.,a-z0-9 ]{1,99}", re.ASCII)  # a stored answer; see `judging.stored`


@dataclass(frozen=True)
class Outcome:
    """The state of a question, OPEN, RIGHT or SKIPPED; how many wrong answers and how many hints were given.

    `wrong` are the first different wrong answers, at most MOST_WRONG, as `judging.stored` writes them.
    """

    state: str = OPEN
    attempts: int = 0
    hints: int = 0
    wrong: tuple[str, ...] = ()

    def with_wrong(self, answer: str) -> Outcome:
        """The outcome after one more wrong answer."""
        is_new = answer not in self.wrong and len(self.wrong) < MOST_WRONG
        wrong = (*self.wrong, answer) if is_new else self.wrong
        return replace(self, attempts=self.attempts + 1, wrong=wrong)


@dataclass(frozen=True)
class LessonProgress:
    """The id of the last page visited in a lesson, "" if there is none, and the outcome of each question, by its id.

    A page or question that the lesson no longer has stays in the file. In place of such a page, the first one opens.
    A completed lesson can be taken again; `first` then has the outcomes of the first time.
    """

    page: str = ""
    done: bool = False
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    first: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def first_outcomes(self) -> Mapping[str, Outcome]:
        """The outcomes of the first time that the lesson was taken."""
        return self.first or self.outcomes


@dataclass(frozen=True)
class Due:
    """The day of a card's next review, and the number of successful reviews in a row."""

    on: date
    known: int = 0


@dataclass(frozen=True)
class Progress:
    """All stored progress, by the ids of lessons; the lesson visited last comes last.

    Cards are named "lesson/card" by their ids.
    """

    lessons: Mapping[str, LessonProgress] = field(default_factory=dict)
    cards: Mapping[str, Due] = field(default_factory=dict)

    def lesson(self, id: str) -> LessonProgress:
        """The progress in a lesson, by its id."""
        return self.lessons.get(id, LessonProgress())

    def with_lesson(self, lesson: Lesson, now: LessonProgress, today: date) -> Progress:
        """Progress with an updated lesson; when it is completed, cards that it did not have are due from tomorrow."""
        before = self.lesson(lesson.id)
        if before.done:
            now = replace(now, first=before.first_outcomes)
        else:  # keep answers given in another window
            now = replace(now, outcomes=_merged(before.outcomes, now.outcomes))
        cards = dict(self.cards)
        if now.done:
            for name in card_names(lesson):
                cards.setdefault(name, Due(today + timedelta(days=1)))
        now = replace(now, done=now.done or before.done)
        others = {id: each for id, each in self.lessons.items() if id != lesson.id}
        return replace(self, lessons={**others, lesson.id: now}, cards=cards)

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


def _merged(stored: Mapping[str, Outcome], now: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """Both sets of outcomes; a closed outcome replaces an open one."""
    further = {
        id: outcome
        for id, outcome in stored.items()
        if id not in now or (now[id].state == OPEN and outcome.state != OPEN)
    }
    return {**now, **further}


def card_names(lesson: Lesson) -> list[str]:
    """The names of a lesson's cards."""
    return [f"{lesson.id}/{card.id}" for card in lesson.cards]


# -------------------------------------------------------------------------- as data


def as_data(progress: Progress) -> dict[str, Any]:
    """Progress as JSON data."""
    lessons = {name: asdict(lesson) for name, lesson in progress.lessons.items()}
    cards = {name: asdict(due) | {"on": due.on.isoformat()} for name, due in progress.cards.items()}
    return {"version": VERSION, "lessons": lessons, "cards": cards}


def from_data(data: Any) -> Progress:
    """Progress from JSON data of this version or an earlier one.

    Raises:
        NewerVersionError: a newer version of the program wrote it.
        ValueError: it is not in this format.
    """
    data = versioned(data, VERSION)
    try:
        if data["version"] == 1:
            from .progress_v1 import converted

            data = converted(data)
        data = moved(data)  # versions 1 and 2 lack `wrong` and `first`
        lessons = {str(name): _lesson(lesson) for name, lesson in data["lessons"].items()}
        cards = {
            str(name): Due(date.fromisoformat(due["on"]), max(0, int(due["known"])))
            for name, due in data["cards"].items()
        }
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(f"unexpected content: {error!r}") from None
    return Progress(lessons, cards)


def _lesson(data: Any) -> LessonProgress:
    outcomes, first = (_outcomes(data.get(name, {})) for name in ("outcomes", "first"))
    return LessonProgress(str(data["page"]), bool(data["done"]), outcomes, first)


def _outcomes(data: Any) -> dict[str, Outcome]:
    return {str(id): _outcome(outcome) for id, outcome in data.items()}


def _outcome(data: Any) -> Outcome:
    if data["state"] not in (OPEN, RIGHT, SKIPPED):
        raise ValueError(f"{data['state']!r} is not a state of a question")
    wrong = data.get("wrong", [])
    if not isinstance(wrong, list | tuple) or len(wrong) > MOST_WRONG or not all(map(_is_answer, wrong)):
        raise ValueError(f"{wrong!r} are not wrong answers")
    return Outcome(data["state"], int(data["attempts"]), int(data["hints"]), tuple(wrong))


def _is_answer(text: Any) -> bool:
    return isinstance(text, str) and WRITTEN.fullmatch(text) is not None
