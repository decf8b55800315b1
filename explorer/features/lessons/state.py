"""A lesson on the learner's desk: which page, what has been answered, what has been turned. No screen, no waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ....core.support.localization import _
from ....lessons.error import LessonError
from ....lessons.judging import AnswerError, Given, offered
from ....lessons.labs.lab import Value
from ....lessons.lesson import Block, LabOf, Lesson, Option, Predict
from ....lessons.material import Material
from ....lessons.taking import OPEN, RIGHT, Taking, worked
from ....lessons.writing import LIVE, filled
from ...ui.sliders import Slider, sliders

WAITING = "…"  # where a live value will stand


class NotYetError(LessonError):
    """What a page needs is being computed."""


@dataclass(frozen=True)
class Said:
    """What was said to the last answer: `kind` is "wrong" or "unclear"."""

    kind: str
    text: str


@dataclass
class Way:
    """How the learner is about to answer a question.

    Attributes:
        place: the line on which the cursor is, of a choice or an order.
        order: the options as they have been put; places of `offered`.
        taken: whether the line under the cursor moves with it.
    """

    place: int = 0
    order: list[int] = field(default_factory=list)
    taken: bool = False


class LessonState:
    """One lesson.

    What has been turned with a slider changes the text and the view of its page. Questions are asked and judged by
    the experiments as the lesson has them: their answers do not move under the learner's hand.

    Attributes:
        taking: page and answers.
        problem: why the page's live values cannot be had; "" if nothing is wrong.
    """

    def __init__(self, lesson: Lesson, page: int = 0) -> None:
        self.taking = Taking(lesson, self.material, page)
        self.problem = ""
        self._materials: dict[int, Material] = {}
        self._live: dict[int, Material] = {}
        self._turned: dict[int, dict[str, dict[str, Value]]] = {}
        self._said: dict[int, Said] = {}
        self._ways: dict[int, Way] = {}

    def resume(self, taking: Taking) -> None:
        """Where somebody left it."""
        self.taking = Taking(taking.lesson, self.material, taking.page, dict(taking.outcomes))

    @property
    def lesson(self) -> Lesson:
        return self.taking.lesson

    # -------------------------------------------------------------------------- what is computed
    @property
    def ready(self) -> bool:
        """Whether the live values of this page are there."""
        return self.taking.page in self._materials

    def material(self, page: int) -> Material:
        """That of a page as the lesson has it.

        Raises:
            NotYetError: it is not there yet.
        """
        if page not in self._materials:
            raise NotYetError(self.lesson.pages[page].at, _("this is still being computed"))
        return self._materials[page]

    @property
    def live(self) -> Material:
        """That of this page as its sliders stand."""
        page = self.taking.page
        return self._live.get(page) or self.material(page)

    def receive(self, page: int, material: Material, turned: bool = False) -> None:
        """What a page needs has been computed: as the lesson has it, or as its sliders stand."""
        (self._live if turned else self._materials)[page] = material
        if page == self.taking.page:
            self.problem = ""

    # -------------------------------------------------------------------------- pages
    def go(self, page: int) -> bool:
        """To another page, at most to the ends; whether that is another one."""
        went = self.taking.go(page)
        if went:
            self.problem = ""
        return went

    def blocks(self) -> Sequence[Block]:
        """What is to be seen of this page."""
        return self.taking.blocks()

    def text(self, markdown: str) -> str:
        """A text of this page with its live values, or with … for those that are being computed.

        Raises:
            LessonError: one of them cannot be computed.
        """
        if not self.ready:
            return LIVE.sub(WAITING, markdown)
        return filled(markdown, self.live.scope(), self.taking.here.at)

    # -------------------------------------------------------------------------- questions
    @property
    def question(self) -> Predict | None:
        """The one that is open on this page."""
        return next(iter(self.taking.open()), None)

    def is_open(self, predict: Predict) -> bool:
        return self.taking.outcome(predict).state == OPEN

    def was_right(self, predict: Predict) -> bool:
        """Whether it was answered, and not given up."""
        return self.taking.outcome(predict).state == RIGHT

    def asked(self, text: str) -> str:
        """A text of a question with its live values, whatever the sliders say."""
        return self.taking.text(text) if self.ready else LIVE.sub(WAITING, text)

    def said(self, predict: Predict) -> Said | None:
        """What was said to the last answer to an open question."""
        return self._said.get(predict.number) if self.is_open(predict) else None

    @property
    def was_unclear(self) -> bool:
        """Whether what was typed last was no answer."""
        said = None if self.question is None else self.said(self.question)
        return said is not None and said.kind == "unclear"

    def way(self, predict: Predict) -> Way:
        """How the learner is about to answer."""
        if predict.number not in self._ways:
            self._ways[predict.number] = Way(order=list(range(len(predict.options))))
        return self._ways[predict.number]

    def options(self, predict: Predict) -> list[Option]:
        """Those of a question in the order in which they stand now."""
        known = offered(predict, self.lesson.id)
        return [known[place] for place in self.way(predict).order] if known else []

    def solution(self, predict: Predict) -> tuple[str, str, str]:
        """Of a closed question: its answer and why, as Markdown, and the worked arithmetic, as it is.

        Raises:
            LessonError: it cannot be computed.
        """
        material = self.material(self.taking.page)
        scope = material.scope()
        why = "" if predict.reveal is None else filled(predict.reveal.text, scope, predict.reveal.at)
        works = "" if predict.works is None else worked(predict.works, material)
        answer = self.taking.right(predict)
        return answer, why, works

    def answer(self, given: Given) -> bool:
        """Answers the open question; whether that was right."""
        predict = self.question
        if predict is None:
            return False
        verdict = self.taking.answer(predict, given)
        self._said[predict.number] = Said("wrong", verdict.says)
        return verdict.right

    def type(self, text: str) -> bool:
        """The same with an answer as somebody types it; one that is none is said to be so, and does not count."""
        predict = self.question
        if predict is None:
            return False
        try:
            verdict = self.taking.type(predict, text)
        except AnswerError as error:
            self._said[predict.number] = Said("unclear", str(error))
            return False
        self._said[predict.number] = Said("wrong", verdict.says)
        return verdict.right

    def hint(self) -> bool:
        """One more hint; whether there was one."""
        predict = self.question
        return predict is not None and self.taking.hint(predict) is not None

    def give_up(self) -> bool:
        """Shows the solution of the open question; whether there is one."""
        predict = self.question
        if predict is None or not self.ready:
            return False
        self.taking.skip(predict)
        return True

    # -------------------------------------------------------------------------- choosing and ordering
    def choose(self, by: int, carrying: bool = False) -> None:
        """The cursor among the options so many lines down, with the line it is on where that is carried."""
        predict = self.question
        if predict is None or not predict.options:
            return
        way = self.way(predict)
        before, way.place = way.place, max(0, min(way.place + by, len(predict.options) - 1))
        if predict.kind == "order" and (carrying or way.taken):
            way.order.insert(way.place, way.order.pop(before))

    def choose_line(self, place: int) -> None:
        """The cursor onto one of the options, counted from 0."""
        predict = self.question
        if predict is not None:
            self.choose(place - self.way(predict).place)

    def take(self) -> None:
        """Takes the line under the cursor, or puts it down."""
        predict = self.question
        if predict is not None and predict.kind == "order":
            way = self.way(predict)
            way.taken = not way.taken

    def send(self) -> bool:
        """Answers with what has been chosen or put in order; whether that was right."""
        predict = self.question
        if predict is None or not predict.options:
            return False
        way = self.way(predict)
        way.taken = False
        return self.answer(way.place if predict.kind == "choice" else tuple(way.order))

    # -------------------------------------------------------------------------- sliders
    def turned(self) -> dict[str, dict[str, Value]]:
        """What has been turned on this page."""
        return self._turned.get(self.taking.page, {})

    def sliders(self) -> list[Slider]:
        """Those of this page."""
        labs = [block for block in self.blocks() if isinstance(block, LabOf)]
        turned = self.turned()
        return [slider for block in labs for slider in sliders(block, turned.get(block.name, {}))]

    def turn(self, place: int, by: int) -> bool:
        """One of the sliders so many places on; whether that changes anything."""
        known = self.sliders()
        if not 0 <= place < len(known):
            return False
        slider = known[place]
        value = slider.turned(by)
        page = self._turned.setdefault(self.taking.page, {})
        page.setdefault(slider.lab, {})[slider.parameter.name] = value
        return value != slider.value
