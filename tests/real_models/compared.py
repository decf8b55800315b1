"""Our steps beside what transformers computes there, for whole models with trained weights."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from transformer_explore.core.trace import Trace


def difference(trace: Trace, theirs: Mapping[str, Any]) -> float:
    """The largest difference, as a share of the largest number of the same step.

    Args:
        theirs: what transformers has at each of our steps.
    """
    return max(step_difference(trace[name].values, np.asarray(values)) for name, values in theirs.items())


def step_difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference of two arrays of finite numbers, as a share of the largest number of the second."""
    assert ours.shape == theirs.shape
    assert np.isfinite(ours).all() and np.isfinite(theirs).all()
    return float(np.abs(ours - theirs).max() / np.abs(theirs).max())
