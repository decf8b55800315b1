"""Cells of an output that a number goes into, as `reach` finds them: put together, and counted in a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..operations.operation import Floats
from .shapes import Shape

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Reach:
    """Cells of an output.

    Attributes:
        cells: their indices [number, axis], in the order of the array.
        shares: what our number adds to each, where it is a term or a factor of a term in a sum; None elsewhere.
    """

    cells: Places
    shares: Floats | None = None


def all_of(size: int) -> Places:
    """Every place along an axis."""
    return np.arange(size)


def at(*places: int | Places, shares: Floats | None = None) -> Reach:
    """The cells at every combination of these places along the axes."""
    lines = np.meshgrid(*places, indexing="ij")
    cells = np.stack([line.ravel() for line in lines], axis=-1).astype(np.intp)
    return Reach(cells, shares)


def nowhere(shape: Shape) -> Reach:
    """No cell of an output of this shape."""
    return Reach(np.zeros((0, len(shape)), dtype=np.intp))


def together(reaches: Sequence[Reach]) -> Reach:
    """One reach for an array that is several inputs of a step: each cell once, its shares added."""
    if len(reaches) == 1:
        return reaches[0]
    cells, places = np.unique(np.concatenate([each.cells for each in reaches]), axis=0, return_inverse=True)
    known = [each.shares for each in reaches if each.shares is not None]
    if len(known) < len(reaches):
        return Reach(cells)
    shares = np.zeros(len(cells))
    np.add.at(shares, places.ravel(), np.concatenate(known))
    return Reach(cells, shares)


def of_part(found: Reach, axes: Sequence[str], part: Mapping[str, int]) -> Reach:
    """Of these cells those that lie in the part that was kept, counted inside of it."""
    cells, shares = found.cells, found.shares
    for axis, place in part.items():
        column = list(axes).index(axis)
        inside = cells[:, column] == place
        cells, shares = cells[inside], None if shares is None else shares[inside]
        cells[:, column] = 0
    return Reach(cells, shares)
