"""Dot products and additive attention: how the scores spread as d_k grows, and what they cost.

Section 3.2.1; additive attention is from Bahdanau et al., 2015.
With additive attention, a query q and a key k have the score w · tanh(q W + k U). W, U and w are learned; here they are
random, with the variances of Glorot's initialization. Only the times depend on the machine.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .families.timing import spent
from .lab import Floats, Parameter, Result, result, single, table

WIDTHS = tuple(2**n for n in range(2, 11))  # d_k = 4 … 1024
KINDS = ("q·k", "q·k / √d_k", "additive")
TIMED = 64  # d_k of the measured times, as in the paper's base model
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("positions", 32, "number of queries, and of keys", 8, 128, 8, whole=True),
    Parameter("seed", 0, "random seed", 0, 1e6, 1, whole=True),
)


def run(positions: int, seed: int) -> Result:
    """The standard deviation of the scores of random queries and keys, and the cost of computing them.

    All coordinates of queries and keys are independent, with mean 0 and variance 1.
    """
    spread = np.array([[scores.std() for scores in _scores(positions, d_k, seed)] for d_k in WIDTHS])
    query, key, left, right, vector = drawn(positions, TIMED, seed)
    times = [
        spent(lambda: query @ key.T),
        spent(lambda: additive(query, key, left, right, vector)),
    ]
    return result(
        {"kind": KINDS, "d_k": WIDTHS},
        d_k=table(WIDTHS, "d_k", "The width of queries and keys."),
        spread=table(spread.T, "kind, d_k", "The standard deviation of the scores."),
        positions=single(positions, "Number of queries, and of keys."),
        timed=single(TIMED, "d_k for the counts and times."),
        dot_numbers=single(positions**2, "Dot products: the numbers computed, one for each query and key."),
        additive_numbers=single(
            positions**2 * TIMED, "Additive attention: the values of tanh, d_k for each query and key."
        ),
        times_slower=single(times[1] / times[0], "The measured time of additive attention ÷ dot products."),
    )


def drawn(positions: int, d_k: int, seed: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Random queries and keys, [position, d_k], and the parameters W, U and w of additive attention."""
    chance = np.random.default_rng(seed)
    query, key = chance.standard_normal((2, positions, d_k))
    left, right = chance.standard_normal((2, d_k, d_k)) / np.sqrt(d_k)  # Glorot: 2 / (d_k + d_k)
    vector = chance.standard_normal(d_k) * np.sqrt(2 / (d_k + 1))
    return query, key, left, right, vector


def additive(query: Floats, key: Floats, left: Floats, right: Floats, vector: Floats) -> Floats:
    """The scores w · tanh(q W + k U), [query, key]."""
    hidden = np.tanh((query @ left)[:, None] + (key @ right)[None])
    return np.asarray(hidden @ vector)


def _scores(positions: int, d_k: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """The scores of each of KINDS."""
    query, key, left, right, vector = drawn(positions, d_k, seed)
    dots = np.asarray(query @ key.T)
    return dots, dots / np.sqrt(d_k), additive(query, key, left, right, vector)
