"""weights · V, and the heads side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..language import N_
from .expression import Expression, Index, Operand, dot
from .formula import call, equation, row, sub
from .operation import Array, Operation, Setting, floats

EACH = slice(None)


@dataclass(frozen=True, kw_only=True)
class WeightedSum(Operation):
    """weights · V in each head. Inputs: weights [head, query, key], value [head, key, d_v]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        weights, value = (floats(array) for array in inputs)
        return weights @ value

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, asking, dimension = cell
        weights, value = inputs
        return dot(weights.row(head, asking, EACH), value.row(head, EACH, dimension))


@dataclass(frozen=True, kw_only=True)
class Concat(Operation):
    """The heads of one position, one after another. Input: heads [head, query, d_v]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        heads = np.asarray(inputs[0])
        return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell
        d_v = inputs[0].values.shape[-1]
        return inputs[0].cell(feature // d_v, position, feature % d_v)


heads = WeightedSum(
    name="heads",
    title="heads",
    formula=equation(sub("head", "h"), row(sub("weights", "h"), sub("V", "h"))),
    axes=("head", "query", "d_v"),
    meaning=N_(
        "What each head brings back for each position: the values of all positions, mixed by the weights."
    ),
    paper="section 3.2.1",
)

concat = Concat(
    name="concat",
    title="concat",
    formula=equation("concat", call("Concat", row(sub("head", "1"), ", …, ", sub("head", "h")))),
    axes=("position", "feature"),
    meaning=N_("The heads' answers laid side by side; nothing is computed, only rearranged."),
    paper="section 3.2.2",
    cheap=True,
)
