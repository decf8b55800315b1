"""What a position can see in each family after each layer: by how the model is built, whatever its weights are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import SequenceConfiguration
from ....core.operations.window import OUTSIDE, Window

LabelledArray = NDArray[np.bool_]


def sight(sizes: SequenceConfiguration, positions: int) -> list[LabelledArray]:
    """Which embedded tokens a state hangs on, [to, from], after the embedding and after each layer."""
    seen = [np.eye(positions, dtype=bool)]
    for layer in range(sizes.layers):
        seen.append(_of_layer(sizes, layer, positions) @ seen[-1])
    return seen


def _of_layer(sizes: SequenceConfiguration, layer: int, positions: int) -> LabelledArray:
    """Which states of the layer before a state of this one is made of, [to, from]."""
    every = np.ones((positions, positions), dtype=bool)
    if sizes.family == "convolution":
        return _window(sizes, layer, positions)
    if sizes.family == "attention" and not sizes.causal:
        return every
    return np.tril(every)  # a recurrent network never sees what comes


def _window(sizes: SequenceConfiguration, layer: int, positions: int) -> LabelledArray:
    make = Window.causal if sizes.causal else Window.same
    places = make(sizes.width, sizes.dilations[layer]).places(positions)
    seen = np.zeros((positions, positions), dtype=bool)
    rows, parts = np.nonzero(places != OUTSIDE)
    seen[rows, places[rows, parts]] = True
    return seen


def named(seen: Sequence[bool], tokens: Sequence[str]) -> str:
    """The tokens that are seen, in order; where some are left out between, three dots stand for them."""
    said: list[str] = []
    gap = False
    for sees, token in zip(seen, tokens, strict=True):
        if sees:
            said += ["…"] * (gap and bool(said)) + [token]
        gap = not sees
    return " ".join(said)
