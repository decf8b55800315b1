"""Where the reader is, as far as a hint depends on it."""

from __future__ import annotations

from dataclasses import dataclass

WALK, CELL = "walk", "cell"


@dataclass(frozen=True)
class Situation:
    """What a screen reports for the hints.

    Attributes:
        place: `WALK`, `CELL` (among the numbers of the walk), or the name of another screen.
        steps: how many steps of the walk the reader has seen.
        all_seen: whether that is every step.
        heads: whether the array has several heads.
        wide: whether the array is wider than its window.
        can_go_back: whether the reader has followed a number.
    """

    place: str
    steps: int = 0
    all_seen: bool = False
    heads: bool = False
    wide: bool = False
    can_go_back: bool = False
