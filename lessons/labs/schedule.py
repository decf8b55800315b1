"""The learning rate of the paper: up in a line, then down with 1/√step.

Section 5.3.
"""

from __future__ import annotations

import numpy as np

from ...core.training.schedule import rate
from .lab import Parameter, Result, Table, Value, single

PLACES = 200
PARAMETERS = (
    Parameter("d_model", 512, "the model's width", 1, 8192, 64, whole=True),
    Parameter("warmup", 4000, "the steps of the warm-up", 1, 100_000, 500, whole=True),
    Parameter("steps", 100_000, "how long the training is", 2, 1_000_000, 10_000, whole=True),
)


def run(d_model: Value, warmup: Value, steps: Value) -> Result:
    """The rate by step, and its two halves, of which the smaller one counts."""
    width, warm, last = int(d_model), int(warmup), int(steps)
    step = np.unique(np.append(np.geomspace(1, last, PLACES).round(), min(warm, last))).astype(np.int64)
    rates = np.array([rate(int(each), width, warm) for each in step])
    along = ("step",)
    return Result(
        {
            "step": Table(step, along, says="Steps, counted from 1."),
            "rate": Table(rates, along, says="The learning rate at each."),
            "rising": Table(
                width**-0.5 * step * warm**-1.5, along, says="The part that rises: step · warmup^−1.5."
            ),
            "falling": Table(width**-0.5 * step**-0.5, along, says="The part that falls: step^−½."),
            "d_model": single(width, "The model's width."),
            "peak": single(rate(warm, width, warm), "The highest rate there is: 1/√(d_model · warmup)."),
            "peak_step": single(int(step[rates.argmax()]), "The step at which it is highest."),
            "first": single(rate(1, width, warm), "The rate of the first step."),
            "half": single(rate(max(1, warm // 2), width, warm), "The rate half-way through the warm-up."),
            "fourfold": single(rate(4 * warm, width, warm), "The rate at four times the warm-up."),
            "last": single(rate(last, width, warm), "The rate of the last step."),
        }
    )
