"""Attention ignores order: shuffled tokens give the same rows, shuffled.

Sections 3.2.1 and 3.5.
The matrices are random, so this is a property of attention, not of training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.positions import sinusoids
from ...core.operations.softmax import weights as softmax
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .by_hand import subscripted
from .lab import Floats, Parameter, Result, Value, numbers, result, single, table

FEATURES = 8
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("order", "3, 1, 4, 2", "the new order of the tokens, counted from 1"),
    Parameter("positions", False, "whether positional encoding is added"),
    Parameter("causal", False, "whether later tokens are masked, as in the decoder"),
    Parameter("seed", 0, "random seed for the tokens and matrices", 0, 1e6, 1, whole=True),
)


def run(order: str, positions: bool, causal: bool, seed: int) -> Result:
    """Weights and outputs before and after the shuffle, and how far each token's row has changed."""
    places = permutation(order)
    chance = np.random.default_rng(seed)
    tokens = chance.standard_normal((len(places), FEATURES))
    matrices = chance.standard_normal((3, FEATURES, FEATURES)) / FEATURES**0.5
    encoding = sinusoids(len(places), FEATURES) * positions
    weights, before = attention(tokens + encoding, matrices, causal)
    weights_after, after = attention(tokens[places] + encoding, matrices, causal)
    moved = np.linalg.norm(after - before[places], axis=-1)
    names = subscripted("a", len(places))
    first = dict.fromkeys(("position", "query", "key"), names)
    then = dict.fromkeys(first, tuple(names[place] for place in places))
    distance = np.linalg.norm(after.mean(0) - before.mean(0))
    axes = "position, feature"
    return result(
        order=table(places + 1, "position", "The order of the tokens after the shuffle."),
        weights=table(weights, "query, key", "The weights before the shuffle.", first),
        weights_after=table(weights_after, "query, key", "The weights after the shuffle.", then),
        before=table(before, axes, "The output of attention before the shuffle.", first),
        after=table(after, axes, "The output of attention after the shuffle.", then),
        moved=table(moved, "position", "How much each token's row has changed.", then),
        furthest=single(moved.max(), "The largest change in any row."),
        average_moved=single(distance, "The change in the mean of all rows."),
    )


def permutation(order: Value) -> NDArray[np.int64]:
    """The positions, counted from 0; raises Problem if the order does not name each token once."""
    given = numbers("order", order)
    if len(given) > 12 or sorted(given) != list(range(1, len(given) + 1)):
        raise Problem(_("order must name each of up to 12 tokens once, such as 3, 1, 4, 2"))
    return given.astype(np.int64) - 1


def attention(rows: Floats, matrices: Floats, causal: bool) -> tuple[Floats, Floats]:
    """The weights and the output of one head over the rows; `matrices` are W^Q, W^K and W^V."""
    query, key, value = (rows @ matrix for matrix in matrices)
    scores = query @ key.T / key.shape[-1] ** 0.5
    if causal:
        scores = np.where(np.tri(len(rows), dtype=bool), scores, -np.inf)
    weights = np.asarray(softmax.reference(scores), dtype=np.float64)
    return weights, weights @ value
