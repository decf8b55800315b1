"""Rotary position embedding: queries and keys are rotated by angles that grow with their positions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import (
    Apply,
    Constant,
    Difference,
    Expression,
    Index,
    Named,
    Operand,
    Product,
    Quotient,
    Sum,
)
from .formula import call, cases, equation, row, sub
from .operation import Array, Floats, Operation, Setting, Shape, floats
from .reach import Reach, at

Settings = Mapping[str, Setting]


def angles(positions: int, d: int, first: int, settings: Settings) -> Floats:
    """pos · θ_i for `positions` positions starting at `first` and each pair i, in radians, float64 [positions, d/2].

    Args:
        d: the size of a query or key; even.
        settings: `base`, and how the angles are scaled, if they are: `scaling` and its numbers, as in `Rotary`.

    Raises ValueError, LookupError or TypeError if the settings do not fit.
    """
    pos = np.arange(first, first + positions, dtype=np.float64)
    return pos[:, None] * _frequencies(d, settings)


def _frequencies(d: int, settings: Settings) -> Floats:
    """θ_i, the angle between two adjacent positions, float64 [d/2]."""
    plain = _base(settings) ** -(np.arange(0, d, 2) / d)
    match settings.get("scaling"):
        case None:
            return plain
        case "linear":
            return plain / float(settings["factor"])
        case "llama3":
            factor, kept = float(settings["factor"]), np.array([_kept(each, settings) for each in plain])
            return (1 - kept) * plain / factor + kept * plain
    raise _unknown(settings)


def _base(settings: Settings) -> float:
    base = float(settings["base"])
    if not 0 < base < math.inf:
        raise ValueError(_("the base for the angles is {base:g}, not a positive number", base=base))
    return base


def _unknown(settings: Settings) -> ValueError:
    return ValueError(_("unknown angle scaling: {scaling!r}", scaling=settings["scaling"]))


def _kept(frequency: float, settings: Settings) -> float:
    """How much of an angle Llama 3 keeps: 1 for short wavelengths, 0 for long ones, which are divided by `factor`."""
    low, high = float(settings["low_frequency_factor"]), float(settings["high_frequency_factor"])
    original = float(settings["original_length"])
    wavelength = 2 * math.pi / frequency
    if wavelength > original / low:
        return 0.0
    if wavelength < original / high:
        return 1.0
    return (original / wavelength - low) / (high - low)


@dataclass(frozen=True, kw_only=True)
class Rotary(Operation):
    """Each pair of numbers x_i and x_(i + d/2) is rotated by the angle pos · θ_i, with θ_i = base^(−2i/d).

    Input: x [head, position, d], d even. Settings: base; first, the position of the first row; and, if the angles are
    scaled, `scaling`, which is "linear" (all θ_i ÷ factor) or "llama3" (those with long wavelengths ÷ factor; its
    other settings are low_frequency_factor, high_frequency_factor and original_length).
    """

    sizes = "h n d -> h n d"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = floats(inputs[0])
        _heads, positions, d = x.shape
        turned = angles(positions, d, int(settings["first"]), settings)
        cos, sin = np.cos(turned), np.sin(turned)
        one, other = x[..., : d // 2], x[..., d // 2 :]
        return np.concatenate([one * cos - other * sin, other * cos + one * sin], axis=-1)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, row, feature = cell
        d = inputs[0].values.shape[-1]
        half = d // 2
        angle = _angle(row + int(settings["first"]), feature % half, d, settings)
        partner = inputs[0].cell(head, row, (feature + half) % d)
        kept = Product((inputs[0].cell(*cell), Apply("cos", angle)))
        mixed = Product((partner, Apply("sin", angle)))
        return Difference(kept, mixed) if feature < half else Sum((kept, mixed))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        shape = super().shape(*inputs, **settings)
        if shape[-1] % 2:
            raise ValueError(_("the head size is {d}, but it must be even to form pairs", d=shape[-1]))
        return shape

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        head, position, feature = cell
        half = inputs[0].shape[-1] // 2
        return at(head, position, np.array([feature % half, feature % half + half]))


def _angle(position: int, pair: int, d: int, settings: Settings) -> Expression:
    """pos · θ_i."""
    base, pos = _base(settings), Constant(float(position), str(position))
    divisor = Constant(base ** (2 * pair / d), f"{base:.15g}^({2 * pair}/{d})")
    scaling, plain = settings.get("scaling"), Quotient(pos, divisor)
    if scaling is None:
        return plain
    factor = Constant(float(settings["factor"]), f"{settings['factor']:g}")
    if scaling == "linear":
        return Quotient(plain, factor)
    if scaling != "llama3":
        raise _unknown(settings)
    kept = _kept(1 / divisor.value, settings)
    if kept == 1:
        return plain
    if kept == 0:
        return Quotient(plain, factor)
    theta = Quotient(Constant(1.0, "1"), divisor)
    share = Named("share", Constant(kept))
    slower = Product((Difference(Constant(1.0, "1"), share), Quotient(theta, factor)))
    return Product((pos, Named("θ", Sum((slower, Product((share, theta)))))))


_pair = sub("x", "i + d/2")
_turn = "pos · θ_i"


def _rotary(name: str, meaning: str) -> Rotary:
    return Rotary(
        name=f"rotary_{name}",
        title=f"rotated {name}",
        formula=equation(
            "y_j",
            cases(
                (row("x_i", call("cos", _turn), "−", _pair, call("sin", _turn)), "j = i"),
                (row(_pair, call("cos", _turn), "+ x_i", call("sin", _turn)), "j = i + d/2"),
            ),
        ),
        axes=("head", name, "d_k"),
        meaning=meaning,
        paper="Su et al. 2021, arXiv 2104.09864",
        head_by_head=True,
    )


rotary_query = _rotary(
    "query",
    N_(
        "The query, rotated according to its position: each pair of its numbers is rotated by an "
        "angle that grows with the position. The positions of a query and a key then affect their "
        "dot product only through the difference of the two positions."
    ),
)

rotary_key = _rotary(
    "key",
    N_(
        "The key, rotated according to its position, like the query. The cache holds the rotated "
        "keys, because a key's position never changes."
    ),
)
