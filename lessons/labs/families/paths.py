"""How many layers information needs to cross a sequence, found by search: no formula is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....core.operations.window import Window

Places = NDArray[np.intp]  # [place, part]: what each place reads, OUTSIDE for nothing


class Found(NamedTuple):
    """Layers until one place has seen all; layers until no place sees anything new."""

    one: int
    all: int


def search(layers: Iterable[Places], n: int) -> Found:
    """Lets n places read one another, layer after layer; at first each has seen itself, and none forgets.

    What a place has seen is a row of bits. The last row belongs to OUTSIDE and stays empty.

    Raises:
        ValueError: after these layers there is still something new to be seen.
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
    raise ValueError("there is still something new to be seen after these layers")


def _read(seen: NDArray[np.uint8], places: Places) -> NDArray[np.uint8]:
    after = seen.copy()
    for part in places.T:
        after[:-1] |= seen[part]
    return after


def states(n: int) -> Iterator[Places]:
    """Steps within a recurrent layer: a state reads the one before it, and keeps what it has."""
    return windows(Window.causal(2), n)


def up_to_here(n: int) -> Iterator[Places]:
    """Layers in which a place reads itself and all before it: causal attention; a recurrent layer as a whole."""
    return windows(Window.causal(n), n)


def windows(window: Window, n: int) -> Iterator[Places]:
    """Layers of the same window: a convolution, or attention restricted to it."""
    places = window.places(n)
    while True:
        yield places


def growing(k: int, n: int) -> Iterator[Places]:
    """Layers of causal dilated convolution, whose gaps grow k times with each layer.

    Around a place such gaps do not connect all: a way that goes too far in order to come back is cut off at the ends.
    """
    gap = 1
    while True:
        yield Window.causal(k, dilation=gap).places(n)
        gap = min(gap * k, n)
