"""Layer normalization."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import (
    Apply,
    Constant,
    Difference,
    Expression,
    Index,
    Named,
    Operand,
    Product,
    Quotient,
    Sum,
    Total,
)
from .formula import equation, fraction, root, row
from .operation import Array, Floats, Operation, Setting, floats
from .reach import Reach, all_of, at

EACH = slice(None)


@dataclass(frozen=True, kw_only=True)
class LayerNorm(Operation):
    """γ (x − μ) / √(σ² + ε) + β over the features of each position separately.

    Inputs: x [position, feature], γ [feature], β [feature]. Setting: epsilon.
    σ² is the mean of the squares (÷ d, not d − 1).
    """

    sizes = "n d, d, d -> n d"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, gain, bias = (floats(array) for array in inputs)
        variance: Floats = x.var(axis=-1, keepdims=True)
        centred: Floats = x - x.mean(axis=-1, keepdims=True)
        return gain * (centred / np.sqrt(variance + float(settings["epsilon"]))) + bias

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell
        x, gain, bias = inputs
        line = x.row(position, EACH)
        count = Constant(float(len(line.values)), str(len(line.values)))
        mean = Named("μ", Quotient(Total(line.values, line.cell), count))
        squares = Total(
            (line.values - mean.value) ** 2, lambda i: Apply("square", Difference(line.cell(i), mean))
        )
        variance = Named("σ²", Quotient(squares, count))
        epsilon = Constant(float(settings["epsilon"]), "ε")
        deviation = Apply("√", Sum((variance, epsilon)))
        normal = Quotient(Difference(line.cell(feature), mean), deviation)
        return Sum((Product((gain.cell(feature), normal)), bias.cell(feature)))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        positions, features = inputs[0].shape
        if number == 0:
            return at(cell[0], all_of(features))
        shares = np.full(positions, float(inputs[2][cell])) if number == 2 else None
        return at(all_of(positions), cell[0], shares=shares)


layer_norm = LayerNorm(
    name="layer_norm",
    title="layer norm",
    formula=equation("norm", row("γ", fraction("x − μ", root("σ^2 + ε")), "+ β")),
    axes=("position", "feature"),
    meaning=N_(
        "The features of each position are shifted to mean 0 and scaled to variance 1, then multiplied by the "
        "learned gain γ and shifted by the bias β. Other positions do not matter."
    ),
    paper="section 3.1; Ba et al. 2016, arXiv 1607.06450",
    recomputable=False,
)
