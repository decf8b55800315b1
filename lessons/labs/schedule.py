"""The learning rate of the paper: linear warm-up, then decay with 1/√step.

Section 5.3.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...core.trace.tags import Tag
from ...core.training.schedule import rate
from .lab import Parameter, Result, result, single, table

PLACES = 200
SHOWS = Tag.PAPER
PARAMETERS = (
    Parameter("d_model", 512, "the model's width", 1, 8192, 64, whole=True),
    Parameter("warmup", 4000, "number of warm-up steps", 1, 100_000, 500, whole=True),
    Parameter("steps", 100_000, "number of training steps", 2, 1_000_000, 10_000, whole=True),
)


def run(d_model: int, warmup: int, steps: int) -> Result:
    """The rate at each step, and the two terms of which it is the minimum."""
    step = np.unique(np.append(np.geomspace(1, steps, PLACES).round(), min(warmup, steps))).astype(np.int64)
    at = partial(rate, d_model=d_model, warmup=warmup)
    rates = np.array([at(int(each)) for each in step])
    rising, falling = d_model**-0.5 * step * warmup**-1.5, d_model**-0.5 * step**-0.5
    return result(
        step=table(step, "step", "Steps, counted from 1."),
        rate=table(rates, "step", "The learning rate at each step."),
        rising=table(rising, "step", "The rising term: step · warmup^−1.5."),
        falling=table(falling, "step", "The falling term: step^−½."),
        d_model=single(d_model, "The model's width."),
        peak=single(at(warmup), "The highest rate: 1/√(d_model · warmup)."),
        peak_step=single(step[rates.argmax()], "The step with the highest rate."),
        first=single(at(1), "The rate at the first step."),
        half=single(at(max(1, warmup // 2)), "The rate halfway through the warm-up."),
        fourfold=single(at(4 * warmup), "The rate at four times the warm-up."),
        last=single(at(steps), "The rate at the last step."),
    )
