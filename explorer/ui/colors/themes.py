"""The two themes, night and day: they have few colors, so that the colors of the numbers are visible.

Each comes in as many colours as the terminal has. With 256 they are chosen from those, since the nearest of a dark
grey may be a blue. With 16 they are called by their names and look as the terminal's own palette has them.
"""

from __future__ import annotations

from dataclasses import replace

from textual.theme import Theme

from . import depth

FAINT = "#808080"  # in a theme that is not ours

NIGHT = Theme(
    name="night",
    primary="#7aa2f7",
    secondary="#9aa5ce",
    accent="#f2b866",
    foreground="#d5d9e6",
    background="#12141c",
    surface="#1a1d29",
    panel="#1e2230",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    dark=True,
    variables={"faint": "#868da6"},
)

DAY = Theme(
    name="day",
    primary="#2a5db0",
    secondary="#536179",
    accent="#8f5400",
    foreground="#23283a",
    background="#fafaf7",
    surface="#f0f0ea",
    panel="#e6e6de",
    warning="#8f5a00",
    error="#b3261e",
    success="#35701a",
    dark=False,
    variables={"faint": "#5b6379"},
)

NIGHT_256 = replace(
    NIGHT,
    primary="#87afff",
    secondary="#afafd7",
    accent="#ffaf5f",
    foreground="#dadada",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    warning="#d7af5f",
    error="#ff5f87",
    success="#87d75f",
    variables={
        "faint": "#949494",
        **dict.fromkeys(("primary-muted", "warning-muted", "success-muted"), "#3a3a3a"),
        "block-cursor-blurred-background": "#3a3a3a",
        "error-muted": "#5f0000",
    },
)

DAY_256 = replace(
    DAY,
    primary="#005faf",
    secondary="#5f5f87",
    accent="#875f00",
    foreground="#262626",
    background="#ffffff",
    surface="#eeeeee",
    panel="#eeeeee",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    variables={
        "faint": "#626262",
        **dict.fromkeys(("primary-muted", "block-cursor-blurred-background"), "#d7d7ff"),
        "warning-muted": "#ffffd7",
        "error-muted": "#ffd7d7",
        "success-muted": "#d7ffd7",
    },
)

FAINT_16 = {"night": "cyan", "day": "blue"}
BLURRED = {"night": "blue", "day": "cyan"}  # the ground under the cursor of a list that has not the focus
MUTED = ("primary", "secondary", "warning", "error", "success", "accent", "foreground", "background")


def _named(like: Theme, ground: str, ink: str, accent: str, warning: str, error: str) -> Theme:
    """A look in the sixteen colours of a terminal, by their names."""
    ansi = {name: f"ansi_{name}" for name in (ground, ink, accent, warning, error)}
    return replace(
        like,
        ansi=True,
        primary=f"ansi_{FAINT_16[like.name]}",
        secondary=f"ansi_{FAINT_16[like.name]}",
        accent=ansi[accent],
        foreground=ansi[ink],
        background=ansi[ground],
        surface=ansi[ground],
        panel=ansi[ground],
        boost=ansi[ground],
        warning=ansi[warning],
        error=ansi[error],
        success="ansi_green",
        variables={
            "faint": f"ansi_{FAINT_16[like.name]}",
            **dict.fromkeys(("surface", "panel", "boost", "ansi-background"), ansi[ground]),
            "ansi-foreground": ansi[ink],
            "border-blurred": ansi[ink],
            "input-cursor-text-style": "none",
            "block-cursor-foreground": "ansi_black" if like.dark else "ansi_white",
            "block-cursor-background": "ansi_white" if like.dark else "ansi_black",
            "block-cursor-blurred-foreground": ansi[ink],
            "block-cursor-blurred-background": f"ansi_{BLURRED[like.name]}",
            "input-cursor-foreground": "ansi_black" if like.dark else "ansi_white",
            "input-cursor-background": "ansi_white" if like.dark else "ansi_black",
            **{f"{name}-muted": ansi[ground] for name in MUTED},
        },
    )


def themes() -> tuple[Theme, Theme]:
    """Night and day, for as many colours as there are."""
    match depth.current:
        case depth.FEW:
            return NIGHT_256, DAY_256
        case depth.SIXTEEN:
            return (
                _named(NIGHT, "black", "white", "yellow", "yellow", "bright_red"),
                _named(DAY, "white", "black", "magenta", "magenta", "red"),
            )
        case depth.NONE:  # the background of the terminal; `Colourless` does the rest
            night = _named(NIGHT, "default", "white", "yellow", "yellow", "bright_red")
            return night, replace(night, name=DAY.name)
        case _:
            return NIGHT, DAY
