"""How often a token attends most to itself in the trained encoder.

Measured over several sentences (section 3.2.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, result, single

MODEL = "zh-en"
SHOWS = Tag.TRAINED
PARAMETERS = (Parameter("sentences", 24, "number of sentences", 1, 36, 1, whole=True),)


def run(sentences: int) -> Result:
    """For each layer and head, how often a row's largest weight is on the diagonal, and the share by chance."""
    weights = encoder_weights(sentences)
    own = [largest_is_own(each) for each in weights]
    favourite = np.concatenate(own, axis=-1).mean(-1)
    lengths = np.array([each.shape[-1] for each in weights])
    own_weight = np.concatenate([np.diagonal(each, axis1=-2, axis2=-1) for each in weights], axis=-1).mean(-1)
    return result(
        favourite=counted(favourite, "layer, head", "The share of tokens that attend most to themselves."),
        own_weight=counted(own_weight, "layer, head", "The mean weight that a token gives itself."),
        all=single(favourite.mean(), "The mean share over all layers and heads."),
        chance=single(
            len(lengths) / lengths.sum(), "The share expected if the largest weight were at a random token."
        ),
        tokens=single(lengths.sum(), "Number of tokens."),
    )


def largest_is_own(weights: Floats) -> NDArray[np.bool_]:
    """For each row of weights [layer, head, query, key], whether its largest weight is on the diagonal."""
    return np.asarray(weights.argmax(-1) == np.arange(weights.shape[-1]))


def encoder_weights(sentences: int) -> list[Floats]:
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
