"""What decoding costs in multiplications, with a key/value cache and without one.

By formula alone (section 3.1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, single

Numbers = NDArray[np.float64]

PARAMETERS = (
    Parameter("tokens", 4, "tokens decoded, the end too", 1, 500, whole=True),
    Parameter("source", 3, "tokens of the source", 1, 500, whole=True),
    Parameter("d_model", 64, "the model's width", 1, 8192, 64, whole=True),
    Parameter("d_ff", 256, "the width inside the feed-forward network", 1, 32_768, 256, whole=True),
    Parameter("layers", 2, "N of the decoder", 1, 96, whole=True),
)


def run(tokens: Value, source: Value, d_model: Value, d_ff: Value, layers: Value) -> Result:
    """Step by step: rows that are projected, multiplications of the decoder's layers, and what the cache holds."""
    n, d = int(tokens), int(d_model)
    step = np.arange(1, n + 1, dtype=np.float64)
    sizes = int(source), d, int(d_ff), int(layers)
    cached, whole = with_cache(step, *sizes), without_cache(step, *sizes)
    along = ("step",)
    return Result(
        {
            "step": Table(step, along, says="Steps, counted from 1: each gives a token."),
            "projected": Table(
                np.ones(n), along, says="Rows of K that are computed at each step, with the cache."
            ),
            "recomputed": Table(step, along, says="Rows of K that are computed at each step, without it."),
            "rows": Table(
                step, along, says="Rows of K that a new token can look at: with or without the cache."
            ),
            "total_projected": single(n, "Rows of K computed in all, with the cache: n."),
            "total_recomputed": single(n * (n + 1) / 2, "Without it: 1 + 2 + … + n = n(n+1)/2."),
            "with_cache": Table(cached, along, says="Multiplications of each step, with the cache."),
            "without_cache": Table(whole, along, says="Multiplications of each step, without it."),
            "total_with": single(float(cached.sum()), "Multiplications in all, with the cache."),
            "total_without": single(float(whole.sum()), "Multiplications in all, without it."),
            "times": single(float(whole.sum() / cached.sum()), "How many times as many without the cache."),
            "held": single(
                int(layers) * 2 * d * (n + int(source)), "Numbers held in the end: K and V, both kinds."
            ),
        }
    )


def with_cache(step: Numbers, source: int, d_model: int, d_ff: int, layers: int) -> Numbers:
    """[step]: one row goes through the layers; K and V of the source are computed at the first step alone."""
    offered = np.where(step == 1, _offered(source, d_model), 0)
    return np.asarray(layers * (_row(step, source, d_model, d_ff) + offered))


def without_cache(step: Numbers, source: int, d_model: int, d_ff: int, layers: int) -> Numbers:
    """[step]: all rows so far go through the layers, and K and V of the source are computed each time."""
    rows = step * _row(step, source, d_model, d_ff)
    return np.asarray(layers * (rows + _offered(source, d_model)))


def _row(keys: Numbers, source: int, d_model: int, d_ff: int) -> Numbers:
    """One row in one layer: W_Q, W_K, W_V, W_O; W_Q and W_O of cross-attention; scores and sums; the two of FFN."""
    return np.asarray(6 * d_model**2 + 2 * (keys + source) * d_model + 2 * d_model * d_ff)


def _offered(source: int, d_model: int) -> int:
    """K and V of the source, in one layer."""
    return 2 * source * d_model**2
