"""What came of recomputing a trace."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from ...core.trace import Check
from ..text import safe
from .page import BAD, FAINT, GOOD, put


def print_checks(console: Console, checks: Sequence[Check]) -> bool:
    """Says what differs, what could not be checked, and how close the rest came; true if nothing differs."""
    different = [check for check in checks if check.verdict == "different"]
    unchecked = [check for check in checks if check.verdict == "unchecked"]
    same = [check for check in checks if check.verdict == "same"]
    for check in different:
        put(console, ("different  ", BAD), safe(str(check.step)), "  ", what(check))
    for check in unchecked:
        put(console, ("unchecked  ", FAINT), safe(str(check.step)), "  ", safe(check.reason))
    if same:
        worst = max(same, key=lambda check: check.difference)
        furthest = (
            f"; the furthest off is {safe(str(worst.step))}, by {worst.difference:.1e}"
            if worst.difference
            else ""
        )
        put(
            console,
            (f"{len(same)} of {len(checks)} steps recomputed with NumPy and the same", GOOD),
            furthest,
        )
    if different:
        put(console, (f"{len(different)} of {len(checks)} steps differ", BAD))
    return not different


def what(check: Check) -> str:
    """Where a step differs, and by how much."""
    if check.reason:
        return safe(check.reason)
    where = ",".join(map(str, check.cell))
    return f"at [{where}]: recorded {check.recorded:.9g}, recomputed {check.expected:.9g}"
