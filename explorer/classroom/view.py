"""What the teacher's page shows, as texts in the current language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from ...core.support.localization import N_, _, current, plural
from ...lessons.lesson import Lesson
from ...lessons.mistakes import Explained
from ..ui.prose import plain
from .folder import Visit
from .report import RESULTS, Common, Place, Question, Row, common_mistakes, questions, rows
from .roster import Member
from .spreadsheet import NAMES

PAGE = "/class"
EVERY = 20  # seconds between two updates of the page
WAITING = N_("The numbers of this question are still being computed.")
LANGUAGES = {"en": "English", "zh": "中文"}  # each in its own language

# What is known about a question, and whether more is being computed.
Explain = Callable[[Lesson, Question], tuple[Explained, bool]]


@dataclass(frozen=True)
class Choice:
    """What a teacher chose with the links of the page.

    Attributes:
        lesson: the id of the lesson whose answers are shown; "" for the one where most learners are.
        hide: whether names are hidden, for a projector.
        pause: whether the page stays as it is instead of updating itself.
    """

    lesson: str = ""
    hide: bool = False
    pause: bool = False

    def address(self, **changes: object) -> str:
        """The address of the page with another choice."""
        values = {"lesson": self.lesson, "hide": self.hide, "pause": self.pause, "lang": current()} | changes
        query = {name: "1" if value is True else value for name, value in values.items() if value}
        return f"{PAGE}?{urlencode(query)}"


@dataclass(frozen=True)
class Link:
    """A link on the page; `here` is whether it leads to what is shown."""

    text: str
    address: str
    here: bool = False


@dataclass(frozen=True)
class LearnerLine:
    """A line of the table of learners. `key` identifies the learner for a new link."""

    name: str
    key: str
    connected: bool
    lesson: str
    page: str
    question: str
    done: int
    when: str


@dataclass(frozen=True)
class Group:
    """The learners on the same page."""

    lesson: str
    page: str
    learners: int


@dataclass(frozen=True)
class Part:
    """A part of a bar: its number of learners, where it begins and its size, in percent, and a name for its color."""

    kind: str
    text: str
    learners: int
    start: float
    size: float


@dataclass(frozen=True)
class QuestionBox:
    """A question and its answers."""

    title: str
    page: str
    text: str
    answer: str
    parts: Sequence[Part]
    hints: str
    mistakes: Sequence[Common]
    waiting: str


@dataclass(frozen=True)
class TeacherView:
    """The page of a teacher; if names are hidden, `groups` replace `learners`."""

    title: str
    summary: str
    controls: Sequence[Link]
    learners: Sequence[LearnerLine]
    groups: Sequence[Group]
    lessons: Sequence[Link]
    lesson: str
    questions: Sequence[QuestionBox]
    legend: Sequence[Part]
    refresh: int


def teacher_view(
    name: str,
    visits: Mapping[Member, Visit],
    connected: Collection[Member],
    lessons: Mapping[str, Lesson],
    choice: Choice,
    explain: Explain,
    now: datetime,
) -> TeacherView:
    """The page for a class.

    Args:
        name: of the class.
        lessons: those that somebody has begun, by id, in the current language.
        explain: what is known about a question.
    """
    found = rows(visits, lessons)
    shown = lessons.get(choice.lesson) or _where_most_are(found)
    asked = [] if shown is None else questions(shown, visits.values())
    people = plural("{n} learner", "{n} learners", len(visits))
    here = _("{n} connected", n=len(connected))
    return TeacherView(
        title=_("Class {name}", name=name),
        summary=" · ".join((people, here, f"{now:%H:%M}")),
        controls=_controls(choice),
        learners=[] if choice.hide else [_line(row, row.member in connected, now) for row in found],
        groups=_groups(found) if choice.hide else [],
        lessons=[_lesson_link(each, found, each is shown, choice) for each in lessons.values()],
        lesson="" if shown is None else _lesson(shown),
        questions=[] if shown is None else [_box(each, shown, visits, explain) for each in asked],
        legend=_parts(dict.fromkeys(RESULTS, 1)),
        refresh=0 if choice.pause else EVERY,
    )


def _where_most_are(found: Sequence[Row]) -> Lesson | None:
    here = [row.place.lesson for row in found if row.place is not None]
    return max(here, key=lambda lesson: (here.count(lesson), -lesson.number)) if here else None


def _controls(choice: Choice) -> list[Link]:
    names = _("show names") if choice.hide else _("hide names")
    update = _("update automatically") if choice.pause else _("stop updating")
    return [
        Link(_("update now"), choice.address()),
        Link(update, choice.address(pause=not choice.pause)),
        Link(names, choice.address(hide=not choice.hide)),
        Link(_("start page"), f"/?{urlencode({'lang': current()})}"),
        Link(_("answers as CSV"), f"{PAGE}.csv?{urlencode({'lang': current()})}"),
        *(Link(text, choice.address(lang=code)) for code, text in LANGUAGES.items() if code != current()),
    ]


def _lesson(lesson: Lesson) -> str:
    return _("Lesson {number}: {title}", number=lesson.number, title=lesson.title)


def _lesson_link(lesson: Lesson, found: Sequence[Row], here: bool, choice: Choice) -> Link:
    count = sum(row.place is not None and row.place.lesson is lesson for row in found)
    text = f"{lesson.number} {lesson.title}"
    if count:
        text = plural("{lesson} ({n} here)", "{lesson} ({n} here)", count, lesson=text)
    return Link(text, choice.address(lesson=lesson.id), here)


def _line(row: Row, connected: bool, now: datetime) -> LearnerLine:
    place, member = row.place, row.member
    lesson, page = _where(place)
    question = "" if place is None or place.question is None else str(place.question.number)
    return LearnerLine(
        member.name, member.folder, connected, lesson, page, question, row.done, _moment(row.when, now)
    )


def _where(place: Place | None) -> tuple[str, str]:
    """The lesson and the page; both "" before the first lesson."""
    if place is None:
        return "", ""
    of = _("{page} of {count}", page=place.page, count=len(place.lesson.pages))
    return f"{place.lesson.number} {place.lesson.title}", f"{of} · {place.title}"


def _groups(found: Sequence[Row]) -> list[Group]:
    """Where the class is, without saying who is where."""

    def order(place: Place | None) -> tuple[int, int]:
        return (0, 0) if place is None else (place.lesson.number, place.page)

    places = sorted((row.place for row in found), key=order)
    return [
        Group(*(where if any(where) else (_("no lesson yet"), "")), len(list(same)))
        for where, same in groupby(map(_where, places))
    ]


def _moment(when: datetime | None, now: datetime) -> str:
    """A time of today, or another day."""
    if when is None:
        return ""
    return f"{when:%H:%M}" if when.date() == now.date() else f"{when:%Y-%m-%d}"


def _parts(results: Mapping[str, int]) -> list[Part]:
    total = sum(results.values())
    parts: list[Part] = []
    start = 0.0
    for kind, learners in results.items():
        size = 100 * learners / total if total else 0.0
        parts.append(Part(kind.replace(" ", "-"), _(NAMES[kind]), learners, round(start, 2), round(size, 2)))
        start += size
    return parts


def _box(question: Question, lesson: Lesson, visits: Mapping[Member, Visit], explain: Explain) -> QuestionBox:
    known, waiting = explain(lesson, question)
    predict = question.predict
    page = next(n for n, each in enumerate(lesson.pages, 1) if predict in each.blocks)
    mistakes = common_mistakes(question, known, visits.values(), lesson)
    return QuestionBox(
        _("Question {number}", number=predict.number),
        _("page {number}", number=page),
        plain(known.question),
        plain(known.answer),
        _parts(question.results),
        plural("{n} learner took a hint", "{n} learners took a hint", question.hints)
        if question.hints
        else "",
        [Common(plain(each.answer), plain(each.says), each.learners) for each in mistakes],
        _(WAITING) if waiting else "",
    )
