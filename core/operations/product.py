"""The product of two arrays: what a gated feed-forward network passes on."""

from __future__ import annotations

from dataclasses import dataclass

from ..support.localization import N_
from .expression import Expression, Index, Operand
from .expression import Product as ProductOf
from .formula import equation
from .operation import Array, Elementwise, Setting, floats


@dataclass(frozen=True, kw_only=True)
class Product(Elementwise):
    """x ⊙ y. Inputs: the activation of the gate and the other projection, both [position, hidden]."""

    count = 2

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) * floats(inputs[1])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return ProductOf(tuple(operand.cell(*cell) for operand in inputs))


product = Product(
    name="product",
    title="product",
    formula=equation("product", "activation · up"),
    axes=("position", "hidden"),
    meaning=N_(
        "Each number is multiplied by the gate's number at the same index. The gate decides how much of "
        "it passes through."
    ),
    paper="Shazeer 2020, arXiv 2002.05202",
)
