"""RMS normalization: layer normalization without the mean and without the bias."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Apply, Constant, Expression, Index, Named, Operand, Product, Quotient, Sum, Total
from .formula import equation, fraction, root, row, total
from .operation import Array, Floats, Operation, Setting, floats
from .reach import Reach, all_of, at

EACH = slice(None)


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


rms_norm = RmsNorm(
    name="rms_norm",
    title="RMS norm",
    formula=equation(
        "norm", row("γ", fraction("x", root(row(fraction("1", "d"), total("x_i^2", over="i"), "+ ε"))))
    ),
    axes=("position", "feature"),
    meaning=N_(
        "The features of each position are divided by their root mean square, then multiplied by the learned gain γ. "
        "Unlike layer norm it does not subtract the mean."
    ),
    paper="Zhang & Sennrich 2019, arXiv 1910.07467",
    recomputable=False,
)
