"""How far two arrays of one shape are apart, or the statistics that are left of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...operations.expression import Index
from ...operations.operation import Array
from ..statistics import Statistics

Number = int | float | bool

STATISTICS = ("min", "max", "mean", "norm")
SIGHTINGS = {"nan": "NaN", "infinity": "+∞", "minus_infinity": "−∞"}


@dataclass(frozen=True)
class Gap:
    """The largest difference.

    Attributes:
        size: |a − b|; ∞ where one of them is NaN or infinite.
        cell: the first cell with so large a difference; empty where statistics were compared.
        statistic: which statistic that is, where only statistics were compared: "mean", "cells of NaN".
        a, b: what stands there.
        differing, of: how many cells (or statistics) differ by more than the tolerance, of how many.
    """

    size: float
    cell: Index
    a: Number
    b: Number
    differing: int
    of: int
    statistic: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON, in which NaN and ∞ are words as in a trace."""
        where: dict[str, Any] = {"statistic": self.statistic} if self.statistic else {"cell": list(self.cell)}
        numbers = {"size": word(self.size), "a": word(self.a), "b": word(self.b)}
        return where | numbers | {"differing": self.differing, "of": self.of}


def word(number: Any) -> Any:
    """For JSON: a number that it lacks as a word, everything else as it is."""
    if not isinstance(number, float) or math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def between(a: Array, b: Array, tolerance: Array | float = 0.0) -> Gap | None:
    """Where two arrays are furthest apart; NaN equals NaN. None where they are equal everywhere.

    Args:
        tolerance: of all cells, or of each; where some are further apart, the cell is one of those.
    """
    with np.errstate(all="ignore"):
        same = (a == b) | ((a != a) & (b != b))
        if same.all():
            return None
        sizes = np.asarray(np.abs(a.astype(np.float64) - b.astype(np.float64)))
    sizes[np.isnan(sizes)] = np.inf  # NaN against a number
    sizes[same] = -1.0
    beyond = (
        sizes > tolerance if np.any(tolerance) else ~same
    )  # whole numbers beyond 2⁵³ can be a rounded 0 apart
    of = np.where(beyond, sizes, -1.0) if beyond.any() else sizes
    cell = tuple(int(place) for place in np.unravel_index(int(of.argmax()), of.shape))
    return Gap(float(sizes[cell]), cell, a[cell].item(), b[cell].item(), int(beyond.sum()), sizes.size)


def between_statistics(
    a: Statistics, b: Statistics, tolerance: float | Mapping[str, float] = 0.0, rounding: float = 0.0
) -> Gap | None:
    """The statistic that is furthest apart; None where all are equal.

    Args:
        tolerance: of all statistics, or of each by its name, and of those that are not named 0.
        rounding: what mean and norm may be off, as a part of the norm, and still count as equal.
    """
    slack = rounding * max(a.norm or 0.0, b.norm or 0.0)
    found = [gap for gap in _each(a, b) if gap.size > slack]
    if not found:
        return None
    each = tolerance if isinstance(tolerance, Mapping) else dict.fromkeys(STATISTICS, tolerance)
    beyond = [gap for gap in found if gap.size > each.get(gap.statistic, 0.0)]
    worst = max(beyond or found, key=lambda gap: gap.size)
    return Gap(worst.size, (), worst.a, worst.b, len(beyond), worst.of, worst.statistic)


def _each(a: Statistics, b: Statistics) -> Iterator[Gap]:
    """Every statistic that is not equal. One that is missing on one side alone shows as other sightings."""
    of = len(STATISTICS) + len(SIGHTINGS)
    for name in STATISTICS:
        one, other = getattr(a, name), getattr(b, name)
        if one != other and one is not None and other is not None:
            yield Gap(abs(one - other), (), one, other, 1, of, name)
    for name, sign in SIGHTINGS.items():
        one, other = getattr(a, name), getattr(b, name)
        if one != other:
            counts = one.count if one else 0, other.count if other else 0
            yield Gap(math.inf, (), *counts, 1, of, f"cells of {sign}")
