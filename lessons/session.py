"""A learner's session with one lesson: the page, the answers, the hints. It knows nothing of screens and prompts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from ..core.operations.arithmetic import number, one_line
from ..core.operations.expression import Source
from ..core.support.localization import _, sentences
from ..core.trace import TraceError, explain
from .error import LessonError
from .expressions import ExpressionError, Scope
from .judging import AnswerError, Given, Verdict, answer, cell_index, given_text, judge, stored, understood
from .labelled_array import cell_named, labelled_array
from .lesson import Block, Lesson, Page, Predict, Prose, Show
from .material import Material
from .progress import OPEN, RIGHT, SKIPPED, Outcome
from .sums import takes_radians
from .writing import escaped, filled

DIGITS = 3


@dataclass(frozen=True)
class Solution:
    """A question's solution: answer and reason in Markdown, arithmetic as plain text; the last two may be empty."""

    answer: str
    reason: str = ""
    arithmetic: str = ""

    @property
    def markdown(self) -> str:
        """All parts, as paragraphs."""
        return "\n\n".join(part for part in (self.answer, self.reason, escaped(self.arithmetic)) if part)


@dataclass
class Session:
    """One learner in one lesson."""

    lesson: Lesson
    material: Callable[[int], Material]  # of a page, by its number; called when something must be computed
    page: int = 0  # the current page, counted from 0; limited to the pages that exist
    outcomes: dict[str, Outcome] = field(default_factory=dict)  # by the id of the question

    def __post_init__(self) -> None:
        self.go_to(self.page)

    # -------------------------------------------------------------------------- pages
    @property
    def here(self) -> Page:
        """The current page."""
        return self.lesson.pages[self.page]

    @property
    def is_last(self) -> bool:
        """Whether this is the last page."""
        return self.page == len(self.lesson.pages) - 1

    def go_to(self, page: int) -> bool:
        """Goes to a page, or to the first or last if there is none; returns whether the page changed."""
        page = max(0, min(page, len(self.lesson.pages) - 1))
        changed, self.page = page != self.page, page
        return changed

    @property
    def done(self) -> bool:
        """Whether every question is answered or skipped, and the last page has been reached."""
        return self.is_last and all(self.outcome(each).state != OPEN for each in self.lesson.predictions)

    @property
    def open_pages(self) -> list[int]:
        """The pages with open questions, counted from 0."""
        return [page for page in range(len(self.lesson.pages)) if self.open(page)]

    def text(self, text: Prose) -> str:
        """A text of this page with its live values filled in; Markdown."""
        return filled(text, self.material(self.page).scope())

    # -------------------------------------------------------------------------- questions
    def outcome(self, predict: Predict) -> Outcome:
        return self.outcomes.get(predict.id, Outcome())

    def open(self, page: int | None = None) -> list[Predict]:
        """The open questions of this or another page."""
        blocks = self.lesson.pages[self.page if page is None else page].blocks
        return [each for each in blocks if isinstance(each, Predict) and self.outcome(each).state == OPEN]

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of this page up to its first open question: later ones may reveal the answer."""
        blocks, questions = self.here.blocks, self.open()
        return blocks[: blocks.index(questions[0]) + 1] if questions else blocks

    def hidden_cells(self, show: Show) -> set[tuple[int, ...]]:
        """The cells of an exhibit that contain the answer to an open question of the page."""
        found: set[tuple[int, ...]] = set()
        for each in self.open():
            if each.works is None or (each.works.what, each.works.run) != (show.what, show.run):
                continue
            material = self.material(self.page)
            cell = cell_of(each.works, material)
            right = answer(each, material.scope(), self.lesson.id)
            value = labelled_array(each.works, material).values[cell]
            if isinstance(right, float) and np.isclose(right, value):
                found.add(cell)
        return found

    def _material(self, predict: Predict) -> Material:
        return self.material(self.page_of(predict))

    def _scope(self, predict: Predict) -> Scope:
        return self._material(predict).scope()

    def page_of(self, predict: Predict) -> int:
        """The page of a question."""
        return next(n for n, page in enumerate(self.lesson.pages) if predict in page.blocks)

    def understands(self, predict: Predict, typed: str) -> bool:
        """Whether a typed text is an answer to the question, right or wrong."""
        try:
            self._understood(predict, typed)
        except AnswerError:
            return False
        return True

    def _understood(self, predict: Predict, typed: str) -> Given:
        if predict.of is None:
            return understood(predict, typed)
        return cell_named(labelled_array(predict.of, self._material(predict)), typed)

    def answer(self, predict: Predict, given: Given | str) -> Verdict:
        """Judges an answer; the outcome changes only while the question is open.

        Raises:
            AnswerError: a typed text is not an answer; this does not count as an attempt.
        """
        typed = given if isinstance(given, str) else ""
        if isinstance(given, str):
            given = self._understood(predict, given)
        verdict = self.judged(predict, given)
        if not verdict.right and predict.kind == "number" and takes_radians(typed):
            degrees = _("sin and cos take radians; for degrees, type cos(60°).")
            verdict = replace(verdict, says=sentences(verdict.says, degrees))
        before = self.outcome(predict)
        if before.state == OPEN:
            if verdict.right:
                self.outcomes[predict.id] = replace(before, state=RIGHT)
            else:
                self.outcomes[predict.id] = before.with_wrong(stored(predict, given))
        return verdict

    def hint(self, predict: Predict) -> str | None:
        """The next hint; None if there are no more, or the question is closed."""
        before = self.outcome(predict)
        if before.state != OPEN or before.hints >= len(predict.hints):
            return None
        self.outcomes[predict.id] = replace(before, hints=before.hints + 1)
        return self.hints(predict)[-1]

    def hints(self, predict: Predict) -> list[str]:
        """The hints given so far; Markdown."""
        scope = self._scope(predict)
        given = predict.hints[: self.outcome(predict).hints]
        return [filled(hint, scope) for hint in given]

    def skip(self, predict: Predict) -> Solution:
        """Gives up a question and returns its solution."""
        before = self.outcome(predict)
        if before.state == OPEN:
            self.outcomes[predict.id] = replace(before, state=SKIPPED)
        return self.solution(predict)

    def right(self, predict: Predict) -> str:
        """The right answer, in Markdown."""
        return self.given(predict, answer(predict, self._scope(predict), self.lesson.id))

    def given(self, predict: Predict, given: Given | frozenset[int]) -> str:
        """An answer, or a set of options, in Markdown."""
        if predict.of is not None and isinstance(given, tuple):
            return escaped(labelled_array(predict.of, self._material(predict)).cell_name(given))
        return given_text(predict, given, self._scope(predict), self.lesson.id)

    def judged(self, predict: Predict, given: Given) -> Verdict:
        """Judges an answer without counting it."""
        return judge(predict, given, self._scope(predict), self.lesson.id)

    def solution(self, predict: Predict) -> Solution:
        """The answer, its explanation, and the worked arithmetic; LessonError if it cannot be computed."""
        material = self._material(predict)
        why = predict.reveal
        return Solution(
            self.right(predict),
            "" if why is None else filled(why, material.scope()),
            "" if predict.works is None else worked(predict.works, material),
        )


def cell_of(show: Show, material: Material) -> tuple[int, ...]:
    """The cell of an exhibit's cursor; empty if the lesson does not set it.

    Raises:
        LessonError: an index is not a whole number.
    """
    scope = material.scope()
    try:
        return tuple(index for place in show.cell for index in cell_index(place.value(scope)))
    except (ExpressionError, TypeError, ValueError, OverflowError) as error:
        raise LessonError(show.at, f'at="…" needs indices counted from 0: {error}') from None


def worked(show: Show, material: Material) -> str:
    """The arithmetic of a cell on one line; LessonError if there is no such cell."""
    try:
        trace = material.run(show.run)
        step = trace[Source("step", show.what)]
        found = explain(trace, step, cell_of(show, material))
    except (KeyError, TraceError, ValueError) as error:
        raise LessonError(show.at, str(error.args[0] if error.args else error)) from None
    how, value = one_line(found.expression, DIGITS, 4), number(found.expression.value, DIGITS)
    return value if how == value else f"{how} = {value}"
