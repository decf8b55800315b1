"""The products of each head, Q Kᵀ and weights · V, and the concatenation of the heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import EACH, Expression, Index, Operand, dot
from .formula import call, equation
from .operation import Array, MatrixProduct, Operation, Setting, floats
from .reach import Reach, all_of, at


@dataclass(frozen=True, kw_only=True)
class WeightedSum(MatrixProduct):
    """weights · V in each head. Inputs: weights [head, query, key], value [head, key, d_v]."""

    sizes = "h q k, h k d -> h q d"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        weights, value = (floats(array) for array in inputs)
        return weights @ value

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, query, dimension = cell
        weights, value = inputs
        return dot(weights.row(head, query, EACH), value.row(head, EACH, dimension))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        weights, value = inputs
        mine = float(inputs[number][cell])
        if number == 0:
            head, query, key = cell
            return at(head, query, all_of(value.shape[2]), shares=mine * floats(value[head, key]))
        head, key, d = cell
        return at(head, all_of(weights.shape[1]), d, shares=mine * floats(weights[head, :, key]))


@dataclass(frozen=True, kw_only=True)
class Concat(Operation):
    """The outputs of all heads at each position, concatenated. Input: heads [head, query, d_v]."""

    sizes = "h n d -> n h·d"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        heads = np.asarray(inputs[0])
        return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell
        d_v = inputs[0].values.shape[-1]
        return inputs[0].cell(feature // d_v, position, feature % d_v)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(cell[1], cell[0] * inputs[0].shape[2] + cell[2])


@dataclass(frozen=True, kw_only=True)
class DotProducts(MatrixProduct):
    """Q Kᵀ in each head. Inputs: query [head, query, d_k], key [head, key, d_k]."""

    sizes = "h q d, h k d -> h q k"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        query, key = (floats(array) for array in inputs)
        return query @ key.swapaxes(-1, -2)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, query_position, key_position = cell
        query, key = inputs
        return dot(query.row(head, query_position, EACH), key.row(head, key_position, EACH))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        query, key = inputs
        head, place, d = cell
        mine = float(inputs[number][cell])
        if number == 0:
            return at(head, place, all_of(key.shape[1]), shares=mine * floats(key[head, :, d]))
        return at(head, all_of(query.shape[1]), place, shares=mine * floats(query[head, :, d]))


heads = WeightedSum(
    name="heads",
    title="heads",
    formula=equation("head_h", "weights_h V_h"),
    axes=("head", "query", "d_v"),
    meaning=N_(
        "The output of each head for each position: the sum of the values of all positions, weighted by attention."
    ),
    paper=N_("section 3.2.1"),
    head_by_head=True,
)

concat = Concat(
    name="concat",
    title="concat",
    formula=equation("concat", call("Concat", "head_1, …, head_h")),
    meaning=N_("The outputs of all heads, concatenated; nothing is computed."),
    paper=N_("section 3.2.2"),
)

dot_products = DotProducts(
    name="dot_products",
    title="dot products",
    formula=equation("dot products", "Q K^T"),
    axes=("head", "query", "key"),
    meaning=N_(
        "How well the query of one position matches the key of another: large if both vectors are long and point "
        "in the same direction, 0 if they are perpendicular."
    ),
    paper=N_("section 3.2.1"),
    head_by_head=True,
    recomputable=True,
)
