"""A lesson while somebody takes it: which page, what was answered, which hints were given. No screen and no prompt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..core.operations.arithmetic import one_line
from ..core.operations.expression import Source
from ..core.trace import TraceError, explain
from .error import LessonError
from .expressions import ExpressionError
from .judging import Given, Verdict, judge, said_answer, understood
from .lesson import Lesson, Page, Predict, Show
from .material import Material
from .writing import filled

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
    """

    lesson: Lesson
    material: Callable[[int], Material]
    page: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict)

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

    def text(self, markdown: str, block_page: int | None = None) -> str:
        """A text of this page with its live values."""
        page = self.page if block_page is None else block_page
        return filled(markdown, self.material(page).scope(), self.lesson.pages[page].at)

    # -------------------------------------------------------------------------- questions
    def outcome(self, predict: Predict) -> Outcome:
        return self.outcomes.get(predict.number, Outcome())

    def _scope(self, predict: Predict) -> Mapping[str, object]:
        return self.material(self.page_of(predict)).scope()

    def page_of(self, predict: Predict) -> int:
        """The page on which a question stands."""
        return next(n for n, page in enumerate(self.lesson.pages) if predict in page.blocks)

    def type(self, predict: Predict, typed: str) -> Verdict:
        """An answer as somebody types it.

        Raises:
            AnswerError: it is none; this does not count as an attempt.
        """
        return self.answer(predict, understood(predict, typed))

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
        """The next hint; None when there are no more."""
        before = self.outcome(predict)
        if before.hints >= len(predict.hints):
            return None
        self.outcomes[predict.number] = replace(before, hints=before.hints + 1)
        return filled(predict.hints[before.hints], self._scope(predict), predict.at)

    def hints(self, predict: Predict) -> list[str]:
        """The hints that have been given."""
        scope = self._scope(predict)
        return [filled(hint, scope, predict.at) for hint in predict.hints[: self.outcome(predict).hints]]

    def skip(self, predict: Predict) -> str:
        """Gives up a question; its solution."""
        before = self.outcome(predict)
        if before.state == OPEN:
            self.outcomes[predict.number] = replace(before, state=SKIPPED)
        return self.solution(predict)

    def solution(self, predict: Predict) -> str:
        """The answer, what there is to say about it, and the worked arithmetic."""
        scope = self._scope(predict)
        parts = [said_answer(predict, scope, self.lesson.id)]
        if predict.reveal:
            parts.append(filled(predict.reveal, scope, predict.at))
        if predict.works is not None:
            parts.append(worked(predict.works, self.material(self.page_of(predict))))
        return "\n\n".join(parts)


def cell_of(show: Show, material: Material) -> tuple[int, ...]:
    """Where the cursor of something shown stands; the first cell where it says nothing.

    Raises:
        LessonError: a place is no whole number.
    """
    scope = material.scope()
    try:
        return tuple(int(place.value(scope)) for place in show.cell)
    except (ExpressionError, TypeError, ValueError) as error:
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
    return f"{one_line(found.expression, DIGITS, 4)} = {found.expression.value:.{DIGITS}f}".replace("-", "−")
