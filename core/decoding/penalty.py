"""The length penalty of beam search (Wu et al. 2016, arXiv 1609.08144, equation 14; section 6.1 of the paper)."""

from __future__ import annotations

ALPHA = 0.6


def length_penalty(length: int, alpha: float = ALPHA) -> float:
    """((5 + length) / 6)^α: what a hypothesis's log-probability is divided by, so that short ones are not favoured."""
    return float(((5 + length) / 6) ** alpha)
