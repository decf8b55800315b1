"""May a token attend to itself? Attention with the diagonal and the future open or hidden.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.softmax import weights as softmax
from .by_hand import SUBSCRIPTS
from .lab import Parameter, Result, Table, Value, single

Floats = NDArray[np.float64]

PARAMETERS = (
    Parameter("tokens", 4, "how many there are", 2, 12, 1, whole=True),
    Parameter("itself", True, "whether a token may attend to itself"),
    Parameter("future", False, "whether it may attend to later tokens"),
    Parameter("seed", 0, "of the scores and values", 0, 1e6, 1, whole=True),
)


def run(tokens: Value, itself: Value, future: Value, seed: Value) -> Result:
    """Attention with queries, keys and values that are the tokens' vectors; the second layer reads the first.

    A row in which everything is hidden has no weights: NaN. The model itself refuses such a mask; here one sees
    what comes of it.
    """
    count = int(tokens)
    words = tuple(f"a{n + 1}".translate(SUBSCRIPTS) for n in range(count))
    vectors = np.random.default_rng(int(seed)).standard_normal((count, 2))
    mask = allowed(count, bool(itself), bool(future))
    first, weights, scores = attend(vectors, mask)
    second, *_ = attend(first, mask)
    square = ("query", "key")
    both = {"query": words, "key": words}
    rows = {"query": words}
    return Result(
        {
            "allowed": Table(mask, square, both, "Who may attend to whom."),
            "scores": Table(scores, square, both, "The scores: −∞ where it is hidden."),
            "weights": Table(weights, square, both, "The weights of the first layer."),
            "open_keys": Table(mask.sum(-1), ("query",), rows, "How many keys are left to each token."),
            "first": Table(first, ("query", "feature"), rows, "What the first layer gives."),
            "second": Table(second, ("query", "feature"), rows, "What the second layer makes of that."),
            "lost_first": single(lost(first), "How many rows are NaN after one layer."),
            "lost_second": single(lost(second), "How many rows are NaN after two."),
        }
    )


def allowed(count: int, itself: bool, future: bool) -> NDArray[np.bool_]:
    """[query, key]: the past always, the diagonal and the future as one says."""
    query, key = np.indices((count, count))
    return np.asarray((key < query) | ((key == query) & itself) | ((key > query) & future))


def attend(vectors: Floats, mask: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """What comes out, the weights, and the masked scores."""
    scores = np.where(mask, vectors @ vectors.T / vectors.shape[1] ** 0.5, -np.inf)
    weights: Floats = np.asarray(softmax.reference(scores), dtype=np.float64)
    return weights @ vectors, weights, scores


def lost(rows: Floats) -> int:
    """How many rows hold a NaN."""
    return int(np.isnan(rows).any(-1).sum())
