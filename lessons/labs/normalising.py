"""The same numbers normalized over features (LayerNorm) and over the batch (BatchNorm).

With padding (section 3.1).
"""

from __future__ import annotations

import numpy as np

from ...core.operations import layer_norm
from .lab import Floats, Parameter, Result, Table, result, single, vector

# Two sentences, of three tokens and of one; four features, easy to work out by hand.
TOKENS = np.array([[2.0, 4.0, 6.0, 8.0], [1.0, 1.0, 3.0, 3.0], [0.0, 2.0, 4.0, 10.0], [5.0, 3.0, 5.0, 7.0]])
NAMES = ("A1", "A2", "A3", "B1")
PARAMETERS = (
    Parameter("scale", 1.0, "factor for every number", 0.001, 1000, 1),
    Parameter("padding", 2, "padding positions, all zeros", 0, 12, whole=True),
    Parameter("epsilon", 1e-5, "ε, added to the variance", 0, 1, 1e-5),
)


def run(scale: float, padding: int, epsilon: float) -> Result:
    """Both normalizations (gain 1, bias 0), with and without the padding."""
    tokens = TOKENS * scale
    empty, ε = padding, epsilon
    x = np.vstack([tokens, np.zeros((empty, tokens.shape[1]))])
    rows = {"position": NAMES + ("pad",) * empty}
    real = {"position": NAMES}
    layer, batch = over_features(x, ε), over_batch(x, ε)
    layer_alone, batch_alone = over_features(tokens, ε), over_batch(tokens, ε)
    axes = ("position", "feature")
    return result(
        scale=single(scale, "The factor that every number is multiplied by."),
        x=Table(x, axes, rows, "The input: two sentences, padded."),
        layer=Table(layer, axes, rows, "LayerNorm: each position over its own features."),
        batch=Table(batch, axes, rows, "BatchNorm: each feature over all positions, padding included."),
        layer_alone=Table(layer_alone, axes, real, "LayerNorm without the padding."),
        batch_alone=Table(batch_alone, axes, real, "BatchNorm without the padding."),
        unscaled=Table(over_features(TOKENS, ε), axes, real, "LayerNorm of the unscaled numbers."),
        position_means=Table(
            x.mean(axis=1), ("position",), rows, "LayerNorm's means: one for each position."
        ),
        position_variances=Table(x.var(axis=1), ("position",), rows, "LayerNorm's variances."),
        feature_means=vector(x.mean(axis=0), "feature", "BatchNorm's means: one for each feature."),
        feature_variances=vector(x.var(axis=0), "feature", "BatchNorm's variances."),
        layer_moved=single(_apart(layer, layer_alone), "The largest change of LayerNorm by padding."),
        batch_moved=single(_apart(batch, batch_alone), "The largest change of BatchNorm by padding."),
    )


def over_features(x: Floats, epsilon: float) -> Floats:
    """LayerNorm with gain 1 and bias 0; a row without variance is NaN unless ε is above 0."""
    ones = np.ones(x.shape[-1])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(layer_norm.layer_norm.reference(x, ones, 0 * ones, epsilon=epsilon))


def over_batch(x: Floats, epsilon: float) -> Floats:
    """BatchNorm as in training, with gain 1 and bias 0: LayerNorm with rows and columns exchanged."""
    return over_features(x.T, epsilon).T


def _apart(padded: Floats, alone: Floats) -> float:
    return float(np.abs(padded[: len(alone)] - alone).max())
