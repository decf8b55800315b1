"""Why scores are divided by √d_k: dot products of longer and longer random vectors.

Section 3.2.1, note 4.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...core.operations.softmax import weights as softmax
from .lab import Parameter, Result, Table, Value, single

Floats = NDArray[np.float64]

WIDTHS = tuple(2**n for n in range(2, 11))  # d_k = 4 … 1024
DIVISORS: tuple[tuple[str, Callable[[int], float]], ...] = (
    ("nothing", lambda d_k: 1.0),
    ("√d_k", lambda d_k: d_k**0.5),
    ("d_k", float),
)
STILL = 0.01  # below this a Jacobian passes next to nothing on
PARAMETERS = (
    Parameter("keys", 32, "how many keys a query meets", 2, 64, 1, whole=True),
    Parameter("queries", 400, "how many queries are drawn", 50, 1000, 50, whole=True),
    Parameter("seed", 0, "which random numbers", 0, 1e6, 1, whole=True),
)


def run(keys: Value, queries: Value, seed: Value) -> Result:
    """Scores, weights and softmax's Jacobian for each d_k, divided by nothing, by √d_k and by d_k.

    All coordinates are independent, of mean 0 and variance 1. A wider vector begins as the narrower one did.
    """
    by_width = dot_products(int(queries), int(keys), int(seed))
    axes = ("divided by", "d_k")
    labels = {"divided by": tuple(name for name, _ in DIVISORS), "d_k": tuple(map(str, WIDTHS))}
    measured = np.array(
        [
            [measures(scores / divisor(d_k)) for d_k, scores in zip(WIDTHS, by_width, strict=True)]
            for _, divisor in DIVISORS
        ]
    )
    says = {
        "variance": "The variance of the scores, each for itself.",
        "top": "The largest weight of a row, on average.",
        "entropy": "How undecided a row is, in bits, on average.",
        "median": "The norm of softmax's Jacobian in the row in the middle.",
        "mean": "The mean of the same norms: a few rows carry it.",
        "still": f"The share of rows whose norm is below {STILL}.",
    }
    tables = {
        name: Table(measured[:, :, place], axes, labels, sentence)
        for place, (name, sentence) in enumerate(says.items())
    }
    tables["keys"] = single(int(keys), "How many keys a query meets.")
    return Result({"d_k": Table(np.array(WIDTHS), ("d_k",), says="How many numbers a query has."), **tables})


def dot_products(queries: int, keys: int, seed: int) -> list[Floats]:
    """q·k for each of WIDTHS, each [query, key]; every query meets keys of its own."""
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
    """Of scores [query, key]: variance, largest weight, entropy, median and mean Jacobian norm, share that is still."""
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
    """‖diag(w) − wwᵀ‖ (Frobenius) of each row: how far a small change of the scores moves the weights."""
    jacobians = weights[:, :, None] * (np.eye(weights.shape[-1]) - weights[:, None, :])
    return np.asarray(np.linalg.norm(jacobians, axis=(-2, -1)))
