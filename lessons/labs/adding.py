"""Word and place, added or one behind the other: what a linear layer can read from either.

Section 3.5 adds them.
W[x; p] = W_x x + W_p p: a matrix on what stands behind one another adds after all. Adding first is the case W_x = W_p.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.positions import sinusoids
from .lab import Parameter, Result, Table, Value, single

Floats = NDArray[np.float64]

ROUNDING = 1e-15
WAYS = ("x+p, d", "[x;p], d", "[x;p], 2d")  # what is given, and how wide it is
PARAMETERS = (
    Parameter("d", 64, "the width of the model", 4, 128, 4, whole=True),
    Parameter("words", 40, "how many words there are", 2, 80, 1, whole=True),
    Parameter("places", 10, "how many places", 2, 80, 1, whole=True),
    Parameter("seed", 0, "of the words' vectors and of W", 0, 1e6, 1, whole=True),
)


def run(d: Value, words: Value, places: Value, seed: Value) -> Result:
    """For each way, how much of the word and of the place the best linear readout misses; and W[x; p] in two ways.

    Every word is met at every place. Words are random vectors, places sinusoids. 0: all is read; 1: nothing.
    """
    width, vocabulary, length = int(d), int(words), int(places)
    word, place = (each.ravel() for each in np.indices((vocabulary, length)))
    missed = []
    for way in WAYS:
        features = features_of(way, width, vocabulary, length, int(seed))[word, place]
        missed.append(
            [unread(features, np.eye(vocabulary)[word]), unread(features, place[:, None].astype(np.float64))]
        )
    chance = np.random.default_rng(int(seed))
    x, p = chance.standard_normal(width), sinusoids(2, width)[1]
    w_x, w_p = chance.standard_normal((2, width, width)) / width**0.5
    together = np.hstack([w_x, w_p]) @ np.concatenate([x, p])
    return Result(
        {
            "missed": Table(
                np.array(missed),
                ("way", "read"),
                {"way": WAYS, "read": ("word", "place")},
                "What share the best linear readout misses.",
            ),
            "together": Table(together, ("feature",), says="W[x; p]"),
            "apart": Table(w_x @ x + w_p @ p, ("feature",), says="W_x x + W_p p"),
            "added": Table(w_x @ (x + p), ("feature",), says="W(x + p)"),
            "tied": Table(
                np.hstack([w_x, w_x]) @ np.concatenate([x, p]), ("feature",), says="W[x; p] where W_x = W_p"
            ),
            "numbers_added": single(width * width, "How many numbers W has when x and p are added."),
            "numbers_concatenated": single(2 * width * width, "How many when they are concatenated."),
            "d": single(width, "The width of the model."),
            "words": single(vocabulary, "How many words there are."),
            "places": single(length, "How many places."),
            "directions": single(
                directions(sinusoids(length, width)), "How many directions hold 99 % of the places' variance."
            ),
        }
    )


def features_of(way: str, width: int, words: int, places: int, seed: int) -> Floats:
    """[word, place, feature]: what a layer is given for each word at each place."""
    half = width // 2 if way == WAYS[1] else width
    x = np.random.default_rng(seed).standard_normal((words, 1, half))
    p = sinusoids(places, half)[None]
    if way == WAYS[0]:
        return np.asarray(x + p)
    shape = words, places, half
    return np.concatenate([np.broadcast_to(x, shape), np.broadcast_to(p, shape)], axis=-1)


def unread(features: Floats, wanted: Floats) -> float:
    """The share of the variance of `wanted` that the best linear function of `features`, with a bias, misses.

    What is left by rounding alone is 0.
    """
    given = np.hstack([features, np.ones((len(features), 1))])
    best = np.linalg.lstsq(given, wanted, rcond=None)[0]
    left = wanted - given @ best
    share = float((left**2).sum() / ((wanted - wanted.mean(0)) ** 2).sum())
    return share if share > ROUNDING else 0.0


def directions(rows: Floats, share: float = 0.99) -> int:
    """How many orthogonal directions hold so much of the rows' variance."""
    variances = np.linalg.svd(rows - rows.mean(0), compute_uv=False) ** 2
    return int(np.searchsorted(np.cumsum(variances) / variances.sum(), share) + 1)
