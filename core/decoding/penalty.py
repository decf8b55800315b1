"""The length penalty of beam search (Wu et al. 2016, arXiv 1609.08144, equation 14)."""

from __future__ import annotations

ALPHA = 0.6


def length_penalty(length: int, alpha: float = ALPHA) -> float:
    """((5 + length) / 6)^α, by which a log-probability is divided, so that short hypotheses are not favored."""
    return float(((5 + length) / 6) ** alpha)
