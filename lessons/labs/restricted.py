"""Restricted attention on a long sequence: what it saves, and what it cannot see.

Section 4.
The sequence is like speech: neighbouring frames are alike, and one sound comes back much later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.errors import Problem
from ...core.operations.masked import masked
from ...core.operations.softmax import weights
from .lab import Parameter, Result, Value, counted, single

Numbers = NDArray[np.float64]

WIDTH = 16
SMOOTH = 0.8  # how much of a frame is still in the next one
SHARP = 2.0  # how sharply a frame looks for its like
PARAMETERS = (
    Parameter("frames", 48, "n, how long the sequence is", 8, 256, 8, whole=True),
    Parameter("reach", 4, "frames seen on either side", 0, 256, whole=True),
    Parameter("again", 32, "how many frames later the sound comes back", 1, 248, whole=True),
    Parameter("seed", 0, "seed of the sounds", 0, 9999, whole=True),
)


def run(frames: Value, reach: Value, again: Value, seed: Value) -> Result:
    """Attention of each frame to its like: over all frames, and over its neighbourhood."""
    n, late = int(frames), int(frames) - 3
    early = late - int(again)
    if early < 0:
        raise Problem(f"again is less than frames − 3 = {late}")
    x = sounds(n, early, late, int(seed))
    scores = likeness(x, SHARP)
    near = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= int(reach)
    full, cut = softmaxed(scores, np.ones((n, n), dtype=bool)), softmaxed(scores, near)
    lost = np.where(near, 0, full).sum(axis=-1)
    both = ("query", "key")
    return Result(
        {
            "n": single(n, "How many frames there are."),
            "early": single(early, "The frame of the sound, counted from 0."),
            "late": single(late, "The frame at which it comes back."),
            "allowed": counted(near, both, "Where a frame may look."),
            "full": counted(full, both, "The weights over all frames."),
            "cut": counted(cut, both, "The weights over the neighbourhood."),
            "full_echo": single(full[late, early], "What the later sound gives to the earlier one."),
            "cut_echo": single(cut[late, early], "The same, where it may look at its neighbourhood alone."),
            "lost": counted(lost, ("query",), "How much of each frame's full attention lies outside."),
            "mean_lost": single(float(lost.mean()), "The mean of that."),
            "entries": single(n * n, "Scores of one head, over all frames."),
            "cut_entries": single(int(near.sum()), "Scores of one head, over neighbourhoods."),
        }
    )


def sounds(n: int, early: int, late: int, seed: int) -> Numbers:
    """[frame, feature], each of length √d: each frame is much like the one before it; `late` is `early` again."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, WIDTH))
    for place in range(1, n):
        x[place] = SMOOTH * x[place - 1] + np.sqrt(1 - SMOOTH**2) * x[place]
    x[late] = x[early]
    return np.asarray(x * np.sqrt(WIDTH) / np.linalg.norm(x, axis=-1, keepdims=True))


def likeness(x: Numbers, sharp: float, others: Numbers | None = None) -> Numbers:
    """[query, key]: the scores of frames for their like, among themselves or among others."""
    return np.asarray(sharp * x @ (x if others is None else others).T / np.sqrt(WIDTH))


def softmaxed(scores: Numbers, allowed: NDArray[np.bool_]) -> Numbers:
    """Softmax over the keys that are allowed."""
    return np.asarray(weights.reference(masked.reference(scores[None], allowed))[0])
