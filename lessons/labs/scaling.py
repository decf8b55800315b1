"""Why scores are divided by √d_k: dot products of random vectors of increasing length.

Section 3.2.1, note 4.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.operations.softmax import weights as softmax
from .lab import Floats, Parameter, Result, Table, result, single, vector

WIDTHS = tuple(2**n for n in range(2, 11))  # d_k = 4 … 1024
DIVISORS: tuple[tuple[str, Callable[[int], float]], ...] = (
    ("nothing", lambda d_k: 1.0),
    ("√d_k", lambda d_k: d_k**0.5),
    ("d_k", float),
)
STILL = 0.01  # below this, a Jacobian passes on almost no gradient
PARAMETERS = (
    Parameter("keys", 32, "keys for each query", 2, 64, 1, whole=True),
    Parameter("queries", 400, "number of queries", 50, 1000, 50, whole=True),
    Parameter("seed", 0, "random seed", 0, 1e6, 1, whole=True),
)


def run(keys: int, queries: int, seed: int) -> Result:
    """Scores, weights and the Jacobian of softmax for each d_k, without scaling, divided by √d_k and by d_k.

    All coordinates are independent with mean 0 and variance 1. A wider vector extends the narrower one.
    """
    by_width = dot_products(queries, keys, seed)
    axes = ("divided by", "d_k")
    labels = {"divided by": tuple(name for name, _ in DIVISORS), "d_k": tuple(map(str, WIDTHS))}
    measured = np.array(
        [
            [measures(scores / divisor(d_k)) for d_k, scores in zip(WIDTHS, by_width, strict=True)]
            for _, divisor in DIVISORS
        ]
    )
    says = {
        "variance": "The variance of the scores.",
        "top": "The mean of the largest weight of each row.",
        "entropy": "The mean entropy of a row, in bits.",
        "median": "The median over rows of the norm of softmax's Jacobian.",
        "mean": "The mean of the same norms, dominated by a few rows.",
        "still": f"The share of rows with a norm below {STILL}.",
    }
    tables = {
        name: Table(measured[:, :, place], axes, labels, sentence)
        for place, (name, sentence) in enumerate(says.items())
    }
    tables["keys"] = single(keys, "Keys for each query.")
    return result(d_k=vector(np.array(WIDTHS), "d_k", "The width of a query."), **tables)


def dot_products(queries: int, keys: int, seed: int) -> list[Floats]:
    """q·k for each of WIDTHS, each [query, key]; every query has its own keys."""
    chance = np.random.default_rng(seed)
    found: list[Floats] = []
    scores, before = np.zeros((queries, keys)), 0
    for d_k in WIDTHS:
        more = d_k - before
        query = chance.standard_normal((queries, more), dtype=np.float32)
        key = chance.standard_normal((queries, keys, more), dtype=np.float32)
        scores = scores + np.einsum("qd,qkd->qk", query, key)
        found.append(scores)
        before = d_k
    return found


def measures(scores: Floats) -> tuple[float, ...]:
    """For scores [query, key]: variance, largest weight, entropy, median and mean Jacobian norm, share below STILL."""
    weights = np.asarray(softmax.reference(scores), dtype=np.float64)
    norms = jacobian_norms(weights)
    bits = -(weights * np.log2(np.maximum(weights, np.finfo(np.float64).tiny))).sum(-1)
    return (
        float(scores.var()),
        float(weights.max(-1).mean()),
        float(bits.mean()),
        float(np.median(norms)),
        float(norms.mean()),
        float((norms < STILL).mean()),
    )


def jacobian_norms(weights: Floats) -> Floats:
    """‖diag(w) − wwᵀ‖ (Frobenius) of each row: how strongly a small change of the scores changes the weights."""
    jacobians = weights[:, :, None] * (np.eye(weights.shape[-1]) - weights[:, None, :])
    return np.asarray(np.linalg.norm(jacobians, axis=(-2, -1)))
