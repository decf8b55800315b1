"""Cells of an output that a number goes into, as `reach` finds them."""

from __future__ import annotations

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
