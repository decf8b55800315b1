"""Dropout with a seed: which numbers are kept, and the numbers after dropout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand, Quotient
from .formula import cases, equation, fraction
from .operation import Array, Elementwise, Floats, Setting, floats
from .reach import Reach, at, nowhere


def draws(shape: Sequence[int], seed: int, place: int, visit: int) -> Floats:
    """Random numbers in [0, 1), determined by the seed, the place in the model and the visit of that place."""
    return np.random.default_rng([seed, place, visit]).random(tuple(shape))


@dataclass(frozen=True, kw_only=True)
class DropoutMask(Elementwise):
    """True with probability 1 − rate. Input: x [position, feature]; only its shape matters.

    Settings: rate; seed, place and visit, which determine the random numbers.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return self._draws(inputs[0], settings) >= float(settings["rate"])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        draw, rate = float(self._draws(inputs[0].values, settings)[cell]), float(settings["rate"])
        if draw >= rate:
            return Choice(
                Constant(1.0),
                Constant(draw),
                _("kept: the draw {draw:.4f} is not below {rate:g}", draw=draw, rate=rate),
            )
        return Choice(
            Constant(0.0),
            Constant(draw),
            _("dropped: the draw {draw:.4f} is below {rate:g}", draw=draw, rate=rate),
        )

    @staticmethod
    def _draws(x: Array, settings: dict[str, Setting]) -> Floats:
        seed, place, visit = (int(settings[name]) for name in ("seed", "place", "visit"))
        return draws(x.shape, seed, place, visit)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(len(cell))  # only the shape matters


@dataclass(frozen=True, kw_only=True)
class Dropout(Elementwise):
    """x / (1 − rate) where kept, 0 elsewhere. Inputs: x, kept, both [position, feature]. Setting: rate."""

    count = 2

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, kept = inputs
        return np.where(np.asarray(kept, dtype=bool), floats(x) / (1.0 - float(settings["rate"])), 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x, kept = inputs
        rate, is_kept = float(settings["rate"]), kept.cell(*cell)
        if is_kept.value:
            share = Constant(1.0 - rate, f"(1 − {rate:g})")
            return Choice(Quotient(x.cell(*cell), share), is_kept, _("kept"))
        return Choice(Constant(0.0, "0"), is_kept, _("dropped"))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        dropped = number == 0 and not inputs[1][cell]
        return nowhere(len(cell)) if dropped else at(*cell)


dropout_mask = DropoutMask(
    name="dropout_mask",
    title="which numbers dropout keeps",
    formula=equation("kept_ij", cases(("1", "draw ≥ rate"), ("0", "draw < rate"))),
    meaning=N_(
        "A random choice for each number, determined by a seed: most are kept, and about one in ten "
        "is dropped."
    ),
    paper=N_("section 5.4; Hinton et al. 2012, arXiv 1207.0580"),
)

dropout = Dropout(
    name="dropout",
    title="dropout",
    formula=equation(
        "thinned_ij", cases((fraction("x_ij", "1 − rate"), "where kept_ij = 1"), ("0", "where kept_ij = 0"))
    ),
    meaning=N_(
        "Dropped numbers become 0; the others are scaled up, so that sums stay the same on average. Dropout is used "
        "in training; at inference nothing is dropped."
    ),
    paper=N_("section 5.4; Hinton et al. 2012, arXiv 1207.0580"),
)
