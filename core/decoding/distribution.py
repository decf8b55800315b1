"""The distribution after temperature, top-k and top-p. NumPy only, so that a screen can redraw it at every change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .strategy import Sample

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Distribution:
    """The probability of drawing each token.

    Attributes:
        probabilities: [vocabulary], summing to 1; 0 for tokens that were cut.
        order: the ids from the most to the least probable; of two equally probable ones, the lower id first.
        kept: how many of the first ids in `order` can be drawn.
        kept_by_k: how many of them top-k kept; top-p cut those between `kept` and this number.
    """

    probabilities: Numbers
    order: NDArray[np.int64]
    kept: int
    kept_by_k: int

    def cut(self, rank: int) -> str:
        """What cut the token with this rank: "top-k", "top-p", or "" if it can be drawn."""
        if rank >= self.kept_by_k:
            return "top-k"
        return "top-p" if rank >= self.kept else ""

    def draw(self, chance: float) -> int:
        """The token for a random number in [0, 1)."""
        ids = self.order[: self.kept]
        sums = np.cumsum(self.probabilities[ids])
        return int(ids[min(int(np.searchsorted(sums, chance * sums[-1], side="right")), len(ids) - 1)])


def distribution(log_probabilities: Numbers, sample: Sample) -> Distribution:
    """softmax(log p / temperature) over the tokens that top-k and then top-p keep.

    top-p keeps the smallest set of most probable tokens whose probabilities (after temperature and top-k) add up to at
    least top-p. The token that crosses the threshold is kept, so at least one token always remains.

    Args:
        log_probabilities: [vocabulary], as the model gives them; NaN counts as impossible.
    """
    known = ranked(log_probabilities)
    order = np.argsort(-known, kind="stable")
    kept_by_k = min(sample.top_k or len(known), len(known))
    ids = order[:kept_by_k]
    # Subtract before dividing, so that a tiny temperature gives the limit and not ∞ − ∞.
    gaps = np.where(
        np.isneginf(known[ids]), -np.inf, known[ids] - max(known[ids[0]], np.finfo(np.float64).min)
    )
    with np.errstate(over="ignore"):
        weights = np.exp(gaps / sample.temperature)
    shares = weights / weights.sum() if weights.sum() else np.full(len(ids), 1 / len(ids))
    before = np.cumsum(shares) - shares
    kept = len(ids) if sample.top_p == 1 else max(1, int((before < sample.top_p).sum()))
    probabilities = np.zeros(len(known))
    probabilities[ids[:kept]] = shares[:kept] / shares[:kept].sum()
    return Distribution(probabilities, order, kept, kept_by_k)


def ranked(log_probabilities: Numbers) -> Numbers:
    """Log-probabilities that can be sorted: those of a model that diverged are NaN, which becomes −∞."""
    most = float(np.finfo(np.float64).max)
    return np.nan_to_num(log_probabilities, nan=-np.inf, posinf=most, neginf=-np.inf)
