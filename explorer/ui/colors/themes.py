"""The two themes, night and day: they have few colors, so that the colors of the numbers stand out.

Each exists for several numbers of colors. Those for 256 are chosen by hand, since the nearest color to a dark gray may
be a blue. With 16 they are named, and look as the terminal's own palette defines them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.theme import Theme

from . import depth

FAINT = "#808080"  # in a theme that is not ours
PARTS = "primary secondary accent foreground background surface panel warning error success"


def _theme(name: str, colors: str, faint: str, **variables: str) -> Theme:
    """A theme from the colors of `PARTS`, in order."""
    named: dict[str, Any] = dict(zip(PARTS.split(), colors.split(), strict=True))
    return Theme(name, dark=name == "night", variables={"faint": faint, **variables}, **named)


NIGHT = _theme(
    "night", "#7aa2f7 #9aa5ce #f2b866 #d5d9e6 #12141c #1a1d29 #1e2230 #e0af68 #f7768e #9ece6a", "#868da6"
)
DAY = _theme(
    "day", "#2a5db0 #536179 #8f5400 #23283a #fafaf7 #f0f0ea #e6e6de #8f5a00 #b3261e #35701a", "#5b6379"
)
NIGHT_256 = _theme(
    "night",
    "#87afff #afafd7 #ffaf5f #dadada #121212 #1c1c1c #262626 #d7af5f #ff5f87 #87d75f",
    "#949494",
    **dict.fromkeys(("primary-muted", "warning-muted", "success-muted"), "#3a3a3a"),
    **{"block-cursor-blurred-background": "#3a3a3a", "error-muted": "#5f0000"},
)
DAY_256 = _theme(
    "day",
    "#005faf #5f5f87 #875f00 #262626 #ffffff #eeeeee #eeeeee #875f00 #af0000 #005f00",
    "#626262",
    **dict.fromkeys(("primary-muted", "block-cursor-blurred-background"), "#d7d7ff"),
    **{"warning-muted": "#ffffd7", "error-muted": "#ffd7d7", "success-muted": "#d7ffd7"},
)

FAINT_16 = {"night": "cyan", "day": "blue"}
BLURRED = {"night": "blue", "day": "cyan"}  # the background of the cursor in a list without the focus
MUTED = ("primary", "secondary", "warning", "error", "success", "accent", "foreground", "background")


def _named(like: Theme, ground: str, ink: str, accent: str, warning: str, error: str) -> Theme:
    """A theme in the sixteen colors of a terminal, by their names."""
    faint, blurred = f"ansi_{FAINT_16[like.name]}", f"ansi_{BLURRED[like.name]}"
    ground, ink, accent, warning, error = (f"ansi_{each}" for each in (ground, ink, accent, warning, error))
    front, back = ("ansi_black", "ansi_white") if like.dark else ("ansi_white", "ansi_black")
    theme = _theme(
        like.name,
        f"{faint} {faint} {accent} {ink} {ground} {ground} {ground} {warning} {error} ansi_green",
        faint,
        **dict.fromkeys(("surface", "panel", "boost", "ansi-background"), ground),
        **dict.fromkeys((f"{name}-muted" for name in MUTED), ground),
        **dict.fromkeys(("ansi-foreground", "border-blurred", "block-cursor-blurred-foreground"), ink),
        **dict.fromkeys(("block-cursor-foreground", "input-cursor-foreground"), front),
        **dict.fromkeys(("block-cursor-background", "input-cursor-background"), back),
        **{"block-cursor-blurred-background": blurred, "input-cursor-text-style": "none"},
    )
    return replace(theme, ansi=True, boost=ground)


def themes() -> tuple[Theme, Theme]:
    """Night and day, for the number of colors of the terminal."""
    match depth.current:
        case depth.FEW:
            return NIGHT_256, DAY_256
        case depth.SIXTEEN:
            return (
                _named(NIGHT, "black", "white", "yellow", "yellow", "bright_red"),
                _named(DAY, "white", "black", "magenta", "magenta", "red"),
            )
        case depth.NONE:  # the background of the terminal; `Colorless` does the rest
            night = _named(NIGHT, "default", "white", "yellow", "yellow", "bright_red")
            return night, replace(night, name=DAY.name)
        case _:
            return NIGHT, DAY
