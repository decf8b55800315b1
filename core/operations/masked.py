"""−∞ where the mask forbids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import cases, equation, sub
from .operation import Array, Operation, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at, nowhere


class MaskedScores(Operation):
    """Scores [head, query, key] together with a mask [query, key] that holds for every head."""

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(heads, queries, keys), mask] if mask == (queries, keys):
                return heads, queries, keys
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell) if number == 0 else at(all_of(len(inputs[0])), *cell)


@dataclass(frozen=True, kw_only=True)
class Masked(MaskedScores):
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

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        if number == 0 and not inputs[1][cell[1:]]:
            return nowhere(len(cell))
        return super().reach(number, cell, *inputs, **settings)


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
    head_by_head=True,
)
