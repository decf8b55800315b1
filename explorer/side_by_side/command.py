"""The command that repeats a side by side."""

from __future__ import annotations

import shlex

from ...core.nn.sequence_configuration import FAMILIES
from .desk import SideBySide

PROGRAM, NAME = "transformer-explore", "side-by-side"


def command(desk: SideBySide) -> str:
    """What one types into a shell to see the same."""
    words = [PROGRAM, NAME, desk.text, "--task", desk.task]
    if desk.families != FAMILIES:
        words += ["--families", ",".join(desk.families)]
    words += [] if desk.trained else ["--untrained"]
    return shlex.join(words)
