"""The command that repeats an experiment."""

from __future__ import annotations

from collections.abc import Mapping

from ....lessons.labs import LABS
from ....lessons.labs.lab import Value
from ....lessons.labs.typed import words

PROGRAM = "transformer-explore"


def command(lab: str, given: Mapping[str, Value]) -> str:
    """What one types into a shell to see these numbers again; only the name where that is no lab or no value of it."""
    try:
        settings = words(lab, given) if lab in LABS else []
    except ValueError:
        settings = []
    return " ".join((PROGRAM, "lab", lab, *settings))
