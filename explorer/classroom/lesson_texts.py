"""The lessons in the language of a teacher, and what is known about their questions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import lru_cache

from ...core.support.errors import Problem
from ...core.support.localization import current
from ...lessons.contents import paths, translation
from ...lessons.error import LessonError
from ...lessons.judging import from_stored, offered
from ...lessons.lesson import Lesson, Predict
from ...lessons.mistakes import Explained, explained
from ...lessons.parsing import read
from ...lessons.writing import LIVE, escaped
from .report import Question

WAITING = "…"  # replaces live values that are not known
MOST_ANSWERS = 200  # different answers to a question that are explained: the most common ones

# Has `explained` computed elsewhere, with its arguments.
Compute = Callable[[str, str, tuple[str, ...], str], Awaitable[Explained | None]]
Key = tuple[str, str, str]  # lesson, question, language


def read_lessons(ids: Collection[str], language: str) -> dict[str, Lesson]:
    """The lessons with these ids, in their order, without those that do not exist or cannot be read.

    It reads files: call it in a thread.
    """
    known = ((path.stem.partition("-")[2], path) for path in paths())
    found = {id: _read(path.name, language) for id, path in known if id in ids}
    return {id: lesson for id, lesson in found.items() if lesson is not None}


@lru_cache(200)
def _read(name: str, language: str) -> Lesson | None:
    path = next(path for path in paths() if path.name == name)
    try:
        return read(translation(path, language) or path)
    except (LessonError, OSError):
        return None


class Explanations:
    """What is known about questions. What is not known yet is computed in the background."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute
        self._known: dict[Key, tuple[tuple[str, ...], Explained]] = {}  # with the answers that it is about
        self._running: dict[Key, asyncio.Task[None]] = {}

    def of(self, lesson: Lesson, question: Question) -> tuple[Explained, bool]:
        """What is known about a question, in the current language, and whether more is being computed."""
        key = (lesson.id, question.predict.id, current())
        answers = _explained_answers(question)
        before, known = self._known.get(key, (None, unknown(question)))
        if before != answers and key not in self._running:
            self._running[key] = asyncio.create_task(self._explain(key, answers, question))
        return known, key in self._running

    async def settle(self, patience: float | None = None) -> None:
        """Waits until everything is computed, or this many seconds have passed."""
        if self._running:
            await asyncio.wait([*self._running.values()], timeout=patience)

    async def _explain(self, key: Key, answers: tuple[str, ...], question: Question) -> None:
        lesson, predict, language = key
        try:
            found = await self._compute(lesson, predict, answers, language)
        except (Problem, OSError):  # such as an engine that is gone
            found = None
        finally:
            del self._running[key]
        self._known[key] = answers, found or unknown(question)


def computed(lesson: Lesson, question: Question) -> Explained:
    """What is known about a question, in the current language; computed now, in this process."""
    try:
        found = explained(lesson.id, question.predict.id, _explained_answers(question), current())
    except (Problem, OSError):
        found = None
    return found or unknown(question)


def worded(lesson: Lesson, predict: Predict, stored: str, known: Explained) -> str:
    """A stored wrong answer in words, as Markdown: the text of the chosen option, or the options in order."""
    if (mistake := known.mistakes.get(stored)) is not None:
        return mistake.answer
    try:
        given = from_stored(predict, stored)
    except ValueError:  # the lesson was changed
        return escaped(stored)
    texts = [LIVE.sub(WAITING, option.text.text) for option in offered(predict, lesson.id)]
    if predict.kind == "order" and isinstance(given, tuple):
        return " < ".join(texts[place] for place in given)
    return texts[int(given)] if predict.kind == "choice" and isinstance(given, int) else escaped(stored)


def _explained_answers(question: Question) -> tuple[str, ...]:
    """The wrong answers that are explained."""
    by_number = sorted(question.wrong, key=lambda answer: (-question.wrong[answer], answer))
    return tuple(sorted(by_number[:MOST_ANSWERS]))


def unknown(question: Question) -> Explained:
    """A question without live values and mistakes."""
    return Explained(LIVE.sub(WAITING, question.predict.question.text), "")
