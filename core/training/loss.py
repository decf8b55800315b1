"""Cross-entropy with label smoothing (Vaswani et al. 2017, section 5.4; Szegedy et al. 2015)."""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor


def smoothed_cross_entropy(
    log_probabilities: Float[Tensor, "batch position token"],
    wanted: Int[Tensor, "batch position"],
    smoothing: float,
    padding: int,
) -> Float[Tensor, ""]:
    """Mean loss per real token, in nats.

    The wanted token gets the probability 1 − ε + ε/V, every other ε/V: an overconfident model has a higher loss.
    """
    real = wanted != padding
    right = log_probabilities.gather(-1, wanted.unsqueeze(-1)).squeeze(-1)
    evenly = log_probabilities.mean(-1)
    losses = -((1 - smoothing) * right + smoothing * evenly)
    return losses[real].mean()
