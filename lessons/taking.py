"""A lesson while somebody takes it: which page, what was answered, which hints were given. No screen and no prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..core.operations.arithmetic import number, one_line
from ..core.operations.expression import Source
from ..core.trace import TraceError, explain
from .error import LessonError
from .expressions import ExpressionError, Scope
from .judging import AnswerError, Given, Verdict, answer, cell_index, judge, said_answer, understood
from .labelled_array import sight
from .lesson import Block, Lesson, Page, Predict, Show
from .material import Material
from .writing import escaped, filled

OPEN, RIGHT, SKIPPED = "open", "right", "skipped"
DIGITS = 3


@dataclass(frozen=True)
class Outcome:
    """How far one is with a question.

    Attributes:
        state: "open", "right" or "skipped".
        attempts: how many wrong answers were given.
        hints: how many hints.
    """

    state: str = OPEN
    attempts: int = 0
    hints: int = 0


@dataclass
class Taking:
    """One learner, one lesson.

    Attributes:
        material: gives the material of a page, by its number; asked whenever something has to be computed.
        page: where one is, counted from 0.
        outcomes: by the number of the question.

    A page beyond the last one, as it may stand in a file of another version, is the last one.
    """

    lesson: Lesson
    material: Callable[[int], Material]
    page: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.go(self.page)

    # -------------------------------------------------------------------------- pages
    @property
    def here(self) -> Page:
        return self.lesson.pages[self.page]

    def go(self, page: int) -> bool:
        """To another page, at most to the ends; whether that is another one."""
        page = max(0, min(page, len(self.lesson.pages) - 1))
        changed, self.page = page != self.page, page
        return changed

    @property
    def done(self) -> bool:
        """Whether every question has been answered or skipped, and one has come to the last page."""
        closed = all(self.outcome(predict).state != OPEN for predict in self.lesson.predictions)
        return closed and self.page == len(self.lesson.pages) - 1

    def text(self, markdown: str, page: int | None = None) -> str:
        """A text that stands on this page, or on another, with its live values; Markdown."""
        page = self.page if page is None else page
        return filled(markdown, self.material(page).scope(), self.lesson.pages[page].at)

    # -------------------------------------------------------------------------- questions
    def outcome(self, predict: Predict) -> Outcome:
        return self.outcomes.get(predict.number, Outcome())

    def open(self, page: int | None = None) -> list[Predict]:
        """The questions of this page, or of another, that have not been answered yet."""
        blocks = self.lesson.pages[self.page if page is None else page].blocks
        return [each for each in blocks if isinstance(each, Predict) and self.outcome(each).state == OPEN]

    def blocks(self, page: int | None = None) -> tuple[Block, ...]:
        """Those of this page, or of another, up to its first open question: what follows may give that away."""
        blocks = self.lesson.pages[self.page if page is None else page].blocks
        question = next(iter(self.open(page)), None)
        return blocks if question is None else blocks[: blocks.index(question) + 1]

    def _material(self, predict: Predict) -> Material:
        return self.material(self.page_of(predict))

    def _scope(self, predict: Predict) -> Scope:
        return self._material(predict).scope()

    def page_of(self, predict: Predict) -> int:
        """The page on which a question stands."""
        return next(n for n, page in enumerate(self.lesson.pages) if predict in page.blocks)

    def type(self, predict: Predict, typed: str) -> Verdict:
        """An answer as somebody types it.

        Raises:
            AnswerError: it is none; this does not count as an attempt.
        """
        return self.answer(predict, self._understood(predict, typed))

    def understands(self, predict: Predict, typed: str) -> bool:
        """Whether what somebody types is an answer to a question, right or wrong."""
        try:
            self._understood(predict, typed)
        except AnswerError:
            return False
        return True

    def _understood(self, predict: Predict, typed: str) -> Given:
        if predict.of is None:
            return understood(predict, typed)
        return sight(predict.of, self._material(predict)).pointed(typed)

    def answer(self, predict: Predict, given: Given) -> Verdict:
        """An answer; once the question is closed it is still judged, but nothing changes."""
        verdict = judge(predict, given, self._scope(predict), self.lesson.id)
        before = self.outcome(predict)
        if before.state == OPEN:
            after = (
                replace(before, state=RIGHT)
                if verdict.right
                else replace(before, attempts=before.attempts + 1)
            )
            self.outcomes[predict.number] = after
        return verdict

    def hint(self, predict: Predict) -> str | None:
        """The next hint; None when there are no more, or the question is closed."""
        before = self.outcome(predict)
        if before.state != OPEN or before.hints >= len(predict.hints):
            return None
        self.outcomes[predict.number] = replace(before, hints=before.hints + 1)
        return self.hints(predict)[-1]

    def hints(self, predict: Predict) -> list[str]:
        """The hints that have been given."""
        scope = self._scope(predict)
        given = predict.hints[: self.outcome(predict).hints]
        return [filled(hint.text, scope, hint.at) for hint in given]

    def skip(self, predict: Predict) -> str:
        """Gives up a question; its solution."""
        before = self.outcome(predict)
        if before.state == OPEN:
            self.outcomes[predict.number] = replace(before, state=SKIPPED)
        return self.solution(predict)

    def right(self, predict: Predict) -> str:
        """The right answer as one reads it, in Markdown."""
        scope = self._scope(predict)
        found = answer(predict, scope, self.lesson.id)
        if predict.of is not None and isinstance(found, tuple):
            return escaped(sight(predict.of, self._material(predict)).called(found))
        return said_answer(predict, scope, self.lesson.id)

    def solution(self, predict: Predict) -> str:
        """The answer, what there is to say about it, and the worked arithmetic; Markdown."""
        scope = self._scope(predict)
        parts = [self.right(predict)]
        if predict.reveal is not None:
            parts.append(filled(predict.reveal.text, scope, predict.reveal.at))
        if predict.works is not None:
            parts.append(escaped(worked(predict.works, self._material(predict))))
        return "\n\n".join(parts)


def cell_of(show: Show, material: Material) -> tuple[int, ...]:
    """Where the cursor of something shown stands; the first cell where it says nothing.

    Raises:
        LessonError: a place is no whole number.
    """
    scope = material.scope()
    try:
        return tuple(index for place in show.cell for index in cell_index(place.value(scope)))
    except (ExpressionError, TypeError, ValueError, OverflowError) as error:
        raise LessonError(show.at, f'at="…" are places counted from 0: {error}') from None


def worked(show: Show, material: Material) -> str:
    """The arithmetic of a cell on one line.

    Raises:
        LessonError: there is no such cell.
    """
    try:
        trace = material.run(show.run)
        step = trace[Source("step", show.what)]
        found = explain(trace, step, cell_of(show, material))
    except (KeyError, TraceError, ValueError) as error:
        raise LessonError(show.at, str(error.args[0] if error.args else error)) from None
    how, value = one_line(found.expression, DIGITS, 4), number(found.expression.value, DIGITS)
    return value if how == value else f"{how} = {value}"
