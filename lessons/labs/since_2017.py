"""The same small language model with the paper's layer, with each change since 2017, and with all of them.

Xiong et al. 2020, Zhang & Sennrich 2019, Su et al. 2021, Shazeer 2020, Ainslie et al. 2023. The models come with the
program; `transformer-explore train --task since-2017` trains them again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core.trace.tags import Tag
from .lab import Parameter, Result, result, single, table

FIRST_FEED_FORWARD = "decoder.layers.0.feed_forward."
SHOWS = Tag.TRAINED
PARAMETERS: tuple[Parameter, ...] = ()


def run() -> Result:
    """Sizes and test losses, as the cards of the models record them."""
    from ...core.checkpoints import find_any
    from ...core.checkpoints.stack_checkpoint import SINCE_2017

    models: list[Any] = [find_any(name) for name in SINCE_2017.values()]
    figures = [model.card["figures"] for model in models]
    feed_forward = [
        sum(size for name, size in _sizes(model).items() if name.startswith(FIRST_FEED_FORWARD))
        for model in models
    ]
    losses = np.array([[each["final_dev"], each["test"]] for each in figures])
    stack = models[0].configuration.decoder
    return result(
        {"model": SINCE_2017, "data": ("development", "test")},
        parameters=table([sum(_sizes(model).values()) for model in models], "model", "Number of parameters."),
        feed_forward=table(feed_forward, "model", "Number of parameters of the first feed-forward network."),
        cache=table([each["cache"] for each in figures], "model", "Numbers in the cache for each token."),
        losses=table(
            losses, "model, data", "The loss per token on sentences that were not used in training."
        ),
        gains=table(
            losses[0] - losses, "model, data", "How much lower the loss is than that of the 2017 model."
        ),
        n_gram=single(
            min(figures[0]["n_grams"].values()), "The loss of the best model that counts groups of words."
        ),
        layers=single(stack.layers, "N, number of layers."),
        d_model=single(stack.d_model, "The width of the vectors."),
        heads=single(stack.heads, "h, number of query heads."),
        updates=single(models[0].card["recipe"]["updates"], "Number of updates."),
    )


def _sizes(model: Any) -> dict[str, int]:
    """The number of numbers in each parameter; a matrix that several parts share is listed once."""
    return {name: array.size for name, array in model.parameters.items()}
