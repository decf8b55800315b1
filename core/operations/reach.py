"""The cells of an operation's output that one input cell affects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Reach:
    """Cells of an output.

    Attributes:
        cells: their indices [number, axis], in the order of the array.
        shares: what the input cell adds to each, if it is a term or a factor of a term in a sum; otherwise None.
    """

    cells: Places
    shares: NDArray[np.float64] | None = None


def all_of(size: int) -> Places:
    """Every index along an axis."""
    return np.arange(size)


def at(*places: int | Places, shares: NDArray[np.float64] | None = None) -> Reach:
    """The cells at every combination of these indices along the axes."""
    lines = np.meshgrid(*places, indexing="ij")
    cells = np.stack([line.ravel() for line in lines], axis=-1).astype(np.intp)
    return Reach(cells, shares)


def nowhere(axes: int) -> Reach:
    """No cell of an output with this number of axes."""
    return Reach(np.zeros((0, axes), dtype=np.intp))
