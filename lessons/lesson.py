"""A lesson as data: pages of text, live material and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .error import Place
from .expressions import Expression

NAMED_VALUES = ("plot", "arrows")  # kinds of what is shown that hold several values, each with a name
MAIN = "main"  # the run of the lesson's own sentence


@dataclass(frozen=True)
class Prose:
    """Markdown; `{{ … }}` in it is a live value."""

    text: str
    at: Place


@dataclass(frozen=True)
class RunOf:
    """A run of a model that a page looks at, beside the lesson's own.

    Attributes:
        name: what live values call it.
        model: empty for the lesson's own.
        sentence, target: what is read; empty for the lesson's own sentence and the model's own translation.
        changes: interventions as they are written on the command line.
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
        name: what live values call its result.
        lab: which one.
        parameters: those that are not left as the lab has them.
        sliders: those that the learner may turn.
    """

    name: str
    lab: str
    at: Place
    parameters: Mapping[str, float | str | bool] = field(default_factory=dict)
    sliders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Show:
    """Something to look at.

    Attributes:
        kind: "step", "cell" (its arithmetic), "array" (of a lab), "plot" (curves of a lab), "arrows" (in
            the plane), or "formula" (of an
            operation).
        what: the step's name, the operation's name, or the live value to be drawn.
        run: of which run, for a step or a cell.
        cell: where the cursor stands, one live value for each axis.
        across: of a plot, the live value along its horizontal axis.
        title: what stands above it.
        logarithmic: which axes of a plot are, of "x" and "y".
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


@dataclass(frozen=True)
class Wrong:
    """What is said to an answer that shows a mistake: the number, cell or order that the mistake leads to.

    Attributes:
        answer: of an order, the places of the options as they stand in the file, counted from 0.
        below: where the text begins.
    """

    answer: Expression
    says: str
    at: Place
    below: Place


@dataclass(frozen=True)
class Option:
    """One answer among several.

    Attributes:
        key: of a choice, whether this is right; of an order, the number it is sorted by.
        below: where the text begins.
        says: what is said to the learner who picks it though it is wrong.
    """

    key: Expression
    text: str
    at: Place
    below: Place
    says: str = ""


@dataclass(frozen=True)
class Predict:
    """A question whose answer is computed.

    Attributes:
        kind: "number", "choice", "cell" or "order".
        number: which one of the lesson, counted from 1.
        below: where the question begins.
        answer: of a number or a cell.
        tolerance: how far off a number may be: absolute, or a share of the answer where `relative`.
        options: of a choice or an order.
        of: of a cell, the array in which it is pointed at; see Show.what.
        hints: one after another.
        reveal: the solution in words; the worked arithmetic follows where `works` names a cell.
    """

    kind: str
    number: int
    question: str
    at: Place
    below: Place
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
    """A question and its answer, to be looked at again on other days.

    Attributes:
        at, below: where the question and the answer begin.
    """

    front: str
    back: str
    at: Place
    below: Place


Block = Prose | RunOf | LabOf | Show | Predict | Card


@dataclass(frozen=True)
class Page:
    """What is read at once."""

    title: str
    blocks: tuple[Block, ...]
    at: Place


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes:
        number: its place in the curriculum.
        minutes: how long it takes.
        able: what the learner can say afterwards.
        needs: the ids of the lessons that come before it.
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
