"""How many decimals a number has, in every grid, panel and table."""

from __future__ import annotations

USUAL = 2  # decimals in a grid
CLOSER = 1  # more digits for a number that is explained

current = USUAL  # decimals of a number in a grid
explained = USUAL + CLOSER  # and of one that is explained


def use(decimals: int) -> None:
    """Sets the number of decimals; everything that was drawn before has to be redrawn."""
    global current, explained
    current, explained = decimals, decimals + CLOSER
