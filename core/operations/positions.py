"""Positional encodings that depend only on the position: sinusoids, or zeros for no encoding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Apply, Constant, Expression, Index, Operand, Quotient
from .formula import call, cases, equation, row, sup
from .operation import Array, Floats, Operation, Setting
from .reach import Reach, nowhere

WAVELENGTH_BASE = 10000.0


def sinusoids(positions: int, features: int, first: int = 0) -> Floats:
    """PE[pos, feature] for `positions` positions starting at `first`, shape [positions, features], in float64.

    Dimensions 2i and 2i+1 share one angle, pos / 10000^(2i/d); for odd d the last sine has no cosine.
    """
    pos = np.arange(first, first + positions, dtype=np.float64)[:, None]
    feature = np.arange(features)
    angle = pos / WAVELENGTH_BASE ** ((feature - feature % 2) / features)
    return np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))


def sinusoids_in_halves(positions: int, features: int, first: int = 0) -> Floats:
    """The columns of `sinusoids` in another order: first all sines, then all cosines.

    For odd d, there is one sine more than there are cosines.
    """
    table = sinusoids(positions, features, first)
    return np.concatenate([table[:, 0::2], table[:, 1::2]], axis=1)


class OfPositions(Operation):
    """An encoding [position, feature] that does not depend on the tokens. Input: ids [position]. Setting: d_model."""

    sizes = "n -> n d_model"

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2)


@dataclass(frozen=True, kw_only=True)
class Sinusoids(OfPositions):
    """PE(pos). Input: ids [position]; only their number matters. Settings: d_model, first."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return sinusoids(len(inputs[0]), int(settings["d_model"]), int(settings["first"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return _wave(cell[0] + int(settings["first"]), cell[1], int(settings["d_model"]))


@dataclass(frozen=True, kw_only=True)
class SinusoidsInHalves(OfPositions):
    """PE(pos), sines first. Input: ids [position]; only their number matters. Settings: d_model, first."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return sinusoids_in_halves(len(inputs[0]), int(settings["d_model"]), int(settings["first"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        d_model = int(settings["d_model"])
        sines = d_model - d_model // 2
        feature = 2 * cell[1] if cell[1] < sines else 2 * (cell[1] - sines) + 1
        return _wave(cell[0] + int(settings["first"]), feature, d_model)


def _wave(position: int, feature: int, d_model: int) -> Expression:
    """The number at a position and a feature of `sinusoids`."""
    even = feature - feature % 2
    divisor = Constant(WAVELENGTH_BASE ** (even / d_model), f"10000^({even}/{d_model})")
    return Apply("cos" if feature % 2 else "sin", Quotient(Constant(position, str(position)), divisor))


@dataclass(frozen=True, kw_only=True)
class NoPositions(OfPositions):
    """Zeros. Input: ids [position]; only their number matters. Setting: d_model."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.zeros((len(inputs[0]), int(settings["d_model"])))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Constant(0.0, "0")


_angle = row("pos /", sup("10000", "2i / d"))

sinusoidal_positions = Sinusoids(
    name="sinusoidal_positions",
    title="positional encoding",
    formula=equation(
        call("PE", "pos", "j"), cases((call("sin", _angle), "j = 2i"), (call("cos", _angle), "j = 2i + 1"))
    ),
    meaning=N_(
        "A fixed pattern of waves, from short wavelengths on the left to long ones on the right, that is unique for "
        "each position. It does not depend on the words."
    ),
    paper=N_("section 3.5"),
)

sinusoidal_halves = SinusoidsInHalves(
    name="sinusoidal_halves",
    title="positional encoding in halves",
    formula=equation(
        call("PE", "pos", "j"),
        cases(
            (call("sin", _angle), "number i of the first half"),
            (call("cos", _angle), "number i of the second half"),
        ),
    ),
    meaning=N_(
        "The same waves as in the paper, in a different order: all sines in the first half of the "
        "features, all cosines in the second."
    ),
    paper="Junczys-Dowmunt et al. 2018, arXiv 1804.00344",
)

no_positions = NoPositions(
    name="no_positions",
    title="no positional encoding",
    formula=equation("positions", "0"),
    meaning=N_(
        "Nothing is added for the position of a word: without a causal mask, a sentence is then a bag of words, and "
        "shuffling the words only shuffles the results."
    ),
    paper=N_("section 3.5, omitted"),
)
