"""Word and position, added or concatenated: what a linear layer can read from each.

Section 3.5 of the paper adds them.
W[x; p] = W_x x + W_p p: a matrix applied to concatenated vectors adds as well. Adding first is the case W_x = W_p.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.operation import floats
from ...core.operations.positions import sinusoids
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

ROUNDING = 1e-15
WAYS = ("x+p, d", "[x;p], d", "[x;p], 2d")  # the input of the layer, and its width
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("d", 64, "the width of the model", 4, 128, 4, whole=True),
    Parameter("words", 40, "number of different words", 2, 80, 1, whole=True),
    Parameter("positions", 10, "number of positions", 2, 80, 1, whole=True),
    Parameter("seed", 0, "random seed for the word vectors and W", 0, 1e6, 1, whole=True),
)


def run(d: int, words: int, positions: int, seed: int) -> Result:
    """For each input, how much of word and position the best linear readout misses; and W[x; p] computed in two ways.

    Every word occurs at every position. Words are random vectors, positions sinusoids. 0: none is missed; 1: all of it.
    """
    word, position = (each.ravel() for each in np.indices((words, positions)))
    missed = []
    for way in WAYS:
        features = features_of(way, d, words, positions, seed)[word, position]
        missed.append(
            [unread(features, wanted) for wanted in (np.eye(words)[word], floats(position[:, None]))]
        )
    chance = np.random.default_rng(seed)
    x, p = chance.standard_normal(d), sinusoids(2, d)[1]
    w_x, w_p = chance.standard_normal((2, d, d)) / d**0.5
    together = np.hstack([w_x, w_p]) @ np.concatenate([x, p])
    tied = np.hstack([w_x, w_x]) @ np.concatenate([x, p])
    return result(
        {"way": WAYS, "read": ("word", "position")},
        missed=table(missed, "way, read", "The share of the variance that the best linear readout misses."),
        together=table(together, "feature", "W[x; p]"),
        apart=table(w_x @ x + w_p @ p, "feature", "W_x x + W_p p"),
        added=table(w_x @ (x + p), "feature", "W(x + p)"),
        tied=table(tied, "feature", "W[x; p] where W_x = W_p"),
        numbers_added=single(d * d, "Number of parameters of W when x and p are added."),
        numbers_concatenated=single(2 * d * d, "Number of parameters of W when they are concatenated."),
        d=single(d, "The width of the model."),
        words=single(words, "Number of different words."),
        positions=single(positions, "Number of positions."),
        directions=single(
            directions(sinusoids(positions, d)), "Number of directions that contain 99 % of the variance."
        ),
    )


def features_of(way: str, width: int, words: int, positions: int, seed: int) -> Floats:
    """[word, position, feature]: the input of a layer for each word at each position."""
    half = width // 2 if way == WAYS[1] else width
    x = np.random.default_rng(seed).standard_normal((words, 1, half))
    p = sinusoids(positions, half)[None]
    if way == WAYS[0]:
        return np.asarray(x + p)
    shape = words, positions, half
    return np.concatenate([np.broadcast_to(x, shape), np.broadcast_to(p, shape)], axis=-1)


def unread(features: Floats, wanted: Floats) -> float:
    """The share of the variance of `wanted` that the best linear function of `features`, with a bias, misses.

    A remainder that is only rounding counts as 0.
    """
    given = np.hstack([features, np.ones((len(features), 1))])
    best = np.linalg.lstsq(given, wanted, rcond=None)[0]
    left = wanted - given @ best
    share = float((left**2).sum() / ((wanted - wanted.mean(0)) ** 2).sum())
    return share if share > ROUNDING else 0.0


def directions(rows: Floats) -> int:
    """How many orthogonal directions hold 99 % of the rows' variance."""
    variances = np.linalg.svd(rows - rows.mean(0), compute_uv=False) ** 2
    return int(np.searchsorted(np.cumsum(variances) / variances.sum(), 0.99) + 1)
