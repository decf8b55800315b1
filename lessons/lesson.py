"""A lesson as data: pages of text, live material and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .error import Place
from .expressions import Expression

NAMED_VALUES = ("plot", "arrows")  # kinds of exhibits with several named values
MAIN = "main"  # the run of the lesson's own sentence


@dataclass(frozen=True)
class Prose:
    """Markdown; `{{ … }}` in it is a live value."""

    text: str
    at: Place


@dataclass(frozen=True)
class RunOf:
    """A run of a model that a page uses in addition to the lesson's own.

    Attributes:
        name: its name in live values.
        model: empty for the lesson's model.
        sentence, target: the input; empty for the lesson's sentence and the model's own translation.
        changes: interventions in the syntax of the command line.
        decode: a strategy ("greedy", "beam"), or empty for a forward pass.
    """

    name: str
    at: Place
    sentence: str = ""
    target: str = ""
    changes: tuple[str, ...] = ()
    decode: str = ""
    model: str = ""


@dataclass(frozen=True)
class LabOf:
    """An experiment with its parameters.

    Attributes:
        name: the name of its result in live values.
        parameters: the parameters that differ from the defaults.
        sliders: the parameters that the learner can change.
    """

    name: str
    lab: str
    at: Place
    parameters: Mapping[str, float | str | bool] = field(default_factory=dict)
    sliders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Show:
    """An exhibit next to the text.

    Attributes:
        kind: "step", "cell" (its arithmetic), "array" (of a lab), "plot" (curves of a lab), "arrows" (in the plane), or
            "formula" (of an operation).
        what: the name of the step or operation, or the live value to show.
        run: the run of a step or cell.
        cell: the position of the cursor, one live value for each axis.
        across: the live value along the horizontal axis of a plot.
        logarithmic: the logarithmic axes of a plot: "x", "y" or "xy".
    """

    kind: str
    what: str
    at: Place
    run: str = MAIN
    cell: tuple[Expression, ...] = ()
    curves: tuple[tuple[str, Expression], ...] = ()
    across: Expression | None = None
    title: str = ""
    logarithmic: str = ""

    @property
    def array(self) -> tuple[str, str, str]:
        """The identity of the shown array; the cursor and the title may differ."""
        return self.kind, self.what, self.run


@dataclass(frozen=True)
class Wrong:
    """Feedback on a specific mistake.

    Attributes:
        answer: the number, cell or order that the mistake leads to; an order as positions in the file, from 0.
    """

    answer: Expression
    feedback: Prose
    at: Place


@dataclass(frozen=True)
class Option:
    """One of several answers to choose from or put in order.

    Attributes:
        key: for a choice, whether this is right; for an order, the sort key.
        feedback: for the learner who picks it although it is wrong; without text if there is none.
    """

    key: Expression
    text: Prose
    feedback: Prose
    at: Place


@dataclass(frozen=True)
class Predict:
    """A question with a computed answer.

    Attributes:
        kind: "number", "choice", "cell" or "order".
        number: its number in the lesson, counted from 1.
        answer: the answer of a number or cell question.
        tolerance: the allowed error of a number: absolute, or a share of the answer if `relative`.
        options: the options of a choice or an order.
        of: the array that contains the cell; see Show.what.
        reveal: the explanation of the solution.
        works: the cell whose arithmetic follows the explanation.
    """

    kind: str
    number: int
    question: Prose
    at: Place
    answer: Expression | None = None
    tolerance: float = 0.0
    relative: bool = False
    options: tuple[Option, ...] = ()
    of: Show | None = None
    wrong: tuple[Wrong, ...] = ()
    hints: tuple[Prose, ...] = ()
    reveal: Prose | None = None
    works: Show | None = None


@dataclass(frozen=True)
class Card:
    """A question and its answer for spaced repetition."""

    front: Prose
    back: Prose

    @property
    def at(self) -> Place:
        """The place where it begins."""
        return self.front.at


Block = Prose | RunOf | LabOf | Show | Predict | Card


@dataclass(frozen=True)
class Page:
    """One page of a lesson."""

    title: str
    blocks: tuple[Block, ...]
    at: Place


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes:
        able: what the learner can do afterwards.
        needs: the ids of the lessons it builds on.
    """

    id: str
    number: int
    title: str
    minutes: int
    able: str
    model: str
    sentence: str
    needs: tuple[str, ...]
    pages: tuple[Page, ...]
    at: Place

    @property
    def predictions(self) -> tuple[Predict, ...]:
        """All its questions, in order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Predict))

    @property
    def cards(self) -> tuple[Card, ...]:
        """All its cards, in order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Card))
