"""May a token attend to itself? Attention with the diagonal and the future open or hidden.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.softmax import weights as softmax
from .by_hand import SUBSCRIPTS
from .lab import Floats, Parameter, Result, Table, result, single

PARAMETERS = (
    Parameter("tokens", 4, "number of tokens", 2, 12, 1, whole=True),
    Parameter("itself", True, "whether a token may attend to itself"),
    Parameter("future", False, "whether it may attend to later tokens"),
    Parameter("seed", 0, "random seed of the tokens' vectors", 0, 1e6, 1, whole=True),
)


def run(tokens: int, itself: bool, future: bool, seed: int) -> Result:
    """Two layers of attention in which the tokens' vectors are queries, keys and values.

    A row in which everything is masked has no weights: NaN. The model itself refuses such a mask; this shows
    the consequences.
    """
    count = tokens
    words = tuple(f"a{n + 1}".translate(SUBSCRIPTS) for n in range(count))
    vectors = np.random.default_rng(seed).standard_normal((count, 2))
    mask = allowed(count, itself, future)
    first, weights, scores = attend(vectors, mask)
    second, *_ = attend(first, mask)
    square = ("query", "key")
    both = {"query": words, "key": words}
    rows = {"query": words}
    return result(
        allowed=Table(mask, square, both, "Which query may attend to which key."),
        scores=Table(scores, square, both, "The scores: −∞ where masked."),
        weights=Table(weights, square, both, "The weights of the first layer."),
        open_keys=Table(mask.sum(-1), ("query",), rows, "How many keys each token may attend to."),
        first=Table(first, ("query", "feature"), rows, "The output of the first layer."),
        second=Table(second, ("query", "feature"), rows, "The output of the second layer."),
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
