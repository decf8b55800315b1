"""How sharply attention focuses, measured by its weights."""

from __future__ import annotations

import numpy as np

from ...operations.operation import Array


def entropy(weights: Array) -> Array:
    """The Shannon entropy of each row of weights in bits: 0 for a single weight of 1, log₂ n for n equal weights.

    Args:
        weights: not negative; each row, along the last axis, sums to 1.

    Returns:
        An array without the last axis, float64.
    """
    p = np.asarray(weights, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = np.where(p > 0, -p * np.log2(p), np.where(p == 0, 0.0, np.nan))  # p log p goes to 0 with p
    return np.asarray(np.maximum(bits.sum(axis=-1), 0.0))
