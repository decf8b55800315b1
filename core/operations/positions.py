"""Sinusoidal positional encoding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Apply, Constant, Expression, Index, Operand, Quotient
from .formula import call, cases, equation, row, sup
from .operation import Array, Floats, Operation, Setting, Shape, misfit
from .reach import Reach, nowhere

WAVELENGTH_BASE = 10000.0


def sinusoids(positions: int, features: int, first: int = 0) -> Floats:
    """PE[pos, feature] for `positions` places from `first` on, shape [positions, features], in float64.

    Dimensions 2i and 2i+1 share one angle, pos / 10000^(2i/d); an odd d ends with a sine without its cosine.
    """
    pos = np.arange(first, first + positions, dtype=np.float64)[:, None]
    feature = np.arange(features)
    angle = pos / WAVELENGTH_BASE ** ((feature - feature % 2) / features)
    return np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))


@dataclass(frozen=True, kw_only=True)
class Sinusoids(Operation):
    """PE(pos). Input: ids [position], of which only the number counts. Settings: d_model, first."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return sinusoids(len(inputs[0]), int(settings["d_model"]), int(settings["first"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell[0] + int(settings["first"]), cell[1]
        d_model = int(settings["d_model"])
        even = feature - feature % 2
        divisor = Constant(WAVELENGTH_BASE ** (even / d_model), f"10000^({even}/{d_model})")
        return Apply("cos" if feature % 2 else "sin", Quotient(Constant(position, str(position)), divisor))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(positions,)]:
                return positions, int(settings["d_model"])
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2)


_angle = row("pos", "/", sup("10000", row("2i", "/", "d")))

sinusoidal_positions = Sinusoids(
    name="sinusoidal_positions",
    title="positional encoding",
    formula=equation(
        call("PE", "pos", "j"),
        cases((call("sin", _angle), "j = 2i"), (call("cos", _angle), "j = 2i + 1")),
    ),
    axes=("position", "feature"),
    meaning=N_(
        "A fixed pattern of waves, short ones on the left and long ones on the right, that gives each "
        "place its own signature. It knows nothing of the words."
    ),
    paper="section 3.5",
    cheap=True,
)
