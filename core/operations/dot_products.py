"""Q Kᵀ: every query against every key."""

from __future__ import annotations

from dataclasses import dataclass

from ..support.localization import N_
from .expression import Expression, Index, Operand, dot
from .formula import equation
from .operation import Array, MatrixProduct, Setting, floats
from .reach import Reach, all_of, at

EACH = slice(None)


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


dot_products = DotProducts(
    name="dot_products",
    title="dot products",
    formula=equation("dot products", "Q K^T"),
    axes=("head", "query", "key"),
    meaning=N_(
        "How well the query of one position matches the key of another: large if both vectors are long and point "
        "in the same direction, 0 if they are perpendicular."
    ),
    paper="section 3.2.1",
    head_by_head=True,
    recomputable=True,
)
