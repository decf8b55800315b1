"""Label smoothing: the target distribution, and the lowest possible loss.

Section 5.4.
"""

from __future__ import annotations

import math

import numpy as np

from ...core.trace.analysis.sharpness import entropy
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, result, single, table

WANTED = 0  # which token is the right one; any would do
PLACES = 100  # along the curves
CLOSEST = 1e-4  # distance of the curves from 0 and 1: any closer, and the ends would dominate the plot
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("smoothing", 0.1, "ε, the share spread over all tokens", 0, 0.9, 0.05),
    Parameter("vocabulary", 10, "V, size of the vocabulary", 2, 50_000, whole=True),
    Parameter("sure", 0.99, "probability that the model assigns to the right token", 0.001, 0.999, 0.01),
)


def run(smoothing: float, vocabulary: int, sure: float) -> Result:
    """The smoothed target, the lowest loss, and the loss as a function of the probability given to the right token."""
    target = smoothed(smoothing, vocabulary)
    least = floor(smoothing, vocabulary)
    given = np.linspace(CLOSEST, 1 - CLOSEST, PLACES)
    smooth, plain = (loss(given, each, vocabulary) for each in (smoothing, 0.0))
    sure_smooth, sure_plain = (loss(np.array([sure]), each, vocabulary)[0] for each in (smoothing, 0.0))
    return result(
        target=counted(
            target[:10], "token", "The targets of the first ten tokens; the first token is the right one."
        ),
        wanted=single(target[WANTED], "The target probability of the right token: 1 − ε + ε/V."),
        other=single(target[-1], "The target probability of every other token: ε/V."),
        floor=single(least, "The lowest possible loss, in nats: the entropy of the target."),
        perplexity=single(
            math.exp(least), "The corresponding perplexity: e to the power of the lowest possible loss."
        ),
        given=table(given, "place", "Probabilities that the model may assign to the right token."),
        smoothed=table(smooth, "place", "The loss against the smoothed target."),
        plain=table(plain, "place", "The loss without smoothing: −log p."),
        sure_smoothed=single(sure_smooth, "The loss at `sure`, with smoothing."),
        sure_plain=single(sure_plain, "The loss at `sure`, without smoothing."),
    )


def smoothed(epsilon: float, tokens: int) -> Floats:
    """[token]: 1 − ε + ε/V for the right token, ε/V for every other."""
    target = np.full(tokens, epsilon / tokens)
    target[WANTED] += 1 - epsilon
    return target


def floor(epsilon: float, tokens: int) -> float:
    """The entropy of the smoothed target in nats: the loss of a model that predicts exactly the target."""
    return float(entropy(smoothed(epsilon, tokens))) * math.log(2)


def loss(given: Floats, epsilon: float, tokens: int) -> Floats:
    """Cross-entropy in nats if the right token has probability `given` and the others share the rest equally."""
    wanted = smoothed(epsilon, tokens)
    others = (tokens - 1) * float(wanted[-1]) * np.log((1 - given) / (tokens - 1))
    return np.asarray(-(wanted[WANTED] * np.log(given) + others))
