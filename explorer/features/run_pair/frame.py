"""The common axes on which the arrays of two runs are laid, so that what belongs together stands at one place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ....core.operations.operation import Array
from .alignment import align, words

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Along:
    """One axis.

    Attributes:
        a, b: for each place of the axis, the place in A's array and in B's; −1 where that has none.
        words: what stands beside each place; empty where there are no words.
    """

    a: Places
    b: Places
    words: tuple[str, ...] = ()

    @property
    def shared(self) -> Places:
        """The places at which both have something."""
        return np.flatnonzero((self.a >= 0) & (self.b >= 0))


Frame = tuple[Along, ...]


@lru_cache(maxsize=64)  # a list of steps asks for the same few again and again
def laid(a: tuple[str, ...], b: tuple[str, ...]) -> Along:
    """An axis along which tokens stand, those of A beside those of B."""
    if a == b:
        return same(len(a), a)
    alignment = align(a, b)
    places = [[-1 if place is None else place for place in side] for side in zip(*alignment, strict=True)]
    of_a, of_b = (np.array(each, dtype=np.intp) for each in places)
    return Along(of_a, of_b, words(alignment, a, b))


def same(size: int, words: tuple[str, ...] = ()) -> Along:
    """An axis that is the same in both."""
    places = np.arange(size, dtype=np.intp)
    return Along(places, places, words)


def aligned(frame: Frame, values: Array, in_b: bool) -> Array:
    """The cells of an array that the other one has, too, in the order of the frame."""
    return values[np.ix_(*((axis.b if in_b else axis.a)[axis.shared] for axis in frame))] if frame else values


def filled(frame: Frame, values: Array, in_b: bool) -> Array:
    """An array on the frame; where it has nothing stands NaN, or 0 among whole numbers and truth values."""
    every = [axis.b if in_b else axis.a for axis in frame]
    shape = tuple(map(len, every))
    if shape == values.shape:  # each place once and in order: there is no room for a gap
        return values
    found = np.full(shape, np.nan if values.dtype.kind == "f" else 0, values.dtype)
    there = [np.flatnonzero(places >= 0) for places in every]
    found[np.ix_(*there)] = values[
        np.ix_(*(places[where] for places, where in zip(every, there, strict=True)))
    ]
    return found


def missing(frame: Frame, sides: str) -> tuple[frozenset[int], ...]:
    """For each axis, the places at which A ("a"), B ("b") or either of them ("ab") has nothing."""
    return tuple(
        frozenset(n for side in sides for n in np.flatnonzero(getattr(axis, side) < 0).tolist())
        for axis in frame
    )
