"""A region of an array: for each axis, an index or all entries."""

from __future__ import annotations

from ..support.errors import Problem
from ..support.localization import _
from ..support.typed_numbers import half_width, whole_number
from .expression import Index

ALL = "*"
Region = tuple[int | str, ...]  # the only str is "*"


def read_region(text: str) -> Region:
    """A typed region, such as "0,*,2"; ValueError if a part is neither an index, counted from 0, nor a star."""
    return tuple(_place(part.strip()) for part in half_width(text).split(","))


def _place(part: str) -> int | str:
    if part == ALL:
        return ALL
    try:
        return whole_number(part, 0)
    except Problem:
        raise ValueError(
            _("{part!r:.60} is not an index: use a number counted from 0, or * for all", part=part)
        ) from None


def write_region(region: Region) -> str:
    """The region as text."""
    return ",".join(map(str, region))


def slices(region: Region) -> tuple[int | slice, ...]:
    """The region as an index for NumPy and torch."""
    return tuple(place if isinstance(place, int) else slice(None) for place in region)


def holds(region: Region, cell: Index) -> bool:
    """Whether a cell is in the region."""
    return all(place in (ALL, at) for place, at in zip(region, cell, strict=True))
