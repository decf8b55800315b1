"""Adam: how far a gradient of any size moves a weight.

Kingma and Ba 2015, arXiv 1412.6980, algorithm 1, with the β and ε of section 5.3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, counted, numbers, single

Numbers = NDArray[np.float64]

BETAS = (0.9, 0.98)
EPSILON = 1e-9
PARAMETERS = (
    Parameter("gradients", "0.001, 1, 1000", "the gradient of each parameter at the first step"),
    Parameter("rate", 0.001, "the learning rate", 0, 10, 0.001),
    Parameter("steps", 50, "how many updates", 1, 500, 10, whole=True),
    Parameter("noise", 0.0, "chance in each gradient", 0, 100, 0.5),
    Parameter("seed", 0, "seed of the chance", 0, 9999, whole=True),
)


def run(gradients: Value, rate: Value, steps: Value, noise: Value, seed: Value) -> Result:
    """What Adam adds to each parameter, step by step, beside what plain gradient descent would."""
    first = numbers("gradients", gradients)
    chance = np.random.default_rng(int(seed)).standard_normal((int(steps), first.size))
    chance[0] = 0
    given = first * (1 + float(noise) * chance)
    added = updates(given, float(rate))
    both = ("step", "weight")
    step = np.arange(1, int(steps) + 1)
    return Result(
        {
            "step": Table(step, ("step",), says="Steps, counted from 1."),
            "gradients": counted(given, both, "The gradient of each parameter."),
            "updates": counted(added, both, "What Adam adds to each."),
            "first": Table(added[0], ("weight",), says="Adam's first update of each."),
            "first_plain": Table(
                -float(rate) * given[0], ("weight",), says="The same without Adam: −rate·g."
            ),
            "size": Table(np.abs(added).mean(axis=1), ("step",), says="The mean size of Adam's updates."),
            "rate": single(float(rate), "The learning rate."),
        }
    )


class Adam:
    """Learns with this rate; each call gives what one step adds to the parameters: −rate · m̂ / (√v̂ + ε)."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.steps = 0
        self.m = self.v = np.zeros(())

    def __call__(self, gradient: Numbers) -> Numbers:
        slow, fast = BETAS
        self.steps += 1
        self.m = slow * self.m + (1 - slow) * gradient
        self.v = fast * self.v + (1 - fast) * gradient**2
        m, v = self.m / (1 - slow**self.steps), self.v / (1 - fast**self.steps)
        return -self.rate * m / (np.sqrt(v) + EPSILON)


def updates(gradients: Numbers, rate: float) -> Numbers:
    """What each step adds, [step, parameter]."""
    return np.array(list(map(Adam(rate), gradients)))
