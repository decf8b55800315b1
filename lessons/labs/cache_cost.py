"""Multiplications needed for decoding, with and without a key/value cache.

Computed from formulas (section 3.1).
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("tokens", 4, "number of decoded tokens, including the end token", 1, 500, whole=True),
    Parameter("source", 3, "number of source tokens", 1, 500, whole=True),
    Parameter("d_model", 96, "the model's width", 1, 8192, 32, whole=True),
    Parameter("d_ff", 384, "the width inside the feed-forward network", 1, 32_768, 128, whole=True),
    Parameter("layers", 2, "N, number of decoder layers", 1, 96, whole=True),
)


def run(tokens: int, source: int, d_model: int, d_ff: int, layers: int) -> Result:
    """For each step: projected rows, multiplications in the decoder's layers, and the size of the cache."""
    n = tokens
    step = np.arange(1, n + 1, dtype=np.float64)
    sizes = source, d_model, d_ff, layers
    cached, whole = with_cache(step, *sizes), without_cache(step, *sizes)
    return result(
        step=table(step, "step", "Steps, counted from 1: each produces one token."),
        projected=table(np.ones(n), "step", "Number of rows of K computed at each step, with the cache."),
        recomputed=table(step, "step", "Number of rows of K computed at each step, without the cache."),
        rows=table(
            step, "step", "Number of rows of K that a new token can attend to, with or without the cache."
        ),
        total_projected=single(n, "Total rows of K computed with the cache: n."),
        total_recomputed=single(n * (n + 1) / 2, "Total rows without the cache: 1 + 2 + … + n = n(n+1)/2."),
        with_cache=table(cached, "step", "Multiplications at each step, with the cache."),
        without_cache=table(whole, "step", "Multiplications at each step, without the cache."),
        total_with=single(cached.sum(), "Total multiplications with the cache."),
        total_without=single(whole.sum(), "Total multiplications without the cache."),
        times=single(whole.sum() / cached.sum(), "Work without the cache ÷ work with the cache."),
        held=single(
            layers * 2 * d_model * (n + source),
            "Number of floats in the cache at the end: K and V of self-attention and cross-attention.",
        ),
    )


def with_cache(step: Floats, source: int, d_model: int, d_ff: int, layers: int) -> Floats:
    """[step]: one row passes through the layers; K and V of the source are computed only at the first step."""
    keys_values = np.where(step == 1, _source_keys_values(source, d_model), 0)
    return np.asarray(layers * (_row(step, source, d_model, d_ff) + keys_values))


def without_cache(step: Floats, source: int, d_model: int, d_ff: int, layers: int) -> Floats:
    """[step]: all rows so far pass through the layers, and K and V of the source are computed each time."""
    rows = step * _row(step, source, d_model, d_ff)
    return np.asarray(layers * (rows + _source_keys_values(source, d_model)))


def _row(keys: Floats, source: int, d_model: int, d_ff: int) -> Floats:
    """One row in one layer: W^Q, W^K, W^V, W^O; W^Q and W^O of cross-attention; scores and weighted sums; the FFN."""
    return np.asarray(6 * d_model**2 + 2 * (keys + source) * d_model + 2 * d_model * d_ff)


def _source_keys_values(source: int, d_model: int) -> int:
    """K and V of the source, in one layer."""
    return 2 * source * d_model**2
