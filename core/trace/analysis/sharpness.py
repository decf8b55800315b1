"""How sharply attention looks, told by its weights alone."""

from __future__ import annotations

import numpy as np

from ...operations.operation import Array


def entropy(weights: Array) -> Array:
    """Shannon's entropy of each row of weights, in bits: 0 where one weight is all, log₂ n where n are equal.

    Args:
        weights: none below 0; each row, along the last axis, sums to 1.

    Returns:
        One axis less, float64.
    """
    p = np.asarray(weights, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = np.where(p > 0, -p * np.log2(p), np.where(p == 0, 0.0, np.nan))  # p log p goes to 0 with p
    return np.asarray(np.maximum(bits.sum(axis=-1), 0.0))
