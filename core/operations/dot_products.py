"""Q Kᵀ: every query against every key."""

from __future__ import annotations

from dataclasses import dataclass

from ..support.localization import N_
from .expression import Expression, Index, Operand, dot
from .formula import equation, row, sup
from .operation import Array, MatrixProduct, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at

EACH = slice(None)


@dataclass(frozen=True, kw_only=True)
class DotProducts(MatrixProduct):
    """Q Kᵀ in each head. Inputs: query [head, query, d_k], key [head, key, d_k]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        query, key = (floats(array) for array in inputs)
        return query @ key.swapaxes(-1, -2)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, asking, offering = cell
        query, key = inputs
        return dot(query.row(head, asking, EACH), key.row(head, offering, EACH))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(heads, queries, d), (also_heads, keys, also_d)] if (heads, d) == (also_heads, also_d):
                return heads, queries, keys
        raise misfit(inputs)

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
    formula=equation("dot products", row("Q", sup("K", "T"))),
    axes=("head", "query", "key"),
    meaning=N_(
        "How well what one position asks for fits what another offers: large when query and key point "
        "the same way and are long, 0 when they are perpendicular."
    ),
    paper="section 3.2.1",
    cheap=True,
    head_by_head=True,
)
