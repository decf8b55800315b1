"""Convert an image to a sequence of positions for attention, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Expression, Index, Operand, Product
from .formula import entry, equation
from .operation import Array, Operation, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at

SAGAN = "Zhang et al. 2018, arXiv 1805.08318"


@dataclass(frozen=True, kw_only=True)
class ImagePositions(Operation):
    """The pixels in one sequence, row by row. Input: x [channel, row, column]."""

    sizes = "c h w -> h·w c"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = np.asarray(inputs[0])
        return x.reshape(len(x), -1).T

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell
        line, column = divmod(position, inputs[0].values.shape[2])
        return inputs[0].cell(feature, line, column)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(cell[1] * inputs[0].shape[2] + cell[2], cell[0])


@dataclass(frozen=True, kw_only=True)
class Image(Operation):
    """The positions as an image, row by row. Input: x [position, feature]. Setting: columns."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = np.asarray(inputs[0])
        return x.T.reshape(x.shape[1], -1, int(settings["columns"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        channel, line, column = cell
        return inputs[0].cell(line * int(settings["columns"]) + column, channel)

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(positions, features)] if not positions % (columns := int(settings["columns"])):
                return features, positions // columns, columns
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(cell[1], *divmod(cell[0], int(settings["columns"])))


@dataclass(frozen=True, kw_only=True)
class LearnedScale(Operation):
    """γ x, with a single learned number γ. Inputs: x [position, feature], γ [1]."""

    sizes = "n d, 1 -> n d"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, scale = (floats(array) for array in inputs)
        return x * scale

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x, scale = inputs
        return Product((scale.cell(0), x.cell(*cell)))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell) if number == 0 else at(*map(all_of, inputs[0].shape))


image_positions = ImagePositions(
    name="image_positions",
    title="pixels as positions",
    formula=equation(entry("x", "i w + j"), "x_ij"),
    meaning=N_("The pixels of an image in one sequence, row by row, like the words of a sentence."),
    paper=SAGAN,
)

image = Image(
    name="image",
    title="positions as an image",
    formula=equation("x_ij", entry("x", "i w + j")),
    axes=("channel", "row", "column"),
    meaning=N_("The positions arranged as an image again; nothing is computed."),
    paper=SAGAN,
)

learned_scale = LearnedScale(
    name="learned_scale",
    title="learned scale",
    formula=equation("y", "γ o"),
    meaning=N_(
        "How much of the attention output is used: one learned number, 0 at the beginning of training, so that "
        "the model first learns from nearby pixels."
    ),
    paper=SAGAN,
    recomputable=False,
)
