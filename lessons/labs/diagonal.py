"""May a token attend to itself? Attention with or without the diagonal of the mask, and with or without the future.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.softmax import weights as softmax
from ...core.trace.tags import Tag
from .by_hand import subscripted
from .lab import Floats, Parameter, Result, result, single, table

SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("tokens", 4, "number of tokens", 2, 12, 1, whole=True),
    Parameter("itself", True, "whether a token may attend to itself"),
    Parameter("future", False, "whether a token may attend to later tokens"),
    Parameter("seed", 0, "random seed for the token vectors", 0, 1e6, 1, whole=True),
)


def run(tokens: int, itself: bool, future: bool, seed: int) -> Result:
    """Two layers of attention in which the tokens' vectors are queries, keys and values.

    A row in which everything is masked has no weights: NaN. The model itself refuses such a mask; this shows
    the consequences.
    """
    vectors = np.random.default_rng(seed).standard_normal((tokens, 2))
    mask = allowed(tokens, itself, future)
    first, weights, scores = attend(vectors, mask)
    second, *_ = attend(first, mask)
    return result(
        dict.fromkeys(("query", "key"), subscripted("a", tokens)),
        allowed=table(mask, "query, key", "Which query may attend to which key."),
        scores=table(scores, "query, key", "The scores: −∞ where masked."),
        weights=table(weights, "query, key", "The weights of the first layer."),
        open_keys=table(mask.sum(-1), "query", "How many keys each token may attend to."),
        first=table(first, "query, feature", "The output of the first layer."),
        second=table(second, "query, feature", "The output of the second layer."),
        lost_first=single(lost(first), "Number of NaN rows after one layer."),
        lost_second=single(lost(second), "Number of NaN rows after two layers."),
    )


def allowed(count: int, itself: bool, future: bool) -> NDArray[np.bool_]:
    """[query, key]: True for the past, and for the diagonal and the future if requested."""
    query, key = np.indices((count, count))
    return np.asarray((key < query) | ((key == query) & itself) | ((key > query) & future))


def attend(vectors: Floats, mask: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """The outputs, the weights and the masked scores."""
    scores = np.where(mask, vectors @ vectors.T / vectors.shape[1] ** 0.5, -np.inf)
    weights: Floats = np.asarray(softmax.reference(scores), dtype=np.float64)
    return weights @ vectors, weights, scores


def lost(rows: Floats) -> int:
    """How many rows contain a NaN."""
    return int(np.isnan(rows).any(-1).sum())
