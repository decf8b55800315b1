"""Dot products that are not divided by √d_k: what stands in the place of `scaled` where scaling is left out."""

from __future__ import annotations

from dataclasses import dataclass

from ..support.localization import N_
from .expression import Expression, Index, Operand
from .formula import equation, row, sup
from .operation import Array, Elementwise, Setting, floats


@dataclass(frozen=True, kw_only=True)
class Unscaled(Elementwise):
    """x as it is. Input: dot products [head, query, key]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return inputs[0].cell(*cell)


unscaled = Unscaled(
    name="unscaled",
    title="dot products, not scaled",
    formula=equation("unscaled", row("Q", sup("K", "T"))),
    axes=("head", "query", "key"),
    meaning=N_(
        "The dot products without the division by √d_k: they spread √d_k times wider, so softmax gives nearly all "
        "the weight to one key."
    ),
    paper="section 3.2.1, footnote 4, left out",
    unfolds=True,
    cheap=True,
    head_by_head=True,
)
