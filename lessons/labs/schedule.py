"""The learning rate of the paper: linear warm-up, then decay with 1/√step.

Section 5.3.
"""

from __future__ import annotations

import numpy as np

from ...core.training.schedule import rate
from .lab import Parameter, Result, Table, result, single

PLACES = 200
PARAMETERS = (
    Parameter("d_model", 512, "the model's width", 1, 8192, 64, whole=True),
    Parameter("warmup", 4000, "number of warm-up steps", 1, 100_000, 500, whole=True),
    Parameter("steps", 100_000, "number of training steps", 2, 1_000_000, 10_000, whole=True),
)


def run(d_model: int, warmup: int, steps: int) -> Result:
    """The rate at each step, and the two terms of which it is the minimum."""
    width, warm, last = d_model, warmup, steps
    step = np.unique(np.append(np.geomspace(1, last, PLACES).round(), min(warm, last))).astype(np.int64)
    rates = np.array([rate(int(each), width, warm) for each in step])
    along = ("step",)
    return result(
        step=Table(step, along, says="Steps, counted from 1."),
        rate=Table(rates, along, says="The learning rate at each step."),
        rising=Table(width**-0.5 * step * warm**-1.5, along, says="The rising term: step · warmup^−1.5."),
        falling=Table(width**-0.5 * step**-0.5, along, says="The falling term: step^−½."),
        d_model=single(width, "The model's width."),
        peak=single(rate(warm, width, warm), "The highest rate: 1/√(d_model · warmup)."),
        peak_step=single(step[rates.argmax()], "The step with the highest rate."),
        first=single(rate(1, width, warm), "The rate at the first step."),
        half=single(rate(max(1, warm // 2), width, warm), "The rate halfway through the warm-up."),
        fourfold=single(rate(4 * warm, width, warm), "The rate at four times the warm-up."),
        last=single(rate(last, width, warm), "The rate at the last step."),
    )
