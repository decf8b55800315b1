"""What an operation is: a kind of computation, described once and in full."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .expression import Expression, Index, Operand
from .formula import Formula

Array = NDArray[np.generic]
Floats = NDArray[np.float64]
Setting = int | float | str | bool


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


def floats(array: Array) -> Floats:
    """The array in float64, in which every reference computes."""
    return np.asarray(array, dtype=np.float64)
