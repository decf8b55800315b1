"""The results of verifying a trace as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console

from ....core.support.localization import _
from ....core.trace import Check
from ...ui.plain.page import BAD, FAINT, GOOD, print_line
from ...ui.text import safe


def print_checks(console: Console, checks: Sequence[Check], precision: str = "") -> bool:
    """Prints the steps that differ, those that could not be checked, and a summary. Returns whether nothing differs."""
    different = [check for check in checks if check.verdict == "different"]
    unchecked = [check for check in checks if check.verdict == "unchecked"]
    same = [check for check in checks if check.verdict == "same"]
    for check in different:
        print_line(console, (_("different  "), BAD), safe(str(check.step)), "  ", _description(check))
    for reason, group in _by_reason(unchecked):
        names = [safe(str(check.step)) for check in group]
        which = (
            names[0]
            if len(names) == 1
            else _("{count} steps, such as {name}", count=len(names), name=names[0])
        )
        print_line(console, (_("unchecked  "), FAINT), which, "  ", safe(reason))
    if same:
        worst = max(same, key=lambda check: check.difference)
        furthest = (
            _(
                "; largest difference: {difference:.1e} in {step}",
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
        print_line(
            console,
            (
                _(
                    "{same} of {of} steps recomputed with NumPy and equal{within}",
                    same=len(same),
                    of=len(checks),
                    within=within,
                ),
                GOOD,
            ),
            furthest,
        )
    if not same and not different:
        print_line(console, _("none of the {count} steps could be checked", count=len(checks)))
    if different:
        print_line(
            console, (_("{different} of {of} steps differ", different=len(different), of=len(checks)), BAD)
        )
    return not different


def _by_reason(checks: Sequence[Check]) -> Iterator[tuple[str, list[Check]]]:
    """The checks grouped by reason, so that each reason is printed once."""
    groups: dict[str, list[Check]] = {}
    for check in checks:
        groups.setdefault(check.reason, []).append(check)
    yield from groups.items()


def _description(check: Check) -> str:
    """Where a step differs and by how much, or the reason why it could not be checked."""
    if check.reason:
        return safe(check.reason)
    where = ",".join(map(str, check.cell))
    return _(
        "at [{where}]: recorded {recorded:.9g}, recomputed {expected:.9g}",
        where=where,
        recorded=check.recorded,
        expected=check.expected,
    )
