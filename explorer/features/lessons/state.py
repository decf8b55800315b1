"""What a lesson's screen knows and decides: page, answers, feedback, sliders. No Textual, no waiting."""

from __future__ import annotations

from dataclasses import dataclass, field

from ....core.support.localization import _
from ....lessons.error import LessonError
from ....lessons.judging import AnswerError, Given, offered
from ....lessons.labs.lab import Value
from ....lessons.lesson import Block, LabOf, Lesson, Option, Predict, Prose
from ....lessons.material import Material, needed
from ....lessons.progress import OPEN, RIGHT
from ....lessons.session import Session
from ....lessons.writing import LIVE, filled
from ...ui.sliders import Slider, sliders

WAITING = "…"  # replaces live values that are still being computed


class NotYetError(LessonError):
    """The material of a page is still being computed."""


@dataclass(frozen=True)
class Feedback:
    """The feedback on the last answer; `kind` is "wrong" or "unclear"."""

    kind: str
    text: str


@dataclass
class Selection:
    """The answer to a choice or an order that is being prepared."""

    cursor: int = 0
    order: list[int] = field(default_factory=list)  # the options now, as positions in `offered`
    carried: bool = False  # whether the line under the cursor moves with it


class LessonState:
    """One lesson.

    Sliders change the text and the view of their page. Questions are asked and judged with the experiments as the
    lesson defines them, so that their answers do not change.
    """

    def __init__(self, lesson: Lesson, page: int = 0) -> None:
        self.session = Session(lesson, self.material, page)
        self.problem = ""  # why the live values of the page cannot be computed
        self._materials: dict[int, Material] = {}
        self._live: dict[int, Material] = {}
        self._changed: dict[int, dict[str, dict[str, Value]]] = {}
        self._feedback: dict[str, Feedback] = {}
        self._selections: dict[str, Selection] = {}

    def resume(self, session: Session) -> None:
        """Continues a stored session."""
        self.session = Session(session.lesson, self.material, session.page, dict(session.outcomes))

    def continue_in(self, lesson: Lesson) -> None:
        """Continues on the same page of the same lesson in another language.

        Their questions, expressions and experiments are equal; only what is written differs. Feedback on the last
        answer is in the old language, so it is dropped.
        """
        self.session = Session(lesson, self.material, self.session.page, self.session.outcomes)
        self._feedback.clear()

    @property
    def lesson(self) -> Lesson:
        return self.session.lesson

    # -------------------------------------------------------------------------- material
    @property
    def ready(self) -> bool:
        """Whether the material of this page is available."""
        return self.session.page in self._materials

    def material(self, page: int) -> Material:
        """The material of a page as the lesson defines it; NotYetError if it is not available yet."""
        if page not in self._materials:
            raise NotYetError(self.lesson.pages[page].at, _("this is still being computed"))
        return self._materials[page]

    @property
    def live(self) -> Material:
        """The material of this page with the values of its sliders."""
        page = self.session.page
        return self._live.get(page) or self.material(page)

    def receive(self, page: int, material: Material, changed: bool = False) -> None:
        """Stores the material of a page, as the lesson defines it or with changed parameters."""
        (self._live if changed else self._materials)[page] = material
        if page == self.session.page:
            self.problem = ""

    # -------------------------------------------------------------------------- pages
    def go_to(self, page: int) -> bool:
        """Goes to a page, or to the first or last if there is none; returns whether the page changed."""
        changed = self.session.go_to(page)
        if changed:
            self.problem = ""
        return changed

    def blocks(self) -> tuple[Block, ...]:
        """The visible blocks of this page."""
        return self.session.blocks()

    def text(self, text: Prose) -> str:
        """A text of this page with its live values, or with … for those that are still being computed.

        Raises:
            LessonError: a live value cannot be computed.
        """
        if not self.ready:
            return LIVE.sub(WAITING, text.text)
        return filled(text, self.live.scope())

    # -------------------------------------------------------------------------- questions
    @property
    def question(self) -> Predict | None:
        """The open question of this page."""
        return next(iter(self.session.open()), None)

    def is_open(self, predict: Predict) -> bool:
        return self.session.outcome(predict).state == OPEN

    def was_right(self, predict: Predict) -> bool:
        """Whether the question was answered rather than skipped."""
        return self.session.outcome(predict).state == RIGHT

    def question_text(self, text: Prose) -> str:
        """A text of a question with its live values, independent of the sliders."""
        return self.session.text(text) if self.ready else LIVE.sub(WAITING, text.text)

    def feedback(self, predict: Predict) -> Feedback | None:
        """The feedback on the last answer to an open question."""
        return self._feedback.get(predict.id) if self.is_open(predict) else None

    @property
    def was_unclear(self) -> bool:
        """Whether the last typed text was not an answer."""
        feedback = None if self.question is None else self.feedback(self.question)
        return feedback is not None and feedback.kind == "unclear"

    def selection(self, predict: Predict) -> Selection:
        """The answer that is being prepared."""
        if predict.id not in self._selections:
            self._selections[predict.id] = Selection(order=list(range(len(predict.options))))
        return self._selections[predict.id]

    def options(self, predict: Predict) -> list[Option]:
        """The options of a question in their current order."""
        known = offered(predict, self.lesson.id)
        return [known[place] for place in self.selection(predict).order] if known else []

    def answer(self, given: Given | str) -> bool:
        """Answers the open question; returns whether the answer was right. Text that is no answer does not count."""
        predict = self.question
        if predict is None:
            return False
        try:
            verdict = self.session.answer(predict, given)
        except AnswerError as error:
            self._feedback[predict.id] = Feedback("unclear", str(error))
            return False
        self._feedback[predict.id] = Feedback("wrong", verdict.says)
        return verdict.right

    def hint(self) -> bool:
        """Gives one more hint; returns whether there was one."""
        predict = self.question
        return predict is not None and self.session.hint(predict) is not None

    def give_up(self) -> bool:
        """Shows the solution of the open question; returns whether there is one."""
        predict = self.question
        if predict is None or not self.ready:
            return False
        self.session.skip(predict)
        return True

    # -------------------------------------------------------------------------- choosing and ordering
    def choose(self, by: int, carrying: bool = False) -> None:
        """Moves the cursor among the options, with the line under it if that is carried."""
        predict = self.question
        if predict is None or not predict.options:
            return
        selection = self.selection(predict)
        before = selection.cursor
        selection.cursor = max(0, min(before + by, len(predict.options) - 1))
        if predict.kind == "order" and (carrying or selection.carried):
            selection.order.insert(selection.cursor, selection.order.pop(before))

    def choose_line(self, place: int) -> None:
        """Moves the cursor to an option, counted from 0."""
        predict = self.question
        if predict is not None:
            self.choose(place - self.selection(predict).cursor)

    def carry(self) -> None:
        """Picks up the line under the cursor of an order, or puts it down."""
        predict = self.question
        if predict is not None and predict.kind == "order":
            self.selection(predict).carried ^= True

    def send(self) -> bool:
        """Answers with the selected option or the current order; returns whether it was right."""
        predict = self.question
        if predict is None or not predict.options:
            return False
        selection = self.selection(predict)
        selection.carried = False
        return self.answer(selection.cursor if predict.kind == "choice" else tuple(selection.order))

    # -------------------------------------------------------------------------- experiments
    def changed(self) -> dict[str, dict[str, Value]]:
        """The changed parameters of this page, by the lab's name on the page."""
        return self._changed.get(self.session.page, {})

    def parameters(self, lab: LabOf) -> dict[str, Value]:
        """The parameters of a lab on this page with the values of its sliders."""
        return {**lab.parameters, **self.changed().get(lab.name, {})}

    def sliders(self) -> list[Slider]:
        """The sliders of this page."""
        labs = [block for block in self.blocks() if isinstance(block, LabOf)]
        return [slider for block in labs for slider in sliders(block, self.parameters(block))]

    def change(self, place: int, by: int) -> bool:
        """Moves a slider by this many steps; returns whether its value changed."""
        known = self.sliders()
        if not 0 <= place < len(known):
            return False
        slider = known[place]
        value = slider.moved(by)
        page = self._changed.setdefault(self.session.page, {})
        page.setdefault(slider.lab, {})[slider.parameter.name] = value
        return value != slider.value

    def experiment(self) -> tuple[str, dict[str, Value]] | None:
        """The page's first experiment with its sliders' values, or the first that it reads; None if there is none."""
        _runs, labs = needed(self.lesson, self.session.page)
        own = [block for block in self.session.here.blocks if isinstance(block, LabOf)]
        return next(((lab.lab, self.parameters(lab)) for lab in (*own, *labs.values())), None)
