"""The base classes of operations: kinds of computation, each described completely in one place."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..support.localization import _
from .expression import Expression, Index, Operand
from .formula_nodes import Formula
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
        formula: one description, drawn in Unicode and as LaTeX.
        axes: the names of its output's axes, without the batch.
        meaning: one or two plain sentences: what the numbers mean in a Transformer.
        paper: where it comes from.
        unfolds: whether its explanation is so short (one number divided by a constant) that the explanation of its
            input cell is shown as well.
        joins: the axis along which its inputs are concatenated, if any.
        takes: the axis from which it takes the single entry in its setting `place`, if any.
        recomputable: whether its output is quick to compute from its inputs, so that a recording may omit it.
        given: where its output comes from, if it comes from outside the run and cannot be computed; otherwise empty.
        sizes: the sizes of the inputs and the output, such as "q d, k d -> q k". In the output, a name can also be that
            of a setting, and · multiplies sizes; "|" separates alternatives. Where that is not enough, the class has
            its own `shape`.
        head_by_head: whether each head of its output depends only on the same head of its inputs.
        table: the names of the axes of its parameter, if that is a table whose rows it looks up.
    """

    sizes: ClassVar[str] = ""
    name: str
    title: str
    formula: Formula
    meaning: str
    paper: str
    axes: tuple[str, ...] = ("position", "feature")
    unfolds: bool = False
    joins: str = ""
    takes: str = ""
    recomputable: bool = True
    given: str = ""
    head_by_head: bool = False
    table: tuple[str, ...] = ()

    def formula_for(self, inputs: int) -> Formula:
        """The formula of a step with this number of inputs, since some of them, such as a bias, may be absent."""
        return self.formula

    @cached_property
    def _latex(self) -> dict[int, str]:
        return {}

    def latex_for(self, inputs: int) -> str:
        """`formula_for` as LaTeX."""
        if inputs not in self._latex:  # a recording asks for every step
            self._latex[inputs] = self.formula_for(inputs).latex()
        return self._latex[inputs]

    @abstractmethod
    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        """The whole output, computed with NumPy in float64: an independent implementation to check the model against.

        Args:
            inputs: the step's inputs in order (outputs of steps or token ids, then parameters), without a batch axis.
            settings: the step's settings, such as ε or d_k.
        """

    @abstractmethod
    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        """The arithmetic behind one output number; its cells name their sources."""

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        """The shape of the output, found without computing it, since a file may declare any size.

        Raises ValueError, LookupError, TypeError or ArithmeticError if inputs or settings do not fit the operation.
        """
        for form in self.sizes.split(" | "):
            before, _arrow, after = form.partition(" -> ")
            names = [names.split() for names in before.split(", ")]
            if list(map(len, names)) == list(map(len, inputs)):
                found = {"1": 1}
                pairs = zip(chain(*names), chain(*inputs), strict=True)
                if all(found.setdefault(name, size) == size for name, size in pairs):
                    known = settings | found
                    axes = [axis.split("·") for axis in after.split()]
                    return tuple(math.prod(int(known[size]) for size in axis) for axis in axes)
        raise misfit(inputs)

    @abstractmethod
    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        """The output cells whose explanation refers to one cell of input `number` (counted from 0).

        It depends on positions, not on values, so it is fast for the whole array and also correct for NaN and −∞. In
        two cases it includes more than explanations do: a token's id reaches the row of its embedding, and a −∞
        reaches the weights of its row. Raises LookupError, ValueError or TypeError if inputs or settings do not fit the
        operation.
        """

    def inner(self, *inputs: Shape) -> int:
        """The number of products that are summed in each output cell."""
        return 1

    def products(self, output: Shape, *inputs: Shape) -> int:
        """The approximate number of multiplications for the whole output."""
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


@dataclass(frozen=True, kw_only=True)
class MatrixProduct(Operation):
    """Each output cell is a sum of products over the last axis of the first input; not quick to recompute."""

    recomputable: bool = False

    def inner(self, *inputs: Shape) -> int:
        return inputs[0][-1] if inputs and inputs[0] else 1


def misfit(inputs: Sequence[Shape]) -> ValueError:
    """The error for input shapes that an operation cannot have."""
    shapes = _(" and ").join(str(list(shape)) for shape in inputs) or _("none")
    return ValueError(_("their shapes are {shapes}", shapes=shapes))


_precision: ContextVar[type[np.floating[Any]]] = ContextVar("precision", default=np.float64)


@contextmanager
def computing_in(precision: type[np.floating[Any]]) -> Iterator[None]:
    """Inside this block, the references compute in a precision other than float64."""
    before = _precision.set(precision)
    try:
        yield
    finally:
        _precision.reset(before)


def floats(array: Array) -> Floats:
    """The array in float64, or in the precision of `computing_in`."""
    return np.asarray(array, dtype=_precision.get())
