"""An exploding gradient, and clipping it (Pascanu et al. 2013, arXiv 1211.5063).

A recurrent network without inputs, whose state is one number: hₜ = w hₜ₋₁, h₀ = 1. The loss is half the squared
difference between the last state and a target. Gradient descent runs with the gradient as it is, and with a gradient
that is never longer than a limit.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

WAYS = ("as it is", "clipped")
FIRST = 4  # updates in the table
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("weight", 1.1, "w at the start", 0.5, 1.5, 0.05),
    Parameter("steps", 50, "number of steps", 1, 100, 10, whole=True),
    Parameter("target", 2.0, "the target state after the last step", 0, 10),
    Parameter("rate", 0.0001, "learning rate", 0.00001, 0.01, 0.0001),
    Parameter("limit", 10.0, "the maximum length of a clipped gradient", 0.1, 1000, 1),
    Parameter("updates", 120, "number of updates", FIRST, 1000, 20, whole=True),
)


def run(weight: float, steps: int, target: float, rate: float, limit: float, updates: int) -> Result:
    """The gradient by number of steps, and both ways of descending."""
    lengths = np.arange(steps + 1)
    ways = [descended(weight, steps, target, rate, each, updates) for each in (np.inf, limit)]
    weights, losses = (np.stack(each) for each in zip(*ways, strict=True))
    labels = {"gradient": WAYS, "updates": range(FIRST + 1)}
    return result(
        states=table(weight**lengths, "steps", "The state after t steps: wᵗ."),
        lengths=table(lengths, "steps", "Numbers of steps."),
        state=single(weight**steps, "The state after the last step."),
        gradient=single(gradient(weight, steps, target), "The gradient of the loss with respect to w."),
        after_one=single(weights[0, 1], "w after one update with the gradient as it is."),
        best=single(target ** (1 / steps), "The w for which the last state is the target."),
        weights=table(weights[:, : FIRST + 1], "gradient, updates", "w after the first updates.", labels),
        losses=table(
            losses[:, : FIRST + 1], "gradient, updates", "The loss after the first updates.", labels
        ),
        updates=table(np.arange(updates + 1), "updates", "Numbers of updates."),
        clipped_weights=table(weights[1], "updates", "w with clipped gradients."),
        clipped_losses=table(losses[1], "updates", "The loss with clipped gradients."),
        clipped_end=single(weights[1, -1], "w after the last update, clipped."),
        clipped_loss=single(losses[1, -1], "The loss after the last update, clipped."),
    )


def gradient(weight: float, steps: int, target: float) -> float:
    """(wⁿ − target) · n wⁿ⁻¹."""
    w = np.float64(weight)
    return float((w**steps - target) * steps * w ** (steps - 1))


def descended(
    weight: float, steps: int, target: float, rate: float, limit: float, updates: int
) -> tuple[Floats, Floats]:
    """The weight and the loss before each update and after the last."""
    weights = np.full(updates + 1, weight)
    for update in range(updates):
        slope = np.clip(gradient(weights[update], steps, target), -limit, limit)
        weights[update + 1] = weights[update] - rate * slope
    return weights, (weights**steps - target) ** 2 / 2
