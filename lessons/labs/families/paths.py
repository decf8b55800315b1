"""The number of layers information needs to cross a sequence, found by search rather than by formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....core.operations.window import Window

Places = NDArray[np.intp]  # [position, part]: the positions each one reads, OUTSIDE for none


class Found(NamedTuple):
    """Layers until one position has seen all; layers until no position sees anything new."""

    one: int
    all: int


def search(layers: Iterable[Places], n: int) -> Found:
    """Lets n positions read one another, layer by layer; initially each has seen itself, and nothing is forgotten.

    The positions seen so far are a row of bits. The last row belongs to OUTSIDE and stays empty.

    Raises:
        ValueError: positions still see something new after these layers.
    """
    seen = np.zeros((n + 1, -(-n // 8)), dtype=np.uint8)
    seen[:n] = np.packbits(np.eye(n, dtype=np.uint8), axis=-1)
    everything = np.packbits(np.ones(n, dtype=np.uint8))
    one = 0 if n == 1 else None
    for depth, places in enumerate(layers):
        after = _read(seen, places)
        if one is None and bool((after[:n] == everything).all(axis=-1).any()):
            one = depth + 1
        if np.array_equal(after, seen):
            return Found(one or 0, depth)
        seen = after
    raise ValueError("positions still see something new after these layers")


def _read(seen: NDArray[np.uint8], places: Places) -> NDArray[np.uint8]:
    after = seen.copy()
    for part in places.T:
        after[:-1] |= seen[part]
    return after


def windows(window: Window, n: int) -> Iterator[Places]:
    """Layers with the same window: a convolution, or restricted attention."""
    return repeat(window.places(n))


def growing(k: int, n: int) -> Iterator[Places]:
    """Layers of causal dilated convolution, with a dilation that grows k-fold with each layer.

    With centered windows such dilations do not connect everything: a path that overshoots is cut off at the ends.
    """
    gap = 1
    while True:
        yield Window.causal(k, dilation=gap).places(n)
        gap = min(gap * k, n)
