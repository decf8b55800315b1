"""How many colors the terminal shows, for the themes and the scales."""

from __future__ import annotations

FULL, FEW, SIXTEEN, NONE = "full", "256", "16", "none"

current = FULL  # or FEW, SIXTEEN, NONE
# Whether ░▒▓█ replace the color scale. Of the sixteen colors, which differ from terminal to terminal, no five are
# certain to get lighter step by step.
shades = False


def use(depth: str) -> None:
    """Sets the number of colors; everything that was drawn before has to be redrawn."""
    global current, shades
    current, shades = depth, depth in (SIXTEEN, NONE)


def found(no_color: bool, system: str | None) -> str:
    """The number of colors of a terminal.

    Args:
        no_color: whether NO_COLOR is set.
        system: the color system of Rich.
    """
    if no_color:
        return NONE
    return {"256": FEW, "standard": SIXTEEN, "windows": SIXTEEN}.get(system or "", FULL)
