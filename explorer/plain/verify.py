"""What came of recomputing a trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console

from ...core.trace import Check
from ..text import safe
from .page import BAD, FAINT, GOOD, put


def print_checks(console: Console, checks: Sequence[Check], precision: str = "") -> bool:
    """Says what differs, what could not be checked, and how close the rest came; true if nothing differs."""
    different = [check for check in checks if check.verdict == "different"]
    unchecked = [check for check in checks if check.verdict == "unchecked"]
    same = [check for check in checks if check.verdict == "same"]
    for check in different:
        put(console, ("different  ", BAD), safe(str(check.step)), "  ", what(check))
    for reason, group in _by_reason(unchecked):
        names = [safe(str(check.step)) for check in group]
        which = names[0] if len(names) == 1 else f"{len(names)} steps, such as {names[0]}"
        put(console, ("unchecked  ", FAINT), which, "  ", safe(reason))
    if same:
        worst = max(same, key=lambda check: check.difference)
        furthest = (
            f"; the furthest off is {safe(str(worst.step))}, by {worst.difference:.1e}"
            if worst.difference
            else ""
        )
        within = f", within the rounding of {safe(precision)}" if precision not in ("", "float32") else ""
        put(
            console,
            (f"{len(same)} of {len(checks)} steps recomputed with NumPy and the same{within}", GOOD),
            furthest,
        )
    if not same and not different:
        put(console, f"nothing could be checked of {len(checks)} steps")
    if different:
        put(console, (f"{len(different)} of {len(checks)} steps differ", BAD))
    return not different


def _by_reason(checks: Sequence[Check]) -> Iterator[tuple[str, list[Check]]]:
    """Those that could not be checked, for each reason; a reason is told once, without the names in it."""
    groups: dict[str, list[Check]] = {}
    for check in checks:
        groups.setdefault(check.reason, []).append(check)
    yield from groups.items()


def what(check: Check) -> str:
    """Where a step differs, and by how much."""
    if check.reason:
        return safe(check.reason)
    where = ",".join(map(str, check.cell))
    return f"at [{where}]: recorded {check.recorded:.9g}, recomputed {check.expected:.9g}"
