"""No positional encoding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Constant, Expression, Index, Operand
from .formula import equation
from .operation import Array, Operation, Setting, Shape, misfit
from .reach import Reach, nowhere


@dataclass(frozen=True, kw_only=True)
class NoPositions(Operation):
    """Zeros. Input: ids [position], of which only the number counts. Setting: d_model."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.zeros((len(inputs[0]), int(settings["d_model"])))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Constant(0.0, "0")

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(positions,)]:
                return positions, int(settings["d_model"])
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2)


no_positions = NoPositions(
    name="no_positions",
    title="no positional encoding",
    formula=equation("positions", "0"),
    axes=("position", "feature"),
    meaning=N_(
        "Nothing is added for the place of a word: without a causal mask a sentence is then a bag of words, and "
        "shuffling them only shuffles the results."
    ),
    paper="section 3.5, left out",
    cheap=True,
)
