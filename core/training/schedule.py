"""The paper's learning rate (Vaswani et al. 2017, section 5.3): rises linearly, then falls with 1/√step."""

from __future__ import annotations

from collections.abc import Callable

Schedule = Callable[[int, int, int], float]
"""The learning rate at a step, counted from 1, for a width d_model and a number of warm-up steps."""


def rate(step: int, d_model: int, warmup: int) -> float:
    """d_model^−½ · min(step^−½, step · warmup^−1.5); the peak is at `step == warmup`. Steps count from 1."""
    return float(d_model**-0.5 * min(step**-0.5, step * warmup**-1.5))


def rate_without_warm_up(step: int, d_model: int, warmup: int) -> float:
    """The same peak and the same decay without the rise: the peak from the first step on."""
    return rate(max(step, warmup), d_model, warmup)
