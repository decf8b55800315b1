"""Training with and without warm-up: recorded learning curves of our model, with post-norm and pre-norm.

Section 5.3; Xiong et al. 2020, arXiv 2002.04745. The curves come with the program, and each names the command that
reproduces it.
"""

from __future__ import annotations

import math

import numpy as np

from ...core.checkpoints.warm_up import shipped
from ...core.support.localization import N_
from ...core.trace.tags import Tag
from ...core.training.schedule import rate, rate_without_warm_up
from .lab import Parameter, Result, result, single, table

SHOWS = Tag.TRAINED
PARAMETERS: tuple[Parameter, ...] = ()
RUNS = {
    "post_with": ("post-norm", True),
    "post_without": ("post-norm", False),
    "pre_with": ("pre-norm", True),
    "pre_without": ("pre-norm", False),
}


def run() -> Result:
    """The loss of the four runs, and their learning rates."""
    curves = shipped()
    after = np.arange(1, len(curves.losses["post-norm", True]) + 1) * curves.averaged
    rates = [
        [of(int(step), curves.d_model, curves.warmup) for step in after]
        for of in (rate, rate_without_warm_up)
    ]
    return result(
        {"update": after},
        update=table(after, "update", "Number of updates; each point is a mean over the last few."),
        **{
            name: table(
                curves.losses[residual, warm_up],
                "update",
                N_("The training loss, {order}, with warm-up. Made by {command}.")
                if warm_up
                else N_("The training loss, {order}, without warm-up. Made by {command}."),
                order=residual,
                command=curves.command,
            )
            for name, (residual, warm_up) in RUNS.items()
        },
        rate_with=table(rates[0], "update", "The learning rate with warm-up."),
        rate_without=table(rates[1], "update", "The learning rate without warm-up."),
        peak=single(max(rates[1]), "The highest learning rate, the same in all runs."),
        warmup=single(curves.warmup, "Number of warm-up updates."),
        updates=single(curves.updates, "Number of updates of each run."),
        uniform=single(math.log(curves.vocabulary), "The loss of equal probabilities: log V."),
        frequencies=single(curves.frequencies, "The loss of a model that knows only the word frequencies."),
    )
