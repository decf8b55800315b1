"""Attention is order-blind: tokens in another order give the same rows in that order.

Sections 3.2.1 and 3.5.
The matrices are random, so what is seen is a property of attention and not of what was learned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.positions import sinusoids
from ...core.operations.softmax import weights as softmax
from ...core.support.errors import Problem
from .by_hand import SUBSCRIPTS
from .lab import Parameter, Result, Table, Value, numbers, single

Floats = NDArray[np.float64]

FEATURES = 8
PARAMETERS = (
    Parameter("order", "3, 1, 4, 2", "which token stands first, second, …, counted from 1"),
    Parameter("positions", False, "whether the positional encoding is added"),
    Parameter("causal", False, "whether later tokens are hidden, as in the decoder"),
    Parameter("seed", 0, "which random numbers", 0, 1e6, 1, whole=True),
)


def run(order: Value, positions: Value, causal: Value, seed: Value) -> Result:
    """Weights and outputs before and after the shuffle, and how far each token's own row has moved."""
    places = permutation(order)
    chance = np.random.default_rng(int(seed))
    tokens = chance.standard_normal((len(places), FEATURES))
    matrices = chance.standard_normal((3, FEATURES, FEATURES)) / FEATURES**0.5
    encoding = sinusoids(len(places), FEATURES) * bool(positions)
    weights, before = attention(tokens + encoding, matrices, bool(causal))
    weights_after, after = attention(tokens[places] + encoding, matrices, bool(causal))
    moved = np.linalg.norm(after - before[places], axis=-1)
    first = tuple(f"a{n + 1}".translate(SUBSCRIPTS) for n in range(len(places)))
    then = tuple(first[place] for place in places)
    axes, pair = ("position", "feature"), ("query", "key")
    return Result(
        {
            "order": Table(places + 1, ("position",), says="Which token stands where after the shuffle."),
            "weights": Table(
                weights, pair, dict.fromkeys(pair, first), "How the tokens attend before the shuffle."
            ),
            "weights_after": Table(
                weights_after, pair, dict.fromkeys(pair, then), "How they attend after the shuffle."
            ),
            "before": Table(before, axes, {"position": first}, "What attention gives before the shuffle."),
            "after": Table(after, axes, {"position": then}, "What it gives after the shuffle."),
            "moved": Table(moved, ("position",), {"position": then}, "How far each token's row has moved."),
            "furthest": single(float(moved.max()), "The largest of these distances."),
            "average_moved": single(
                float(np.linalg.norm(after.mean(0) - before.mean(0))), "How far the average row has moved."
            ),
        }
    )


def permutation(order: Value) -> NDArray[np.int64]:
    """The places, counted from 0; a Problem where the order does not name each token once."""
    given = numbers("order", order)
    if len(given) > 12 or sorted(given) != list(range(1, len(given) + 1)):
        raise Problem("order names each of up to 12 tokens once, such as 3, 1, 4, 2")
    return given.astype(np.int64) - 1


def attention(rows: Floats, matrices: Floats, causal: bool) -> tuple[Floats, Floats]:
    """The weights of one head over the rows, and what it gives; `matrices` are W_Q, W_K and W_V."""
    query, key, value = (rows @ matrix for matrix in matrices)
    scores = query @ key.T / key.shape[-1] ** 0.5
    if causal:
        scores = np.where(np.tri(len(rows), dtype=bool), scores, -np.inf)
    weights = np.asarray(softmax.reference(scores), dtype=np.float64)
    return weights, weights @ value
