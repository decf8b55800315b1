"""The same numbers normalized over features (LayerNorm) and over the batch (BatchNorm).

With padding (section 3.1).
"""

from __future__ import annotations

import numpy as np

from ...core.operations import layer_norm
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

# Two sentences, of three tokens and of one; four features, easy to work out by hand.
TOKENS = np.array([[2.0, 4.0, 6.0, 8.0], [1.0, 1.0, 3.0, 3.0], [0.0, 2.0, 4.0, 10.0], [5.0, 3.0, 5.0, 7.0]])
NAMES = ("A1", "A2", "A3", "B1")
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("scale", 1.0, "factor that multiplies every number", 0.001, 1000, 1),
    Parameter("padding", 2, "number of padding positions, all zeros", 0, 12, whole=True),
    Parameter("epsilon", 1e-5, "ε, added to the variance", 0, 1, 1e-5),
)


def run(scale: float, padding: int, epsilon: float) -> Result:
    """Both normalizations (gain 1, bias 0), with and without the padding."""
    tokens = TOKENS * scale
    x = np.vstack([tokens, np.zeros((padding, tokens.shape[1]))])
    padded, real = {"position": NAMES + ("pad",) * padding}, {"position": NAMES}
    layer, batch = over_features(x, epsilon), over_batch(x, epsilon)
    layer_alone, batch_alone = over_features(tokens, epsilon), over_batch(tokens, epsilon)
    unscaled = over_features(TOKENS, epsilon)
    axes = "position, feature"
    return result(
        padded,
        scale=single(scale, "The factor that every number is multiplied by."),
        x=table(x, axes, "The input: two sentences, padded."),
        layer=table(layer, axes, "LayerNorm: each position over its own features."),
        batch=table(batch, axes, "BatchNorm: each feature over all positions, padding included."),
        layer_alone=table(layer_alone, axes, "LayerNorm without the padding.", real),
        batch_alone=table(batch_alone, axes, "BatchNorm without the padding.", real),
        unscaled=table(unscaled, axes, "LayerNorm of the unscaled numbers.", real),
        position_means=table(x.mean(axis=1), "position", "LayerNorm's means: one for each position."),
        position_variances=table(x.var(axis=1), "position", "LayerNorm's variances."),
        feature_means=table(x.mean(axis=0), "feature", "BatchNorm's means: one for each feature."),
        feature_variances=table(x.var(axis=0), "feature", "BatchNorm's variances."),
        layer_moved=single(_apart(layer, layer_alone), "The largest change in LayerNorm caused by padding."),
        batch_moved=single(_apart(batch, batch_alone), "The largest change in BatchNorm caused by padding."),
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
