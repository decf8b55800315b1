"""The largest difference between two arrays of the same shape, or between their statistics."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...operations.expression import Index
from ...operations.operation import Array
from ..files.fields import worded
from ..statistics import NOT_FINITE, NUMBERS, Statistics

Number = int | float | bool


@dataclass(frozen=True)
class Gap:
    """The largest difference.

    Attributes:
        size: |a − b|; ∞ if one of them is NaN or infinite.
        cell: the first cell with this difference; empty if statistics were compared.
        statistic: the statistic with this difference, if only statistics were compared: "mean", "cells of NaN".
        a, b: the two numbers.
        differing, of: how many cells (or statistics) differ by more than the tolerance, and how many there are.
    """

    size: float
    cell: Index
    a: Number
    b: Number
    differing: int
    of: int
    statistic: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON, with NaN and ∞ as words."""
        where: dict[str, Any] = {"statistic": self.statistic} if self.statistic else {"cell": list(self.cell)}
        numbers = {"size": worded(self.size), "a": worded(self.a), "b": worded(self.b)}
        return where | numbers | {"differing": self.differing, "of": self.of}


def between(a: Array, b: Array, tolerance: Array | float = 0.0) -> Gap | None:
    """The largest difference between two arrays, or None if they are equal; NaN equals NaN.

    Args:
        tolerance: for all cells, or one for each. If cells exceed it, the result is one of them.
    """
    with np.errstate(all="ignore"):
        same = (a == b) | ((a != a) & (b != b))
        if same.all():
            return None
        sizes = np.asarray(np.abs(a.astype(np.float64) - b.astype(np.float64)))
    sizes[np.isnan(sizes)] = np.inf  # NaN against a number
    sizes[same] = -1.0
    # Without a tolerance, different integers beyond 2⁵³ count although their float64 difference is 0.
    beyond = sizes > tolerance if np.any(tolerance) else ~same
    of = np.where(beyond, sizes, -1.0) if beyond.any() else sizes
    cell = tuple(int(place) for place in np.unravel_index(int(of.argmax()), of.shape))
    return Gap(float(sizes[cell]), cell, a[cell].item(), b[cell].item(), int(beyond.sum()), sizes.size)


def between_statistics(
    a: Statistics, b: Statistics, tolerance: float | Mapping[str, float] = 0.0, rounding: float = 0.0
) -> Gap | None:
    """The statistic with the largest difference, or None if all are equal.

    Args:
        tolerance: for all statistics, or for each by name (0 for the others).
        rounding: differences up to this share of the norm count as equal.
    """
    slack = rounding * max(a.norm or 0.0, b.norm or 0.0)
    found = [gap for gap in _unequal(a, b) if gap.size > slack]
    if not found:
        return None
    each = tolerance if isinstance(tolerance, Mapping) else dict.fromkeys(NUMBERS, tolerance)
    beyond = [gap for gap in found if gap.size > each.get(gap.statistic, 0.0)]
    worst = max(beyond or found, key=lambda gap: gap.size)
    return Gap(worst.size, (), worst.a, worst.b, len(beyond), worst.of, worst.statistic)


def _unequal(a: Statistics, b: Statistics) -> Iterator[Gap]:
    """Every statistic that differs. If only one side has finite numbers, the counts of NaN and ∞ differ too."""
    of = len(NUMBERS) + len(NOT_FINITE)
    for name in NUMBERS:
        mine, theirs = getattr(a, name), getattr(b, name)
        if mine != theirs and mine is not None and theirs is not None:
            yield Gap(abs(mine - theirs), (), mine, theirs, 1, of, name)
    for name, sign in NOT_FINITE.items():
        mine, theirs = getattr(a, name), getattr(b, name)
        if mine != theirs:
            counts = mine.count if mine else 0, theirs.count if theirs else 0
            yield Gap(math.inf, (), *counts, 1, of, f"cells of {sign}")
