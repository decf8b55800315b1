"""What a teacher reads about a question: its text and answer, and what the lesson says about wrong answers.

Plain functions of plain data, so that the engine can compute them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

from ..core.running.request import Request
from ..core.support.localization import in_language
from ..core.trace import Trace
from .error import LessonError
from .judging import from_stored
from .lesson import Predict
from .material import MaterialCache, material, shipped
from .session import Session
from .shelf import find


@dataclass(frozen=True)
class Mistake:
    """A wrong answer, what the lesson says about it, and a name for all answers with the same mistake; Markdown."""

    answer: str
    says: str
    kind: str


@dataclass(frozen=True)
class Explained:
    """A question, its answer, and wrong answers as they are stored; Markdown.

    An answer that the question does not take, or that is right, is missing: the lesson was changed.
    """

    question: str
    answer: str
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)


class Cache(MaterialCache):
    """Uses the traces shipped with the models where it can, so that torch is not needed."""

    def trace(self, request: Request) -> Trace:
        found = shipped(request)
        return super().trace(request) if found is None else found


def explained(lesson: str, question: str, answers: tuple[str, ...], language: str) -> Explained | None:
    """A question of a shipped lesson, with these stored wrong answers; None if there is no such question.

    Raises:
        LessonError: something in the lesson cannot be computed.
    """
    with in_language(language):
        session = _session(lesson, language)
        predict = None if session is None else _question(session, question)
        if session is None or predict is None:
            return None
        session.go_to(session.page_of(predict))
        found = {answer: _mistake(session, predict, answer) for answer in answers}
        mistakes = {answer: mistake for answer, mistake in found.items() if mistake is not None}
        return Explained(session.text(predict.question), session.right(predict), mistakes)


@lru_cache(2)
def _session(lesson: str, language: str) -> Session | None:
    """A session with a lesson; each page is computed once."""
    found = find(lesson)
    if found is None:
        return None
    compute = lru_cache(partial(material, found, cache=Cache()))
    return Session(found, compute)


def _question(session: Session, id: str) -> Predict | None:
    return next((each for each in session.lesson.predictions if each.id == id), None)


def _mistake(session: Session, predict: Predict, answer: str) -> Mistake | None:
    try:
        given = from_stored(predict, answer)
        verdict = session.judged(predict, given)
        text = session.given(predict, given)
    except LessonError:
        raise
    except (ValueError, IndexError):  # the lesson was changed
        return None
    return None if verdict.right else Mistake(text, verdict.says, verdict.says if verdict.known else text)
