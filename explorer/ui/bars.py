"""Bars drawn with block characters, and the probabilities beside them."""

from __future__ import annotations

import math

from .numbers import MINUS

VERTICAL = " ▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉█"


def horizontal(part: float, columns: int) -> str:
    """A bar that fills a share, from 0 to 1, of this many columns, to an eighth; anything above 0 is visible."""
    eighths = round(max(0.0, min(part, 1.0)) * columns * 8) if not math.isnan(part) else 0
    if part > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[rest] if rest else "")


def vertical(part: float) -> str:
    """A part from 0 to 1 as one block character; "?" if it is not a finite number."""
    return VERTICAL[round(min(max(part, 0.0), 1.0) * (len(VERTICAL) - 1))] if math.isfinite(part) else "?"


def share(probability: float) -> str:
    """A probability in at most seven columns; 0 is exactly 0."""
    if not probability:
        return "0"
    if probability >= 0.0001:
        return f"{probability:.4f}"
    return f"{probability:.0e}".replace("-", MINUS)
