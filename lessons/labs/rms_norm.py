"""RMSNorm and LayerNorm of the same vector: the effect of not subtracting the mean.

Zhang & Sennrich 2019, arXiv 1910.07467. The gain is 1 and the bias 0 in both.
"""

from __future__ import annotations

import numpy as np

from ...core.operations import layer_norm
from ...core.trace.tags import Tag
from .lab import Parameter, Result, counted, numbers, result, single

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("x", "1, 7, 5, 5", "the features of one position"),
    Parameter("shift", 0.0, "number added to each feature", -1000, 1000, 1),
    Parameter("scale", 1.0, "factor that multiplies each feature", 0.001, 1000, 1),
)


def run(x: str, shift: float, scale: float) -> Result:
    """Both results, and the numbers that each of them divides by."""
    row = numbers("x", x) * scale + shift
    gain, epsilon = np.ones_like(row), 0.0
    return result(
        x=counted(row, "feature", "The features, scaled and shifted."),
        rms=counted(
            layer_norm.rms_norm.reference(row[None], gain, epsilon=epsilon)[0],
            "feature",
            "The result of RMSNorm: each feature divided by the root mean square.",
        ),
        layer=counted(
            layer_norm.layer_norm.reference(row[None], gain, 0 * gain, epsilon=epsilon)[0],
            "feature",
            "The result of LayerNorm: the mean is subtracted, then each feature is divided by the standard deviation.",
        ),
        mean=single(row.mean(), "The mean, which only LayerNorm subtracts."),
        mean_square=single(np.square(row).mean(), "The mean of the squares."),
        root_mean_square=single(
            np.sqrt(np.square(row).mean()), "The root mean square: RMSNorm divides by it."
        ),
        deviation=single(row.std(), "The standard deviation: LayerNorm divides by it."),
    )
