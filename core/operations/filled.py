"""A number other than −∞ where the mask forbids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import cases, equation, sub
from .masked import MaskedScores
from .operation import Array, Setting, floats
from .reach import Reach, nowhere


@dataclass(frozen=True, kw_only=True)
class Filled(MaskedScores):
    """The score where allowed, `fill` elsewhere.

    Inputs: scores [head, query, key], mask [query, key]. Setting: fill.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        scores, mask = inputs
        return np.where(np.asarray(mask, dtype=bool), floats(scores), float(settings["fill"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        scores, mask = inputs
        allowed = mask.cell(cell[1], cell[2])
        if allowed.value:
            return Choice(scores.cell(*cell), allowed, _("the mask allows it"))
        fill = float(settings["fill"])
        return Choice(Constant(fill, f"{fill:g}".replace("-", "−")), allowed, _("the mask forbids it"))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        if number == 0 and not inputs[1][cell[1:]]:
            return nowhere(len(cell))
        return super().reach(number, cell, *inputs, **settings)


filled = Filled(
    name="filled",
    title="masked scores, filled with a number",
    formula=equation(
        sub("filled", "ij"), cases((sub("scaled", "ij"), "where M_ij = 1"), ("fill", "where M_ij = 0"))
    ),
    axes=("head", "query", "key"),
    meaning=N_(
        "What a position may not see gets an ordinary number in place of −∞. A score of 0 is not a weight of 0: "
        "softmax gives it exp(0) = 1, so forbidden keys still get weight. −1e9 is so low that their weight comes out "
        "as 0, as long as an allowed key scores higher."
    ),
    paper="section 3.2.3 has −∞",
    cheap=True,
    head_by_head=True,
)
