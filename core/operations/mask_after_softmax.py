"""The mask applied after softmax instead of before it: the two steps that change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import call, equation, fraction, row, total
from .masked import MaskedScores
from .operation import Array, Setting, floats
from .reach import Reach, at, nowhere
from .softmax import weights


@dataclass(frozen=True, kw_only=True)
class Unmasked(MaskedScores):
    """The unchanged scores. Inputs: scores [head, query, key], mask [query, key], which is not used yet."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return inputs[0].cell(*cell)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell) if number == 0 else nowhere(3)


@dataclass(frozen=True, kw_only=True)
class SoftmaxThenMask(MaskedScores):
    """softmax(x) where allowed, 0 elsewhere. Inputs: scores [head, query, key], mask [query, key]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        scores, mask = inputs
        return np.where(np.asarray(mask, dtype=bool), weights.reference(scores), 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        scores, mask = inputs
        allowed = mask.cell(cell[1], cell[2])
        if allowed.value:
            return Choice(weights.explain(cell, scores), allowed, _("the mask allows it"))
        return Choice(
            Constant(0.0, "0"), allowed, _("the mask forbids it; the other weights do not increase")
        )

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        if number == 0:
            return at(*cell[:2], np.flatnonzero(inputs[1][cell[1]]))
        return super().reach(number, cell, *inputs, **settings)


unmasked = Unmasked(
    name="unmasked",
    title="scores, not masked yet",
    formula=equation("unmasked_ij", "scaled_ij"),
    axes=("head", "query", "key"),
    meaning=N_(
        "The scores go to softmax unchanged, including those of forbidden keys; the mask is applied afterwards."
    ),
    paper="section 3.2.3 in another order",
    head_by_head=True,
)

softmax_then_mask = SoftmaxThenMask(
    name="softmax_then_mask",
    title="attention weights, masked afterwards",
    formula=equation(
        "weights_ij",
        row("M_ij ·", fraction(call("exp", "unmasked_ij"), total(call("exp", "unmasked_ik"), over="k"))),
    ),
    axes=("head", "query", "key"),
    meaning=N_(
        "Forbidden weights are set to 0 after softmax, so a row no longer sums to 1, and its sum still depends on the "
        "keys that should not be seen."
    ),
    paper="section 3.2.3 in another order",
    head_by_head=True,
)
