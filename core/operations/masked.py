"""−∞ where the mask forbids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..language import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import cases, equation, sub
from .operation import Array, Operation, Setting, floats


@dataclass(frozen=True, kw_only=True)
class Masked(Operation):
    """The score where allowed, −∞ elsewhere. Inputs: scores [head, query, key], mask [query, key]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        scores, mask = inputs
        return np.where(np.asarray(mask, dtype=bool), floats(scores), -np.inf)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        scores, mask = inputs
        allowed = mask.cell(cell[1], cell[2])
        if allowed.value:
            return Choice(scores.cell(*cell), allowed, _("the mask allows it"))
        return Choice(Constant(float("-inf"), "−∞"), allowed, _("the mask forbids it"))


masked = Masked(
    name="masked",
    title="masked scores",
    formula=equation(
        sub("masked", "ij"), cases((sub("scaled", "ij"), "where M_ij = 1"), ("−∞", "where M_ij = 0"))
    ),
    axes=("head", "query", "key"),
    meaning=N_(
        "What a position may not see gets −∞, before softmax, so that its weight comes out as exactly 0 "
        "and the others still sum to 1."
    ),
    paper="section 3.2.3",
    cheap=True,
)
