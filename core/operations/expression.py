"""The arithmetic behind one number, as a small tree that can be evaluated, printed and followed.

An operation explains a cell of its output by building such a tree. Its leaves are the cells and parameters
that were used, each with the place it came from, so that a reader can go on from there. Everything is
evaluated in float64: the tree says what the recorded number should be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

Index = tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """Where an array came from: a step (with its visit), a parameter of the model, or the tokens."""

    kind: str  # "step", "parameter" or "tokens"
    name: str
    visit: int = 0

    def __str__(self) -> str:
        return f"{self.name}#{self.visit}" if self.visit else self.name


class Expression:
    """A number and how it comes about."""

    if TYPE_CHECKING:  # some are given their number as a field, others compute it when asked

        @property
        def value(self) -> float: ...

    @property
    def children(self) -> tuple[Expression, ...]:
        return ()


@dataclass(frozen=True)
class Cell(Expression):
    """One number of a recorded array or of a parameter."""

    value: float
    source: Source
    index: Index


@dataclass(frozen=True)
class Constant(Expression):
    """A number that is no cell: a setting such as d_model, or a function of settings such as √d_k."""

    value: float
    text: str = ""  # how the formula writes it; empty for a bare number


def summed(values: Iterable[float]) -> float:
    """The exact sum, rounded once; of numbers that have none (∞ − ∞, too large), what adding up gives."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return sum(map(float, values), 0.0)


@dataclass(frozen=True)
class Sum(Expression):
    parts: tuple[Expression, ...]

    @cached_property
    def value(self) -> float:
        return summed([part.value for part in self.parts])

    @property
    def children(self) -> tuple[Expression, ...]:
        return self.parts


@dataclass(frozen=True)
class Difference(Expression):
    left: Expression
    right: Expression

    @cached_property
    def value(self) -> float:
        return self.left.value - self.right.value

    @property
    def children(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Product(Expression):
    factors: tuple[Expression, ...]

    @cached_property
    def value(self) -> float:
        return math.prod(factor.value for factor in self.factors)

    @property
    def children(self) -> tuple[Expression, ...]:
        return self.factors


@dataclass(frozen=True)
class Quotient(Expression):
    above: Expression
    below: Expression

    @cached_property
    def value(self) -> float:
        with np.errstate(all="ignore"):
            return float(np.float64(self.above.value) / self.below.value)

    @property
    def children(self) -> tuple[Expression, ...]:
        return (self.above, self.below)


def sigmoid(x: float) -> float:
    """1 / (1 + exp(−x)) without overflow."""
    small = math.exp(-abs(x))
    return (small if x < 0 else 1.0) / (1.0 + small)


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "ln": math.log,
    "√": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "erf": math.erf,
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "square": lambda x: x * x,
    "relu": lambda x: 0.0 if x < 0.0 else x,  # NaN stays NaN
}


@dataclass(frozen=True)
class Apply(Expression):
    """A function of one number, named as in FUNCTIONS."""

    function: str
    argument: Expression

    @cached_property
    def value(self) -> float:
        return FUNCTIONS[self.function](self.argument.value)

    @property
    def children(self) -> tuple[Expression, ...]:
        return (self.argument,)


@dataclass(frozen=True)
class Named(Expression):
    """An intermediate result that has a name in the formula: the mean, the variance, the largest score."""

    name: str
    expression: Expression

    @property
    def value(self) -> float:
        return self.expression.value

    @property
    def children(self) -> tuple[Expression, ...]:
        return (self.expression,)


@dataclass(frozen=True)
class Choice(Expression):
    """A value that a condition picked, such as −∞ where the mask forbids; `reason` says which and why."""

    chosen: Expression
    condition: Expression
    reason: str

    @property
    def value(self) -> float:
        return self.chosen.value

    @property
    def children(self) -> tuple[Expression, ...]:
        return (self.chosen, self.condition)


def taken_from(expression: Expression) -> Cell | None:
    """The cell whose number this is, unchanged, where nothing was computed."""
    if isinstance(expression, Choice):
        expression = expression.chosen
    return expression if isinstance(expression, Cell) else None


@dataclass(frozen=True, eq=False)
class Largest(Expression):
    """The largest of a row: the maximum that softmax subtracts so that no exponential overflows."""

    values: NDArray[np.float64]
    cell: Callable[[int], Expression]

    @cached_property
    def value(self) -> float:
        return float(self.values.max())

    @property
    def children(self) -> tuple[Expression, ...]:
        return (self.cell(int(self.values.argmax())),)


