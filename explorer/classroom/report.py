"""Where the learners of a class are, and how they answered: from their progress and the lessons, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ...lessons.lesson import Lesson, Predict
from ...lessons.mistakes import Explained
from ...lessons.progress import OPEN, RIGHT, LessonProgress, Outcome
from .folder import Visit
from .roster import Member

FIRST, LATER, SHOWN, TRYING, NOT_YET = "first", "later", "shown", "trying", "not yet"
RESULTS = (FIRST, LATER, SHOWN, TRYING, NOT_YET)
"""A question: right at first, right later, solution shown, only wrong answers so far, no answer yet."""
MOST_MISTAKES = 5  # that are listed for a question


@dataclass(frozen=True)
class Place:
    """Where a learner is: the lesson, the page counted from 1, and the open question of the page, if there is one."""

    lesson: Lesson
    page: int
    question: Predict | None

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.lesson.pages[self.page - 1].title


@dataclass(frozen=True)
class Row:
    """A learner.

    Attributes:
        place: None before the first lesson.
        done: how many lessons are completed.
        when: the last change of the progress.
    """

    member: Member
    place: Place | None
    done: int
    when: datetime | None


@dataclass(frozen=True)
class Question:
    """How a class answered a question; `results` has the number of learners for each of RESULTS."""

    predict: Predict
    results: Mapping[str, int]
    hints: int
    wrong: Mapping[str, int] = field(default_factory=dict)  # learners by stored wrong answer


@dataclass(frozen=True)
class Common:
    """A mistake: its most common answer and what the lesson says, in Markdown, and the number of learners."""

    answer: str
    says: str
    learners: int


def rows(visits: Mapping[Member, Visit], lessons: Mapping[str, Lesson]) -> list[Row]:
    """The learners, in the order of the roster; `lessons` are by id."""
    return [
        Row(member, _place(visit, lessons), _done(visit, lessons), visit.when)
        for member, visit in visits.items()
    ]


def visited(visits: Iterable[Visit]) -> set[str]:
    """The ids of all lessons that somebody has begun."""
    return {id for visit in visits for id in visit.progress.lessons}


def _place(visit: Visit, lessons: Mapping[str, Lesson]) -> Place | None:
    known = [id for id in visit.progress.lessons if id in lessons]
    if not known:
        return None
    lesson, progress = lessons[known[-1]], visit.progress.lessons[known[-1]]
    page = lesson.place(progress.page)
    blocks = lesson.pages[page].blocks
    outcomes = progress.outcomes
    open_ones = (
        each for each in blocks if isinstance(each, Predict) and _outcome(outcomes, each).state == OPEN
    )
    return Place(lesson, page + 1, next(open_ones, None))


def _done(visit: Visit, lessons: Mapping[str, Lesson]) -> int:
    return sum(each.done for id, each in visit.progress.lessons.items() if id in lessons)


def _outcome(outcomes: Mapping[str, Outcome], predict: Predict) -> Outcome:
    return outcomes.get(predict.id, Outcome())


def result(outcome: Outcome) -> str:
    """Which of RESULTS an outcome is."""
    if outcome.state == OPEN:
        return TRYING if outcome.attempts else NOT_YET
    if outcome.state == RIGHT:
        return LATER if outcome.attempts else FIRST
    return SHOWN


def questions(lesson: Lesson, visits: Iterable[Visit]) -> list[Question]:
    """How the learners who have begun a lesson answered its questions, the first time they took it."""
    begun = [each.progress.lessons[lesson.id] for each in visits if lesson.id in each.progress.lessons]
    return [_question(predict, begun) for predict in lesson.predictions]


def _question(predict: Predict, begun: Iterable[LessonProgress]) -> Question:
    outcomes = [_outcome(each.first_outcomes, predict) for each in begun]
    counted = Counter(map(result, outcomes))
    wrong = Counter(answer for each in outcomes for answer in each.wrong)
    hints = sum(each.hints > 0 for each in outcomes)
    return Question(predict, {name: counted[name] for name in RESULTS}, hints, wrong)


def common_mistakes(
    question: Question, explained: Explained, visits: Iterable[Visit], lesson: Lesson
) -> list[Common]:
    """The mistakes that most learners made, at most MOST_MISTAKES; a learner counts once for each mistake."""
    kinds = {answer: mistake.kind for answer, mistake in explained.mistakes.items()}
    learners: Counter[str] = Counter()
    for visit in visits:
        progress = visit.progress.lesson(lesson.id)
        wrong = _outcome(progress.first_outcomes, question.predict).wrong
        learners.update({kinds[answer] for answer in wrong if answer in kinds})
    by_answer = sorted(explained.mistakes, key=lambda answer: -question.wrong.get(answer, 0))
    chosen = {
        kinds[answer]: explained.mistakes[answer] for answer in reversed(by_answer)
    }  # the most common one
    return [
        Common(chosen[kind].answer, chosen[kind].says, n) for kind, n in learners.most_common(MOST_MISTAKES)
    ]
