"""The arithmetic behind one number, as a small tree that can be evaluated, printed and followed.

An operation explains a cell of its output by building such a tree. Its leaves are the cells and parameters that were
used, each with its source, so that a reader can follow them. Everything is evaluated in float64: the tree gives the
value that should have been recorded.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

Index = tuple[int, ...]
EACH = slice(None)  # in place of an index: the axis of a row


@dataclass(frozen=True)
class Source:
    """Where an array came from: a step (with its visit), a parameter of the model, or the tokens."""

    kind: str  # "step", "parameter" or "tokens"
    name: str
    visit: int = 0

    def __str__(self) -> str:
        return f"{self.name}#{self.visit}" if self.visit else self.name


class Expression:
    """A number and how it is computed."""

    if TYPE_CHECKING:  # a field in some subclasses, a property in others

        @property
        def value(self) -> float: ...

    @property
    def children(self) -> tuple[Expression, ...]:
        """The expressions in its fields, in order."""
        values = (value if isinstance(value, tuple) else (value,) for value in vars(self).values())
        return tuple(child for value in values for child in value if isinstance(child, Expression))


@dataclass(frozen=True)
class Cell(Expression):
    """One number of a recorded array or of a parameter."""

    value: float
    source: Source
    index: Index


@dataclass(frozen=True)
class Constant(Expression):
    """A number that is not a cell: a setting such as d_model, or a function of settings such as √d_k."""

    value: float
    text: str = ""  # its name in the formula; empty for a plain number


def summed(values: Iterable[float]) -> float:
    """The exact sum, rounded once; where there is none (∞ − ∞, overflow), the result of adding one by one."""
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


@dataclass(frozen=True)
class Difference(Expression):
    left: Expression
    right: Expression

    @cached_property
    def value(self) -> float:
        return self.left.value - self.right.value


@dataclass(frozen=True)
class Product(Expression):
    factors: tuple[Expression, ...]

    @cached_property
    def value(self) -> float:
        return math.prod(factor.value for factor in self.factors)


@dataclass(frozen=True)
class Quotient(Expression):
    above: Expression
    below: Expression

    @cached_property
    def value(self) -> float:
        with np.errstate(all="ignore"):
            return float(np.float64(self.above.value) / self.below.value)


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
    "cube": lambda x: x * x * x,
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


@dataclass(frozen=True)
class Named(Expression):
    """An intermediate result that has a name in the formula: the mean, the variance, the largest score."""

    name: str
    expression: Expression

    @property
    def value(self) -> float:
        return self.expression.value


@dataclass(frozen=True)
class Choice(Expression):
    """A value chosen by a condition, such as −∞ for what the mask forbids; `reason` says why."""

    chosen: Expression
    condition: Expression
    reason: str

    @property
    def value(self) -> float:
        return self.chosen.value


def taken_from(expression: Expression) -> Cell | None:
    """The cell from which this number was copied unchanged, or None if it was computed."""
    if isinstance(expression, Choice):
        expression = expression.chosen
    return expression if isinstance(expression, Cell) else None


@dataclass(frozen=True, eq=False)
class Largest(Expression):
    """The largest number of a row: the maximum that softmax subtracts so that no exponential overflows."""

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
    """A long sum. The values of its terms are one array; the tree of a term is built only when it is needed.

    Explaining a cell therefore costs one multiplication of two rows, not thousands of objects.
    """

    values: NDArray[np.float64]
    term: Callable[[int], Expression]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Expression]:
        return (self.term(i) for i in range(len(self)))

    @cached_property
    def value(self) -> float:
        return summed(self.values.tolist())  # Python's numbers are added faster than NumPy's

    @property
    def children(self) -> tuple[Expression, ...]:
        return tuple(self)

    def largest(self, count: int) -> list[int]:
        """The indices of the `count` largest terms in absolute value, the largest first."""
        return heaviest(self.values, count)


@dataclass(frozen=True, eq=False)
class Operand:
    """An input of a step that is being explained: the array and its source."""

    values: NDArray[np.generic]
    source: Source

    def cell(self, *index: int) -> Cell:
        return Cell(float(self.values[index]), self.source, tuple(int(i) for i in index))

    def row(self, *index: int | slice) -> Row:
        """A row of cells; `index` contains EACH once, at the axis of the row."""
        return Row(np.asarray(self.values[index], dtype=np.float64), self, index)


@dataclass(frozen=True, eq=False)
class Row:
    """A row of cells of one operand, indexed by their position in it."""

    values: NDArray[np.float64]
    operand: Operand
    index: tuple[int | slice, ...]

    def cell(self, place: int) -> Cell:
        return self.operand.cell(*(place if isinstance(i, slice) else i for i in self.index))


def dot(left: Row, right: Row) -> Total:
    """Σ left·right, the dot product of two rows."""
    return Total(left.values * right.values, lambda i: Product((left.cell(i), right.cell(i))))


def replace(expression: Expression, substitute: Callable[[Cell], Expression | None]) -> Expression:
    """The same tree with some cells replaced by their own explanations. Long sums are not changed."""
    if isinstance(expression, Cell):
        return substitute(expression) or expression
    if isinstance(expression, Choice):
        return Choice(replace(expression.chosen, substitute), expression.condition, expression.reason)
    changes: dict[str, Any] = {}
    for name, value in vars(expression).items():
        if isinstance(value, Expression):
            changes[name] = replace(value, substitute)
        elif isinstance(value, tuple):
            changes[name] = tuple(replace(part, substitute) for part in value)
    return dataclasses.replace(expression, **changes) if changes else expression  # type: ignore[type-var]


@dataclass(frozen=True, eq=False)
class Terms:
    """An expression as a sum: `values` are its terms, and `term(i)` is the tree of the i-th term."""

    values: NDArray[np.float64]
    term: Callable[[int], Expression]


def heaviest(values: NDArray[np.float64], count: int | None = None) -> list[int]:
    """The indices of the `count` largest absolute values (or of all values), the largest first."""
    order = np.argsort(-np.abs(values), kind="stable")
    return [int(i) for i in order[:count]]


def as_terms(expression: Expression) -> Terms | None:
    """The expression as a sum of terms, with a common divisor moved inside; None if it is not a sum."""
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
    """The cells of an expression, in reading order; for long sums only those of the `most` largest terms."""
    if isinstance(expression, Cell):
        yield expression
        return
    if isinstance(expression, Total) and most is not None:
        parts: tuple[Expression, ...] = tuple(expression.term(i) for i in expression.largest(most))
    else:
        parts = expression.children
    for part in parts:
        yield from cells(part, most)
