"""What is left of an array where only its statistics are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..operations.operation import Array

MOST_CELLS = 8  # of those that hold no finite number, so many are named


@dataclass(frozen=True)
class Sightings:
    """Where NaN, +∞ or −∞ sit in an array.

    Attributes:
        count: how many cells hold it.
        first, last: for each axis the lowest and the highest place: the box around all of them.
        cells: the first few, in order.
    """

    count: int
    first: tuple[int, ...]
    last: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Statistics:
    """A step's array in a few numbers.

    Attributes:
        min, max, mean: of the finite numbers; None where there are none.
        norm: the root of the sum of their squares.
        nan, infinity, minus_infinity: where those sit; None where there are none.
    """

    min: float | None
    max: float | None
    mean: float | None
    norm: float | None
    nan: Sightings | None = None
    infinity: Sightings | None = None
    minus_infinity: Sightings | None = None


def measure(array: Array) -> Statistics:
    """The statistics of an array of booleans, integers or floating-point numbers."""
    if array.dtype.kind != "f":
        return _of_finite(array.astype(np.float64))
    finite = np.isfinite(array)
    if finite.all():
        return _of_finite(array.astype(np.float64))
    found = [_sightings(places) for places in (np.isnan(array), array == np.inf, array == -np.inf)]
    few = _of_finite(array[finite].astype(np.float64))
    return Statistics(few.min, few.max, few.mean, few.norm, *found)


def _of_finite(numbers: Array) -> Statistics:
    if not numbers.size:
        return Statistics(None, None, None, None)
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # of numbers whose squares or sum are no number any more
        mean, norm = float(numbers.mean()), float(np.sqrt(np.square(numbers).sum()))
    return Statistics(float(numbers.min()), float(numbers.max()), mean, norm)


def _sightings(places: Array) -> Sightings | None:
    where: Sequence[Array] = np.nonzero(places)
    if not where[0].size:
        return None
    return Sightings(
        count=int(where[0].size),
        first=tuple(int(axis.min()) for axis in where),
        last=tuple(int(axis.max()) for axis in where),
        cells=tuple(tuple(int(axis[n]) for axis in where) for n in range(min(MOST_CELLS, where[0].size))),
    )
