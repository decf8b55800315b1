"""Which tokens a position can see in each family after each layer. This depends on the architecture, not on weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import SequenceConfiguration
from ....core.operations.window import OUTSIDE, Window

Mask = NDArray[np.bool_]


def receptive_fields(sizes: SequenceConfiguration, positions: int) -> list[Mask]:
    """Which embedded tokens each state depends on, [to, from], after the embedding and after each layer."""
    seen = [np.eye(positions, dtype=bool)]
    for layer in range(sizes.layers):
        seen.append(_of_layer(sizes, layer, positions) @ seen[-1])
    return seen


def _of_layer(sizes: SequenceConfiguration, layer: int, positions: int) -> Mask:
    """Which states of the previous layer each state of this layer is computed from, [to, from]."""
    every = np.ones((positions, positions), dtype=bool)
    if sizes.family == "convolution":
        return _window(sizes, layer, positions)
    if sizes.family == "attention" and not sizes.causal:
        return every
    return np.tril(every)  # a recurrent network only sees earlier positions


def _window(sizes: SequenceConfiguration, layer: int, positions: int) -> Mask:
    make = Window.causal if sizes.causal else Window.same
    places = make(sizes.width, sizes.dilations[layer]).places(positions)
    seen = np.zeros((positions, positions), dtype=bool)
    rows, parts = np.nonzero(places != OUTSIDE)
    seen[rows, places[rows, parts]] = True
    return seen


def named(seen: Sequence[bool], tokens: Sequence[str]) -> str:
    """The tokens that are seen, in order, with … in place of those in between that are not."""
    words: list[str] = []
    gap = False
    for sees, token in zip(seen, tokens, strict=True):
        if sees:
            words += ["…"] * (gap and bool(words)) + [token]
        gap = not sees
    return " ".join(words)
