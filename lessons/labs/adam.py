"""Adam: how far a gradient of any size moves a weight.

Kingma and Ba 2015, arXiv 1412.6980, algorithm 1, with the β and ε of section 5.3.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, numbers, result, single, table

BETAS = (0.9, 0.98)
EPSILON = 1e-9
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("gradients", "0.001, 1, 1000", "the gradient of each parameter at the first step"),
    Parameter("rate", 0.001, "the learning rate", 0, 10, 0.001),
    Parameter("steps", 50, "number of updates", 1, 500, 10, whole=True),
    Parameter("noise", 0.0, "random noise in each gradient", 0, 100, 0.5),
    Parameter("seed", 0, "random seed", 0, 9999, whole=True),
)


def run(gradients: str, rate: float, steps: int, noise: float, seed: int) -> Result:
    """What Adam adds to each parameter at each step, compared with plain gradient descent."""
    first = numbers("gradients", gradients)
    chance = np.random.default_rng(seed).standard_normal((steps, first.size))
    chance[0] = 0
    given = first * (1 + noise * chance)
    added = updates(given, rate)
    step = np.arange(1, steps + 1)
    return result(
        step=table(step, "step", "Steps, counted from 1."),
        gradients=counted(given, "step, weight", "The gradient of each parameter."),
        updates=counted(added, "step, weight", "Adam's update of each parameter."),
        first=table(added[0], "weight", "Adam's first update of each parameter."),
        first_plain=table(-rate * given[0], "weight", "Plain gradient descent's first update: −rate·g."),
        size=table(np.abs(added).mean(axis=1), "step", "The mean size of Adam's updates."),
        rate=single(rate, "The learning rate."),
    )


class Adam:
    """Adam with this learning rate; each call returns one step's update of the parameters: −rate · m̂ / (√v̂ + ε)."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.steps = 0
        self.m = self.v = np.zeros(())

    def __call__(self, gradient: Floats) -> Floats:
        slow, fast = BETAS
        self.steps += 1
        self.m = slow * self.m + (1 - slow) * gradient
        self.v = fast * self.v + (1 - fast) * gradient**2
        m, v = self.m / (1 - slow**self.steps), self.v / (1 - fast**self.steps)
        return -self.rate * m / (np.sqrt(v) + EPSILON)


def updates(gradients: Floats, rate: float) -> Floats:
    """The update at each step, [step, parameter]."""
    return np.array(list(map(Adam(rate), gradients)))
