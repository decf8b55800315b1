"""The results of verifying a trace as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from ....core.support.localization import _, plural
from ....core.trace import Check
from ...ui.plain.page import BAD, FAINT, GOOD, print_line
from ...ui.text import safe


def print_checks(console: Console, checks: Sequence[Check], precision: str = "") -> bool:
    """Prints the steps that differ, those that could not be checked, and a summary.

    Returns whether at least one step was checked and none differs.
    """
    different, unchecked, same = (
        [check for check in checks if check.verdict == verdict]
        for verdict in ("different", "unchecked", "same")
    )
    count = len(checks)
    for check in different:
        print_line(console, (_("different  "), BAD), safe(str(check.step)), "  ", _description(check))
    by_reason: dict[str, list[str]] = {}
    for check in unchecked:
        by_reason.setdefault(check.reason, []).append(safe(str(check.step)))
    for reason, names in by_reason.items():
        some = _("{count} steps, such as {name}", count=len(names), name=names[0])
        print_line(
            console, (_("unchecked  "), FAINT), some if len(names) > 1 else names[0], "  ", safe(reason)
        )
    if same:
        worst = max(same, key=lambda check: check.difference)
        step, difference = safe(str(worst.step)), worst.difference
        furthest = _("; largest difference: {difference:.1e} in {step}", step=step, difference=difference)
        if difference <= worst.allowed:  # otherwise an overflow explains it
            furthest += _("; up to {allowed:.1e} is allowed", allowed=worst.allowed)
        within = _(", within the rounding of {precision}", precision=safe(precision))
        equal = _(
            "{same} of {of} steps match the values recomputed with NumPy{within}",
            same=len(same),
            of=count,
            within="" if precision in ("", "float32") else within,
        )
        print_line(console, (equal, GOOD), furthest if difference else "")
    if not checks:
        print_line(console, (_("the trace contains no steps, so nothing was verified"), BAD))
    elif not same and not different:
        nothing = plural(
            "the only step could not be checked, so nothing was verified",
            "none of the {n} steps could be checked, so nothing was verified",
            count,
        )
        print_line(console, (nothing, BAD))
    if different:
        print_line(
            console,
            (plural("{n} of {of} steps differs", "{n} of {of} steps differ", len(different), of=count), BAD),
        )
    return bool(same) and not different


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
