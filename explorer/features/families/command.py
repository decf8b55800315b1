"""The command that repeats a side by side."""

from __future__ import annotations

import shlex

from ....core.nn.sequence_configuration import FAMILIES
from .state import FamiliesState

PROGRAM, NAME = "transformer-explore", "side-by-side"


def command(state: FamiliesState) -> str:
    """What one types into a shell to see the same."""
    words = [PROGRAM, NAME, state.text, "--task", state.task]
    if state.families != FAMILIES:
        words += ["--families", ",".join(state.families)]
    words += [] if state.trained else ["--untrained"]
    return shlex.join(words)
