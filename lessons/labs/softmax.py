"""Softmax of a few scores, shifted and scaled.

Section 3.2.1. Along the wrong axis: lab `softmax-axis`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.softmax import weights
from ...core.trace.analysis.sharpness import entropy
from .lab import Parameter, Result, Value, counted, numbers, single

PARAMETERS = (
    Parameter("scores", "2, 1, 3", "what softmax is taken of"),
    Parameter("shift", 0.0, "added to each score", -1000, 1000, 10),
    Parameter("scale", 1.0, "multiplies each score", -100, 100, 0.5),
)


def run(scores: Value, shift: Value, scale: Value) -> Result:
    """The weights of the changed scores beside those of the scores as they were."""
    before = numbers("scores", scores)
    after = before * float(scale) + float(shift)
    along = ("key",)
    largest = after.max()
    exponentials = np.exp(after - largest)
    return Result(
        {
            "before": counted(before, along, "The scores as they were."),
            "scores": counted(after, along, "The scores, scaled and shifted."),
            "exponentials": counted(exponentials, along, "e to the power of each score less the largest."),
            "total": single(float(exponentials.sum()), "What the exponentials are divided by."),
            "weights": counted(softmax(after), along, "The weights: they sum to 1."),
            "weights_before": counted(softmax(before), along, "The weights of the scores as they were."),
            "entropy": single(float(entropy(softmax(after))), "In bits: how undecided the weights are."),
        }
    )


def softmax(scores: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    """eˣ / Σ eˣ along an axis; a row of −∞ alone gives NaN."""
    along_the_last = weights.reference(np.moveaxis(scores, axis, -1))
    return np.asarray(np.moveaxis(along_the_last, -1, axis), dtype=np.float64)
