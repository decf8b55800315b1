"""Why scores are divided by √d_k: dot products of random vectors of increasing length.

Section 3.2.1, footnote 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...core.operations.softmax import weights as softmax
from ...core.support.localization import N_
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

WIDTHS = tuple(2**n for n in range(2, 11))  # d_k = 4 … 1024
DIVISORS: Mapping[str, Callable[[int], float]] = {
    "nothing": lambda d_k: 1.0,
    "√d_k": lambda d_k: d_k**0.5,
    "d_k": float,
}
STUCK = 0.01  # a row is stuck if all its weights have smaller slopes
MEASURES = {
    "variance": N_("The variance of the scores."),
    "top": N_("The mean of the largest weight of each row."),
    "entropy": N_("The mean entropy of a row, in bits."),
    "stuck": N_("The share of rows in which the slope of every weight is below 0.01."),
}
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("keys", 32, "number of keys for each query", 2, 64, 1, whole=True),
    Parameter("queries", 400, "number of queries", 50, 1000, 50, whole=True),
    Parameter("seed", 0, "random seed", 0, 1e6, 1, whole=True),
)


def run(keys: int, queries: int, seed: int) -> Result:
    """Scores, weights and their slopes for each d_k, without scaling, divided by √d_k and by d_k.

    All coordinates are independent with mean 0 and variance 1. A wider vector extends the narrower one.
    """
    by_width = list(zip(WIDTHS, dot_products(queries, keys, seed), strict=True))
    divided = ([scores / divisor(d_k) for d_k, scores in by_width] for divisor in DIVISORS.values())
    measured = np.array([list(map(measures, each)) for each in divided])
    tables = {
        name: table(measured[:, :, place], "divided by, d_k", says)
        for place, (name, says) in enumerate(MEASURES.items())
    }
    return result(
        {"divided by": DIVISORS, "d_k": WIDTHS},
        d_k=table(WIDTHS, "d_k", "The width of a query."),
        **tables,
        keys=single(keys, "Number of keys for each query."),
    )


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
    """The numbers of MEASURES for scores [query, key]."""
    weights = np.asarray(softmax.reference(scores), dtype=np.float64)
    bits = -(weights * np.log2(np.maximum(weights, np.finfo(np.float64).tiny))).sum(-1)
    return (
        float(scores.var()),
        float(weights.max(-1).mean()),
        float(bits.mean()),
        float((slopes(weights) < STUCK).all(-1).mean()),
    )


def slopes(weights: Floats) -> Floats:
    """w(1 − w): how fast each weight grows with its own score. No other score moves a weight faster."""
    return weights * (1 - weights)