@dataclass(frozen=True, eq=False)
class Total(Expression):
    """A long sum. The values of its terms are one array; a term's own tree is made when somebody asks for it,

    so that the cell under a moving cursor costs one multiplication of two rows, not thousands of objects.
    """

    values: NDArray[np.float64]
    term: Callable[[int], Expression]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Expression]:
        return (self.term(i) for i in range(len(self)))

    @cached_property
    def value(self) -> float:
        return summed(self.values)

    @property
    def children(self) -> tuple[Expression, ...]:
        return tuple(self)

    def largest(self, count: int) -> list[int]:
        """The places of the `count` terms that weigh most, the heaviest first."""
        return heaviest(self.values, count)


@dataclass(frozen=True, eq=False)
class Operand:
    """An input of a step while one of its cells is explained: the array, and where it came from."""

    values: NDArray[np.generic]
    source: Source

    def cell(self, *index: int) -> Cell:
        return Cell(float(self.values[index]), self.source, tuple(int(i) for i in index))

    def row(self, *index: int | slice) -> Row:
        """A line of cells: `index` holds one slice(None), the axis along which the line runs."""
        return Row(np.asarray(self.values[index], dtype=np.float64), self, index)


@dataclass(frozen=True, eq=False)
class Row:
    """A line of cells of one operand, indexed by place."""

    values: NDArray[np.float64]
    operand: Operand
    index: tuple[int | slice, ...]

    def cell(self, place: int) -> Cell:
        return self.operand.cell(*(place if isinstance(i, slice) else i for i in self.index))


def dot(left: Row, right: Row) -> Total:
    """Σ left·right: the sum that most of a Transformer is made of."""
    return Total(left.values * right.values, lambda i: Product((left.cell(i), right.cell(i))))


def replace(expression: Expression, substitute: Callable[[Cell], Expression | None]) -> Expression:
    """The same tree with some cells replaced by how *they* came about. Long sums are left as they are."""
    match expression:
        case Cell():
            return substitute(expression) or expression
        case Sum(parts):
            return Sum(tuple(replace(part, substitute) for part in parts))
        case Difference(left, right):
            return Difference(replace(left, substitute), replace(right, substitute))
        case Product(factors):
            return Product(tuple(replace(factor, substitute) for factor in factors))
        case Quotient(above, below):
            return Quotient(replace(above, substitute), replace(below, substitute))
        case Apply(function, argument):
            return Apply(function, replace(argument, substitute))
        case Named(name, inner):
            return Named(name, replace(inner, substitute))
        case Choice(chosen, condition, reason):
            return Choice(replace(chosen, substitute), condition, reason)
    return expression


@dataclass(frozen=True, eq=False)
class Terms:
    """An expression seen as a plain sum: `values` add up to it, `term(i)` is the i-th one's own tree."""

    values: NDArray[np.float64]
    term: Callable[[int], Expression]


def heaviest(values: NDArray[np.float64], count: int | None = None) -> list[int]:
    """The places of the `count` largest values in size (or of all), the largest first."""
    order = np.argsort(-np.abs(values), kind="stable")
    return [int(i) for i in order[:count]]


def as_terms(expression: Expression) -> Terms | None:
    """The expression as a sum of terms, a common divisor moved inside; None where it is no sum."""
    match expression:
        case Named(_, inner):
            return as_terms(inner)
        case Total():
            return Terms(expression.values, expression.term)
        case Sum(parts) if len(parts) > 1:
            flat = [as_terms(part) or Terms(np.array([part.value]), _constantly(part)) for part in parts]
            places = [(terms, i) for terms in flat for i in range(len(terms.values))]
            return Terms(np.concatenate([t.values for t in flat]), lambda i: places[i][0].term(places[i][1]))
        case Quotient(above, below) if (inside := as_terms(above)) is not None:
            with np.errstate(all="ignore"):
                divided = inside.values / below.value
            return Terms(divided, lambda i: Quotient(inside.term(i), below))
    return None


def _constantly(expression: Expression) -> Callable[[int], Expression]:
    return lambda _: expression


def cells(expression: Expression, most: int | None = None) -> Iterator[Cell]:
    """The cells an expression uses, in reading order, of long sums the `most` heaviest terms' only."""
    if isinstance(expression, Cell):
        yield expression
        return
    if isinstance(expression, Total) and most is not None:
        parts: tuple[Expression, ...] = tuple(expression.term(i) for i in expression.largest(most))
    else:
        parts = expression.children
    for part in parts:
        yield from cells(part, most)
