"""Dropout: each number is dropped at random, and the rest are scaled up.

Section 5.4; Hinton et al. 2012.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.dropout import dropout, dropout_mask
from ...core.operations.operation import floats
from ...core.trace.tags import Tag
from .lab import Parameter, Result, counted, numbers, result, single

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("x", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "the input"),
    Parameter("rate", 0.1, "share of the numbers that are dropped", 0, 0.95, 0.05),
    Parameter("training", True, "training mode; off: nothing is dropped"),
    Parameter("times", 400, "number of passes for the mean", 1, 2000, 100, whole=True),
    Parameter("seed", 0, "random seed", 0, 9999, whole=True),
)


def run(x: str, rate: float, training: bool, times: int, seed: int) -> Result:
    """The same numbers through dropout several times, and the mean."""
    given = numbers("x", x)
    share = rate if training else 0.0
    passes = np.array([once(given, share, seed, visit) for visit in range(times)])
    return result(
        x=counted(given, "feature", "The input."),
        first=counted(passes[0], "feature", "The output of the first pass."),
        second=counted(passes[min(1, len(passes) - 1)], "feature", "The output of the second pass."),
        passes=counted(passes[:8], "pass, feature", "The outputs of the first passes."),
        mean=counted(passes.mean(axis=0), "feature", "The mean over all passes."),
        factor=single(1 / (1 - share), "The factor that scales the remaining numbers: 1/(1 − rate)."),
        dropped=single(
            (passes == 0).mean() - (given == 0).mean(), "The share of the numbers that were dropped."
        ),
    )


def once(x: np.ndarray, rate: float, seed: int, visit: int) -> np.ndarray:
    """x after dropout."""
    row = x[None]
    kept = dropout_mask.reference(row, rate=rate, seed=seed, place=0, visit=visit)
    return floats(dropout.reference(row, kept, rate=rate)[0])
