"""Which outputs move when one input is nudged: feed-forward network beside self-attention.

Section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...core.operations import activation, dot_products, heads, linear, scaled, softmax
from .lab import Parameter, Result, Table, Value, single

Numbers = NDArray[np.float64]

WIDTH, INNER = 8, 32
ROUNDING = 1e-12
PARAMETERS = (
    Parameter("positions", 5, "tokens of the sentence", 2, 12, whole=True),
    Parameter("nudge", 0.5, "added to one number of an input", -5, 5, 0.1),
    Parameter("seed", 0, "of the random vectors and matrices", 0, 9999, whole=True),
)


def run(positions: Value, nudge: Value, seed: Value) -> Result:
    """For each input j, nudged alone: how far each output i moves."""
    count = int(positions)
    rng = np.random.default_rng(int(seed))
    x = rng.standard_normal((count, WIDTH))
    first = rng.standard_normal((INNER, WIDTH)) / np.sqrt(WIDTH)
    second = rng.standard_normal((WIDTH, INNER)) / np.sqrt(INNER)
    projections = rng.standard_normal((3, WIDTH, WIDTH)) / np.sqrt(WIDTH)

    def feed_forward(x: Numbers) -> Numbers:
        hidden = linear.hidden.reference(x, first)
        return np.asarray(linear.feed_forward_output.reference(activation.relu.reference(hidden), second))

    def self_attention(x: Numbers) -> Numbers:
        query, key, value = (linear.query.reference(x, each, heads=1) for each in projections)
        scores = scaled.scaled.reference(dot_products.dot_products.reference(query, key), d_k=WIDTH)
        return np.asarray(heads.heads.reference(softmax.weights.reference(scores), value)[0])

    moved_by_ffn = influence(feed_forward, x, float(nudge))
    moved_by_attention = influence(self_attention, x, float(nudge))
    alone = np.vstack([feed_forward(x[n : n + 1]) for n in range(count)])
    return Result(
        {
            "x": Table(x, ("position", "feature"), says="The vectors that come in."),
            "output": Table(feed_forward(x), ("position", "feature"), says="What the network makes of them."),
            "alone": Table(alone, ("position", "feature"), says="The same, each position fed by itself."),
            "moved": _influence(moved_by_ffn, "Feed-forward: how far output i moves when input j is nudged."),
            "attention_moved": _influence(moved_by_attention, "Self-attention: the same nudges."),
            "count": single(int((moved_by_ffn > ROUNDING).sum()), "How many pairs move, feed-forward."),
            "attention_count": single(
                int((moved_by_attention > ROUNDING).sum()), "How many pairs move, attention."
            ),
        }
    )


def influence(function: Callable[[Numbers], Numbers], x: Numbers, nudge: float) -> Numbers:
    """[input j, output i]: the largest change of output i when the first feature of input j alone is nudged."""
    before = function(x)
    rows = []
    for j in range(len(x)):
        nudged = x.copy()
        nudged[j, 0] += nudge
        rows.append(np.abs(function(nudged) - before).max(axis=-1))
    return np.array(rows)


def _influence(values: Numbers, says: str) -> Table:
    names = tuple(str(n + 1) for n in range(len(values)))
    return Table(values, ("input", "output"), {"input": names, "output": names}, says)
