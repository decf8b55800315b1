"""What replaces what the mask forbids: −∞ or a finite number before softmax, or 0 after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import call, cases, equation, fraction, row, total
from .operation import Array, Operation, Setting, floats
from .reach import Reach, all_of, at, nowhere
from .softmax import weights


class MaskedScores(Operation):
    """Scores [head, query, key] and a mask [query, key] that applies to every head."""

    sizes = "h q k, q k -> h q k"

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell) if number == 0 else at(all_of(len(inputs[0])), *cell)


@dataclass(frozen=True, kw_only=True)
class Masked(MaskedScores):
    """The score where allowed, −∞ elsewhere. Inputs: scores [head, query, key], mask [query, key]."""

    def fill(self, settings: Mapping[str, Setting]) -> Constant:
        """The number where the mask forbids attention."""
        return Constant(float("-inf"), "−∞")

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        scores, mask = inputs
        return np.where(np.asarray(mask, dtype=bool), floats(scores), self.fill(settings).value)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        scores, mask = inputs
        allowed = mask.cell(cell[1], cell[2])
        if allowed.value:
            return Choice(scores.cell(*cell), allowed, _("the mask allows it"))
        return Choice(self.fill(settings), allowed, _("the mask forbids it"))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        if number == 0 and not inputs[1][cell[1:]]:
            return nowhere(len(cell))
        return super().reach(number, cell, *inputs, **settings)


@dataclass(frozen=True, kw_only=True)
class Filled(Masked):
    """The score where allowed, `fill` elsewhere. Inputs as for `Masked`. Setting: fill."""

    def fill(self, settings: Mapping[str, Setting]) -> Constant:
        """The number where the mask forbids attention."""
        number = float(settings["fill"])
        return Constant(number, f"{number:g}".replace("-", "−"))


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


masked = Masked(
    name="masked",
    title="masked scores",
    formula=equation("masked_ij", cases(("scaled_ij", "where M_ij = 1"), ("−∞", "where M_ij = 0"))),
    axes=("head", "query", "key"),
    meaning=N_(
        "Forbidden scores become −∞ before softmax, so that their weights are exactly 0 and the other weights still "
        "sum to 1."
    ),
    paper=N_("section 3.2.3"),
    head_by_head=True,
)

filled = Filled(
    name="filled",
    title="masked scores, filled with a number",
    formula=equation("filled_ij", cases(("scaled_ij", "where M_ij = 1"), ("fill", "where M_ij = 0"))),
    axes=("head", "query", "key"),
    meaning=N_(
        "Forbidden scores become a finite number instead of −∞. A score of 0 is not a weight of 0: softmax turns it "
        "into exp(0) = 1, so forbidden keys still get weight. −1e9 is so low that their weight becomes 0, as long as "
        "an allowed key has a higher score."
    ),
    paper=N_("section 3.2.3 uses −∞"),
    head_by_head=True,
)

unmasked = Unmasked(
    name="unmasked",
    title="scores, not masked yet",
    formula=equation("unmasked_ij", "scaled_ij"),
    axes=("head", "query", "key"),
    meaning=N_(
        "The scores go to softmax unchanged, including those of forbidden keys; the mask is applied afterwards."
    ),
    paper=N_("section 3.2.3, in a different order"),
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
    paper=N_("section 3.2.3, in a different order"),
    head_by_head=True,
)
