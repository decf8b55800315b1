"""How many colours the terminal shows: the one place that says so, for the themes and for the scales."""

from __future__ import annotations

FULL, FEW, SIXTEEN, NONE = "full", "256", "16", "none"

_depth = FULL


def use(depth: str) -> None:
    """From now on so many; what has been drawn before must be drawn anew."""
    global _depth
    _depth = depth


def now() -> str:
    """How many there are: FULL, FEW, SIXTEEN or NONE."""
    return _depth


def shades() -> bool:
    """Whether ░▒▓█ stand in the place of a scale of colours.

    What sixteen colours look like is the terminal's to say: no five of them are sure to grow lighter one by one.
    """
    return _depth in (SIXTEEN, NONE)


def found(no_color: bool, system: str | None) -> str:
    """What a terminal shows.

    Args:
        no_color: whether NO_COLOR is set.
        system: as Rich calls it.
    """
    if no_color:
        return NONE
    return {"256": FEW, "standard": SIXTEEN, "windows": SIXTEEN}.get(system or "", FULL)
