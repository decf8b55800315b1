"""The two looks, night and day: few colours of their own, so that one sees those of the numbers."""

from __future__ import annotations

from textual.theme import Theme

FAINT = "#808080"  # in a theme that is none of ours

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
    secondary="#5a6a85",
    accent="#9a5b00",
    foreground="#23283a",
    background="#fafaf7",
    surface="#f0f0ea",
    panel="#e6e6de",
    warning="#8f5a00",
    error="#b3261e",
    success="#3d7a1f",
    dark=False,
    variables={"faint": "#687086"},
)
