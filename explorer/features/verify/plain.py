"""What came of recomputing a trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console

from ....core.support.localization import _
from ....core.trace import Check
from ...ui.plain.page import BAD, FAINT, GOOD, put
from ...ui.text import safe


def print_checks(console: Console, checks: Sequence[Check], precision: str = "") -> bool:
    """Says what differs, what could not be checked, and how close the rest came; true if nothing differs."""
    different = [check for check in checks if check.verdict == "different"]
    unchecked = [check for check in checks if check.verdict == "unchecked"]
    same = [check for check in checks if check.verdict == "same"]
    for check in different:
        put(console, (_("different  "), BAD), safe(str(check.step)), "  ", what(check))
    for reason, group in _by_reason(unchecked):
        names = [safe(str(check.step)) for check in group]
        which = (
            names[0]
            if len(names) == 1
            else _("{count} steps, such as {names}", count=len(names), names=names[0])
        )
        put(console, (_("unchecked  "), FAINT), which, "  ", safe(reason))
    if same:
        worst = max(same, key=lambda check: check.difference)
        furthest = (
            _(
                "; the furthest off is {step}, by {difference:.1e}",
                step=safe(str(worst.step)),
                difference=worst.difference,
            )
            if worst.difference
            else ""
        )
        within = (
            _(", within the rounding of {precision}", precision=safe(precision))
            if precision not in ("", "float32")
            else ""
        )
        put(
            console,
            (
                _(
                    "{same} of {of} steps recomputed with NumPy and the same{within}",
                    same=len(same),
                    of=len(checks),
                    within=within,
                ),
                GOOD,
            ),
            furthest,
        )
    if not same and not different:
        put(console, _("nothing could be checked of {count} steps", count=len(checks)))
    if different:
        put(
            console,
            (_("{different} of {of} steps differ", different=len(different), of=len(checks)), BAD),
        )
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
    return _(
        "at [{where}]: recorded {recorded:.9g}, recomputed {expected:.9g}",
        where=where,
        recorded=check.recorded,
        expected=check.expected,
    )
