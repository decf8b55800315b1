"""What an operation is: a kind of computation, described once and in full."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..support.localization import _
from .expression import Expression, Index, Operand
from .formula import Formula
from .reach import Reach, at

Array = NDArray[np.generic]
Floats = NDArray[np.float64]
Setting = int | float | str | bool
Shape = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Operation(ABC):
    """A kind of computation.

    Attributes:
        name: its name in a trace, such as "scaled".
        title: its name on a screen.
        formula: what it computes; one description, drawn in Unicode and as LaTeX.
        axes: the names of its output's axes, the batch left out.
        meaning: one plain sentence: what the numbers say to somebody who reads a Transformer.
        paper: where it comes from.
        unfolds: whether its own explanation is too thin to stand alone (one number divided by a constant), so
            that the explanation of the cell it was made from is shown in its place.
        joins: the axis along which its inputs are laid end to end, if that is what it does.
        takes: the axis of which it takes one place alone, the one that its setting `place` names.
        cheap: whether a lean recording leaves its output out, since it follows quickly from the inputs.
        given: whether its output comes from outside of the run, so that there is nothing to compute it from.
        head_by_head: whether a head of its output depends only on the same head of its inputs.
    """

    name: str
    title: str
    formula: Formula
    axes: tuple[str, ...]
    meaning: str
    paper: str
    unfolds: bool = False
    joins: str = ""
    takes: str = ""
    cheap: bool = False
    given: bool = False
    head_by_head: bool = False

    @cached_property
    def latex(self) -> str:
        """The formula as LaTeX."""
        return self.formula.latex()

    @abstractmethod
    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        """The whole output, computed with NumPy alone in float64: the implementation that checks the other.

        Args:
            inputs: the step's inputs in order (steps' outputs or token ids, then parameters), without batch.
            settings: the step's settings, such as ε or d_k.
        """

    @abstractmethod
    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        """The arithmetic of one output number, its cells naming where they came from."""

    @abstractmethod
    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        """The output's shape, known before anything is computed: a trace from elsewhere may claim any size.

        Raises:
            ValueError, LookupError, TypeError, ArithmeticError: the inputs or settings do not fit the operation.
        """

    @abstractmethod
    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        """The output cells whose explanation refers to one cell of input `number` (counted from 0).

        It is a matter of positions, not of values, so that it is immediate for the whole array and holds for NaN and
        −∞. It includes more than explanations do in two cases: a token's id reaches the row of its embedding, and a
        −∞ reaches the weights of its row.

        Raises:
            LookupError, ValueError, TypeError: the inputs or settings do not fit the operation.
        """

    def inner(self, *inputs: Shape) -> int:
        """How many products are added up in each output cell."""
        return 1

    def products(self, output: Shape, *inputs: Shape) -> int:
        """How many multiplications the whole output takes, roughly."""
        return math.prod(output) * self.inner(*inputs)


class Elementwise(Operation):
    """Each output cell is computed from the cells at the same index of `count` inputs."""

    count: ClassVar[int] = 1

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        if len(inputs) != self.count:
            raise misfit(inputs)
        return np.broadcast_shapes(*inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell)


class MatrixProduct(Operation):
    """Each output cell is a sum of products over the last axis of the first input."""

    def inner(self, *inputs: Shape) -> int:
        return inputs[0][-1] if inputs and inputs[0] else 1


def misfit(inputs: Sequence[Shape]) -> ValueError:
    """The error for input shapes that an operation cannot have."""
    shapes = " and ".join(str(list(shape)) for shape in inputs) or "none"
    return ValueError(_("their shapes are {shapes}", shapes=shapes))


_precision: ContextVar[type[np.floating[Any]]] = ContextVar("precision", default=np.float64)


@contextmanager
def computing_in(precision: type[np.floating[Any]]) -> Iterator[None]:
    """In this block the references compute in another precision than float64, with its limits."""
    before = _precision.set(precision)
    try:
        yield
    finally:
        _precision.reset(before)


def floats(array: Array) -> Floats:
    """The array in float64, in which every reference computes unless it is told otherwise (`computing_in`)."""
    return np.asarray(array, dtype=_precision.get())
