"""The statistics that can replace an array in a trace, computed from the array or read from JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..operations.operation import Array
from ..support.localization import _
from .error import TraceError
from .files.fields import listed, mapping, natural, perhaps, real, worded

MOST_CELLS = 8  # how many cells with NaN or ∞ are listed
NUMBERS = ("min", "max", "mean", "norm")
NOT_FINITE = {"nan": "NaN", "infinity": "+∞", "minus_infinity": "−∞"}


@dataclass(frozen=True)
class Occurrences:
    """Where NaN, +∞ or −∞ occurs in an array.

    Attributes:
        count: the number of cells.
        first, last: the lowest and highest index on each axis: the box that contains all of them.
        cells: the first few cells, in order.
    """

    count: int
    first: tuple[int, ...]
    last: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Statistics:
    """A summary of a step's array.

    Attributes:
        min, max, mean: of the finite numbers; None if there are none.
        norm: the square root of the sum of their squares.
        nan, infinity, minus_infinity: where these occur; None if they do not.
    """

    min: float | None
    max: float | None
    mean: float | None
    norm: float | None
    nan: Occurrences | None = None
    infinity: Occurrences | None = None
    minus_infinity: Occurrences | None = None

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        found = {name: getattr(self, name) for name in NOT_FINITE}
        return {name: worded(getattr(self, name)) for name in NUMBERS} | {
            name: vars(each) | {"cells": list(each.cells)} for name, each in found.items() if each is not None
        }


def measure(array: Array) -> Statistics:
    """The statistics of an array of booleans, integers or floating-point numbers."""
    if array.dtype.kind != "f":
        return _of_finite(array.astype(np.float64))
    finite = np.isfinite(array)
    if finite.all():
        return _of_finite(array.astype(np.float64))
    found = [_occurrences(mask) for mask in (np.isnan(array), array == np.inf, array == -np.inf)]
    few = _of_finite(array[finite].astype(np.float64))
    return Statistics(few.min, few.max, few.mean, few.norm, *found)


def _of_finite(numbers: Array) -> Statistics:
    if not numbers.size:
        return Statistics(None, None, None, None)
    with np.errstate(over="ignore", invalid="ignore"):  # the sum of large numbers may overflow
        mean, norm = float(numbers.mean()), float(np.sqrt(np.square(numbers).sum()))
    return Statistics(float(numbers.min()), float(numbers.max()), mean, norm)


def _occurrences(mask: Array) -> Occurrences | None:
    where: Sequence[Array] = np.nonzero(mask)
    if not where[0].size:
        return None
    return Occurrences(
        count=int(where[0].size),
        first=tuple(int(axis.min()) for axis in where),
        last=tuple(int(axis.max()) for axis in where),
        cells=tuple(tuple(int(axis[n]) for axis in where) for n in range(min(MOST_CELLS, where[0].size))),
    )


def statistics_from_data(data: object, shape: tuple[int, ...], of: str) -> Statistics:
    """The statistics of a step of this shape in a file; TraceError or KeyError if a field is invalid or missing."""
    fields = mapping(data, of)
    min_, max_, mean, norm = (perhaps(fields[name], of, real) for name in NUMBERS)
    found = [_read_occurrences(fields[name], shape, of) if name in fields else None for name in NOT_FINITE]
    return Statistics(min_, max_, mean, norm, *found)


def _read_occurrences(data: object, shape: tuple[int, ...], of: str) -> Occurrences:
    fields = mapping(data, of)
    cells = tuple(_cell(cell, shape, of) for cell in listed(fields["cells"], of))
    first, last = (_cell(fields[name], shape, of) for name in ("first", "last"))
    return Occurrences(natural(fields["count"], of), first, last, cells)


def _cell(data: object, shape: tuple[int, ...], of: str) -> tuple[int, ...]:
    cell = tuple(natural(place, of) for place in listed(data, of))
    if len(cell) != len(shape) or any(place >= size for place, size in zip(cell, shape, strict=True)):
        raise TraceError(
            _("damaged: {of!r} has statistics for cell {list}, which does not exist", of=of, list=list(cell))
        )
    return cell
