"""The length penalty of beam search (Wu et al. 2016, arXiv 1609.08144, equation 14)."""

from __future__ import annotations

ALPHA = 0.6


def length_penalty(length: int, alpha: float = ALPHA) -> float:
    """((5 + length) / 6)^α: divides a hypothesis's log-probability, so that short ones are not favoured."""
    return float(((5 + length) / 6) ** alpha)
