"""Statistics as JSON, and back."""

from __future__ import annotations

from typing import Any

from ...support.localization import _
from ..error import TraceError
from ..statistics import Sightings, Statistics
from .fields import listed, mapping, natural, perhaps, real, worded

SIGHTINGS = ("nan", "infinity", "minus_infinity")


def statistics_as_data(statistics: Statistics) -> dict[str, Any]:
    """For JSON; what is not seen is left out."""
    seen = {name: getattr(statistics, name) for name in SIGHTINGS}
    return {name: worded(getattr(statistics, name)) for name in ("min", "max", "mean", "norm")} | {
        name: {"count": s.count, "first": list(s.first), "last": list(s.last), "cells": [*map(list, s.cells)]}
        for name, s in seen.items()
        if s is not None
    }


def statistics_from_data(data: object, shape: tuple[int, ...], of: str) -> Statistics:
    """The statistics of a step of that shape.

    Raises:
        TraceError, KeyError: they are not readable.
    """
    numbers = mapping(data, of)
    min_, max_, mean, norm = (perhaps(numbers[name], of, real) for name in ("min", "max", "mean", "norm"))
    seen = [_sightings(numbers[name], shape, of) if name in numbers else None for name in SIGHTINGS]
    return Statistics(min_, max_, mean, norm, *seen)


def _sightings(data: object, shape: tuple[int, ...], of: str) -> Sightings:
    seen = mapping(data, of)
    cells = tuple(_cell(cell, shape, of) for cell in listed(seen["cells"], of))
    return Sightings(
        natural(seen["count"], of), _cell(seen["first"], shape, of), _cell(seen["last"], shape, of), cells
    )


def _cell(data: object, shape: tuple[int, ...], of: str) -> tuple[int, ...]:
    cell = tuple(natural(place, of) for place in listed(data, of))
    if len(cell) != len(shape) or any(place >= size for place, size in zip(cell, shape, strict=True)):
        raise TraceError(
            _("damaged: {of!r} has statistics of a cell {list} that it does not have", of=of, list=list(cell))
        )
    return cell
