"""Which outputs change when one input changes: feed-forward network and self-attention.

Section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.operations import activation, heads, linear, scaled, softmax
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbered, result, single, table

WIDTH, INNER = 8, 32
ROUNDING = 1e-12
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("positions", 5, "number of positions", 2, 12, whole=True),
    Parameter("nudge", 0.5, "number added to one feature of an input", -5, 5, 0.1),
    Parameter("seed", 0, "random seed", 0, 9999, whole=True),
)


def run(positions: int, nudge: float, seed: int) -> Result:
    """For each input j, how far each output i changes when only j changes."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((positions, WIDTH))
    first = rng.standard_normal((INNER, WIDTH)) / np.sqrt(WIDTH)
    second = rng.standard_normal((WIDTH, INNER)) / np.sqrt(INNER)
    projections = rng.standard_normal((3, WIDTH, WIDTH)) / np.sqrt(WIDTH)

    def feed_forward(x: Floats) -> Floats:
        hidden = linear.hidden.reference(x, first)
        return np.asarray(linear.feed_forward_output.reference(activation.relu.reference(hidden), second))

    def self_attention(x: Floats) -> Floats:
        query, key, value = (linear.query.reference(x, each, heads=1) for each in projections)
        scores = scaled.scaled.reference(heads.dot_products.reference(query, key), d_k=WIDTH)
        return np.asarray(heads.heads.reference(softmax.weights.reference(scores), value)[0])

    moved, attention_moved = influence(feed_forward, x, nudge), influence(self_attention, x, nudge)
    alone = np.vstack([feed_forward(x[n : n + 1]) for n in range(positions)])
    return result(
        dict.fromkeys(("input", "output"), numbered(positions)),
        x=table(x, "position, feature", "The input vectors."),
        output=table(feed_forward(x), "position, feature", "The output of the network."),
        alone=table(alone, "position, feature", "The output, computed for each position separately."),
        moved=table(moved, "input, output", "Feed-forward: how much output i changes when input j changes."),
        attention_moved=table(
            attention_moved,
            "input, output",
            "Self-attention: how much output i changes when input j changes.",
        ),
        count=single(
            (moved > ROUNDING).sum(),
            "Feed-forward: number of pairs (i, j) where output i changes with input j.",
        ),
        attention_count=single(
            (attention_moved > ROUNDING).sum(),
            "Self-attention: number of pairs (i, j) where output i changes with input j.",
        ),
    )


def influence(function: Callable[[Floats], Floats], x: Floats, nudge: float) -> Floats:
    """[input j, output i]: the largest change of output i when only the first feature of input j changes."""
    before = function(x)
    rows = []
    for j in range(len(x)):
        nudged = x.copy()
        nudged[j, 0] += nudge
        rows.append(np.abs(function(nudged) - before).max(axis=-1))
    return np.array(rows)
