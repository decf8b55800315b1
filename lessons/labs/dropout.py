"""Dropout: a coin for each number, and what is kept made larger.

Section 5.4; Hinton et al. 2012.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.dropout import dropout, dropout_mask
from ...core.operations.operation import floats
from .lab import Parameter, Result, Value, counted, numbers, single

PARAMETERS = (
    Parameter("x", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "what comes in"),
    Parameter("rate", 0.1, "the share that is dropped", 0, 0.95, 0.05),
    Parameter("training", True, "training; off: nothing drops"),
    Parameter("times", 400, "how often it is repeated for the mean", 1, 2000, 100, whole=True),
    Parameter("seed", 0, "seed of the coins", 0, 9999, whole=True),
)


def run(x: Value, rate: Value, training: Value, times: Value, seed: Value) -> Result:
    """The same numbers through dropout several times, and their mean."""
    given = numbers("x", x)
    share = float(rate) if training else 0.0
    passes = np.array([once(given, share, int(seed), visit) for visit in range(int(times))])
    along = ("feature",)
    return Result(
        {
            "x": counted(given, along, "What comes in."),
            "first": counted(passes[0], along, "What comes out the first time."),
            "second": counted(passes[min(1, len(passes) - 1)], along, "What comes out the second time."),
            "passes": counted(passes[:8], ("time", "feature"), "What comes out, time after time."),
            "mean": counted(passes.mean(axis=0), along, "The mean over all times."),
            "factor": single(1 / (1 - share), "What a number that is kept is multiplied by: 1/(1 − rate)."),
            "dropped": single(
                float((passes == 0).mean() - (given == 0).mean()), "The share that was dropped."
            ),
        }
    )


def once(x: np.ndarray, rate: float, seed: int, visit: int) -> np.ndarray:
    """What is left of x."""
    row = x[None]
    kept = dropout_mask.reference(row, rate=rate, seed=seed, place=0, visit=visit)
    return floats(dropout.reference(row, kept, rate=rate)[0])
