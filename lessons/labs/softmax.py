"""Softmax of a few scores, shifted and scaled.

Section 3.2.1. For softmax along the wrong axis, see the `softmax-axis` lab.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.softmax import weights
from ...core.trace.analysis.sharpness import entropy
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, numbers, result, single

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("scores", "2, 1, 3", "the scores"),
    Parameter("shift", 0.0, "number added to each score", -1000, 1000, 10),
    Parameter("scale", 1.0, "factor that multiplies each score", -100, 100, 0.5),
)


def run(scores: str, shift: float, scale: float) -> Result:
    """The weights of the changed scores and of the original scores."""
    before = numbers("scores", scores)
    after = before * scale + shift
    exponentials = np.exp(after - after.max())
    return result(
        before=counted(before, "key", "The original scores."),
        scores=counted(after, "key", "The scores, scaled and shifted."),
        exponentials=counted(exponentials, "key", "e to the power of each score minus the largest."),
        total=single(exponentials.sum(), "The sum of the exponentials."),
        weights=counted(softmax(after), "key", "The weights: they sum to 1."),
        weights_before=counted(softmax(before), "key", "The weights of the original scores."),
        entropy=single(entropy(softmax(after)), "The entropy of the weights, in bits."),
    )


def softmax(scores: Floats, axis: int = -1) -> Floats:
    """eˣ / Σ eˣ along an axis; a row of only −∞ gives NaN."""
    along_the_last = weights.reference(np.moveaxis(scores, axis, -1))
    return np.asarray(np.moveaxis(along_the_last, -1, axis), dtype=np.float64)
