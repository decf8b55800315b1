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
    """A run of a model that a page uses in addition to the lesson's own."""

    name: str  # in live values
    at: Place
    sentence: str = ""  # empty for the lesson's sentence
    target: str = ""  # empty for the model's own translation
    changes: tuple[str, ...] = ()  # interventions in the syntax of the command line
    decode: str = ""  # a strategy ("greedy", "beam"), or empty for a forward pass
    model: str = ""  # empty for the lesson's model


@dataclass(frozen=True)
class LabOf:
    """An experiment with its parameters."""

    name: str  # of its result, in live values
    lab: str
    at: Place
    parameters: Mapping[str, float | str | bool] = field(default_factory=dict)  # without the defaults
    sliders: tuple[str, ...] = ()  # the parameters that the learner can change


@dataclass(frozen=True)
class Show:
    """An exhibit next to the text.

    Its kind is "step", "cell" (its arithmetic), "array" (of a lab), "plot" (curves of a lab), "arrows" (in the plane),
    or "formula" (of an operation).
    """

    kind: str
    what: str  # the name of the step or operation, or the live value to show
    at: Place
    run: str = MAIN  # of a step or cell
    cell: tuple[Expression, ...] = ()  # the position of the cursor, one live value for each axis
    curves: tuple[tuple[str, Expression], ...] = ()
    across: Expression | None = None  # the live value along the horizontal axis of a plot
    title: str = ""
    logarithmic: str = ""  # the logarithmic axes of a plot: "x", "y" or "xy"

    @property
    def array(self) -> tuple[str, str, str]:
        """The identity of the shown array; the cursor and the title may differ."""
        return self.kind, self.what, self.run


@dataclass(frozen=True)
class Wrong:
    """Feedback on a specific mistake."""

    answer: Expression  # what the mistake leads to; an order as positions in the file, from 0
    feedback: Prose
    at: Place


@dataclass(frozen=True)
class Option:
    """One of several answers to choose from or put in order."""

    key: Expression  # for a choice, whether this is right; for an order, the sort key
    text: Prose
    feedback: Prose  # shown if the learner picks it and it is wrong; without text if there is none
    at: Place


@dataclass(frozen=True)
class Predict:
    """A question with a computed answer."""

    id: str  # unique in the lesson; progress is stored under it
    kind: str  # "number", "choice", "cell" or "order"
    number: int  # its number in the lesson, counted from 1, for display
    question: Prose
    at: Place
    answer: Expression | None = None  # the answer of a number or cell question
    tolerance: float = 0.0  # the allowed error of a number: absolute, or a share of the answer if `relative`
    relative: bool = False
    options: tuple[Option, ...] = ()  # the options of a choice or an order
    of: Show | None = None  # the array that contains the cell; see Show.what
    wrong: tuple[Wrong, ...] = ()
    hints: tuple[Prose, ...] = ()
    reveal: Prose | None = None  # the explanation of the solution
    works: Show | None = None  # the cell whose arithmetic follows the explanation


@dataclass(frozen=True)
class Card:
    """A question and its answer for spaced repetition."""

    id: str
    front: Prose
    back: Prose
    at: Place


Block = Prose | RunOf | LabOf | Show | Predict | Card


@dataclass(frozen=True)
class Page:
    """One page of a lesson."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    at: Place


@dataclass(frozen=True)
class Lesson:
    """One lesson."""

    id: str
    number: int  # its place in the list of lessons
    title: str
    minutes: int
    able: str  # what the learner can do afterwards
    model: str
    sentence: str
    needs: tuple[str, ...]  # the ids of the lessons it builds on
    pages: tuple[Page, ...]
    at: Place
    where: str = ""  # the part of the model that it is about, such as "encoder.self_attention"

    def place(self, page: str) -> int:
        """The position of a page, from 0, by its id; 0 if there is no such page."""
        return next((n for n, each in enumerate(self.pages) if each.id == page), 0)

    @property
    def predictions(self) -> tuple[Predict, ...]:
        """All its questions, in order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Predict))

    @property
    def cards(self) -> tuple[Card, ...]:
        """All its cards, in order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Card))
