"""How often a token is its own favourite, in the trained encoder's attention.

Over some sentences (section 3.2.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, single

MODEL = "zh-en"
PARAMETERS = (Parameter("sentences", 24, "how many sentences are read", 1, 36, 1, whole=True),)


def run(sentences: Value) -> Result:
    """For each layer and head, how often the largest weight of a row stands on the diagonal, and chance's share."""
    weights = encoder_weights(int(sentences))
    own = [largest_is_own(each) for each in weights]
    favourite = np.concatenate(own, axis=-1).mean(-1)
    layers = tuple(f"layer {n + 1}" for n in range(favourite.shape[0]))
    heads = tuple(f"head {n + 1}" for n in range(favourite.shape[1]))
    axes, labels = ("layer", "head"), {"layer": layers, "head": heads}
    lengths = np.array([each.shape[-1] for each in weights])
    own_weight = np.concatenate([np.diagonal(each, axis1=-2, axis2=-1) for each in weights], axis=-1).mean(-1)
    return Result(
        {
            "favourite": Table(
                favourite, axes, labels, "The share of tokens that attend most to themselves."
            ),
            "own_weight": Table(
                own_weight, axes, labels, "The weight that a token gives itself, on average."
            ),
            "all": single(float(favourite.mean()), "The share over all layers and heads."),
            "chance": single(
                float(len(lengths) / lengths.sum()), "The share if favourites were drawn blindly."
            ),
            "tokens": single(float(lengths.sum()), "How many tokens were looked at."),
        }
    )


def largest_is_own(weights: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of weights [layer, head, query, key], for each row whether its largest is on the diagonal."""
    return np.asarray(weights.argmax(-1) == np.arange(weights.shape[-1]))


def encoder_weights(sentences: int) -> list[NDArray[np.float64]]:
    """The encoder's self-attention [layer, head, query, key] for the first of the sentences that lessons use."""
    from ...core.grammar.corpus import NAMED_TRANSLATIONS
    from ...core.running.request import Request
    from ...core.running.runs import run as recorded

    found = []
    for source, target in list(NAMED_TRANSLATIONS.items())[:sentences]:
        trace = recorded(Request(source=source, target=target, model=MODEL)).trace
        layers = int(str(trace.model.configuration["layers"]))
        names = [f"encoder.layers.{layer}.self_attention.weights" for layer in range(layers)]
        found.append(np.stack([np.asarray(trace[name].values, dtype=np.float64) for name in names]))
    return found
