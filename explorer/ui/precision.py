"""How many digits numbers are shown with: the one place that says so, for every grid, panel and table."""

from __future__ import annotations

USUAL = 2  # decimals of a grid
CLOSER = 1  # digits more where a number stands alone and is explained

_decimals = USUAL


def use(decimals: int) -> None:
    """From now on so many digits after the point; what has been drawn before must be drawn anew."""
    global _decimals
    _decimals = decimals


def decimals() -> int:
    """Digits after the point of an ordinary number in a grid."""
    return _decimals


def explained() -> int:
    """Digits after the point where a single number is explained."""
    return _decimals + CLOSER
