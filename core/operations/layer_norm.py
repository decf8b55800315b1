"""Layer normalization, and RMS normalization, which leaves the mean as it is and has no bias."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import (
    EACH,
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
from .formula import equation, fraction, root, row, total
from .operation import Array, Floats, Operation, Setting, floats
from .reach import Reach, all_of, at


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


@dataclass(frozen=True, kw_only=True)
class RmsNorm(Operation):
    """γ x / √(mean of x² + ε) over the features of each position separately.

    Inputs: x [position, feature], γ [feature]. Setting: epsilon.
    """

    sizes = "n d, d -> n d"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, gain = (floats(array) for array in inputs)
        mean_square: Floats = np.square(x).mean(axis=-1, keepdims=True)
        return gain * (x / np.sqrt(mean_square + float(settings["epsilon"])))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell
        x, gain = inputs
        line = x.row(position, EACH)
        squares = Total(line.values**2, lambda i: Apply("square", line.cell(i)))
        count = Constant(float(len(line.values)), str(len(line.values)))
        mean_square = Named("mean x²", Quotient(squares, count))
        root_mean_square = Apply("√", Sum((mean_square, Constant(float(settings["epsilon"]), "ε"))))
        return Product((gain.cell(feature), Quotient(line.cell(feature), root_mean_square)))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        positions, features = inputs[0].shape
        return at(cell[0], all_of(features)) if number == 0 else at(all_of(positions), cell[0])


layer_norm = LayerNorm(
    name="layer_norm",
    title="layer norm",
    formula=equation("norm", row("γ", fraction("x − μ", root("σ^2 + ε")), "+ β")),
    meaning=N_(
        "The features of each position are shifted to mean 0 and scaled to variance 1, then multiplied by the "
        "learned gain γ and shifted by the bias β. Other positions do not matter."
    ),
    paper=N_("section 3.1; Ba et al. 2016, arXiv 1607.06450"),
    recomputable=False,
)

rms_norm = RmsNorm(
    name="rms_norm",
    title="RMS norm",
    formula=equation(
        "norm", row("γ", fraction("x", root(row(fraction("1", "d"), total("x_i^2", over="i"), "+ ε"))))
    ),
    meaning=N_(
        "The features of each position are divided by their root mean square, then multiplied by the "
        "learned gain γ. Unlike in layer norm, the mean is not subtracted."
    ),
    paper="Zhang & Sennrich 2019, arXiv 1910.07467",
    recomputable=False,
)
