"""Label smoothing: what a model is asked to say, and the least it can then be charged.

Section 5.4.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...core.trace.analysis.sharpness import entropy
from .lab import Parameter, Result, Table, Value, counted, single

Numbers = NDArray[np.float64]

WANTED = 0  # which token is the right one; any would do
PLACES = 100  # along the curves
CLOSEST = 1e-4  # how near to 0 and 1 the curves go: further out their ends would be all one sees
PARAMETERS = (
    Parameter("smoothing", 0.1, "ε, the share spread evenly", 0, 0.9, 0.05),
    Parameter("vocabulary", 10, "V, how many tokens there are", 2, 50_000, whole=True),
    Parameter("sure", 0.99, "what the model gives to the right token", 0.001, 0.999, 0.01),
)


def run(smoothing: Value, vocabulary: Value, sure: Value) -> Result:
    """The smoothed target, its floor, and the loss by how sure a model is that spreads the rest evenly."""
    epsilon, tokens = float(smoothing), int(vocabulary)
    target = smoothed(epsilon, tokens)
    shown = target[: min(tokens, 10)]
    given = np.linspace(CLOSEST, 1 - CLOSEST, PLACES)
    return Result(
        {
            "target": counted(
                shown, ("token",), "What is wanted of the first ten tokens; the first is right."
            ),
            "wanted": single(float(target[WANTED]), "What is wanted of the right token: 1 − ε + ε/V."),
            "other": single(float(target[-1]), "What is wanted of each other: ε/V."),
            "floor": single(
                floor(epsilon, tokens), "The lowest loss there is, in nats: the target's entropy."
            ),
            "perplexity": single(math.exp(floor(epsilon, tokens)), "e to the power of that."),
            "given": Table(given, ("place",), says="Probabilities that a model may give to the right token."),
            "smoothed": Table(
                loss(given, epsilon, tokens), ("place",), says="The loss against the smoothed target."
            ),
            "plain": Table(loss(given, 0.0, tokens), ("place",), says="The loss without smoothing: −log p."),
            "sure_smoothed": single(
                float(loss(np.array([sure]), epsilon, tokens)[0]), "At `sure`, smoothed."
            ),
            "sure_plain": single(float(loss(np.array([sure]), 0.0, tokens)[0]), "At `sure`, plain."),
        }
    )


def smoothed(epsilon: float, tokens: int) -> Numbers:
    """[token]: 1 − ε + ε/V for the right one, ε/V for each other."""
    target = np.full(tokens, epsilon / tokens)
    target[WANTED] += 1 - epsilon
    return target


def floor(epsilon: float, tokens: int) -> float:
    """The entropy of the smoothed target, in nats: what a model pays that gives just what is wanted."""
    return float(entropy(smoothed(epsilon, tokens))) * math.log(2)


def loss(given: Numbers, epsilon: float, tokens: int) -> Numbers:
    """Cross-entropy in nats where the right token is given so much, and the others share the rest evenly."""
    wanted = smoothed(epsilon, tokens)
    others = (tokens - 1) * float(wanted[-1]) * np.log((1 - given) / (tokens - 1))
    return np.asarray(-(wanted[WANTED] * np.log(given) + others))
