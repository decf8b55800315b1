"""Two traces compared: how many steps differ, the first one, and a table of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ....core.support.localization import _, plural
from ....core.trace import Diff, StepDiff
from ....core.trace.analysis.diff import DIFFERENT, SAME
from ..difference import (
    LONG,
    MEDIUM,
    SHORT,
    all_same,
    both,
    cell_of,
    how_many_differ,
    outside_only,
    part_of,
    remarks,
    verdict_of,
    within,
    written,
)
from .markup import NOTHING, Html, details, element, joined, numeric, paragraph, table

STEPS = 200  # that are listed
OUTSIDE = 20  # differences outside the steps that are listed
OPEN = 3  # parts of the model that are open from the start


def difference(found: Diff) -> Html:
    """The comparison of two traces."""
    parts = [paragraph(_summary(found))]
    if found.first is not None:
        parts.append(
            paragraph(_("the first step that differs"), ": ", element("code", str(found.first.step)))
        )
        parts.append(paragraph(_first(found, found.first)))
    elif not found.equal:
        parts.append(paragraph(outside_only()))
    parts += map(paragraph, remarks(found))
    parts.append(_outside(found))
    parts += _steps(found)
    return joined(parts)


def _summary(found: Diff) -> Html:
    if found.counts[SAME] == len(found.steps):
        return joined([element("strong", all_same(found)), within(found)])
    differ, kinds = how_many_differ(found)
    return joined([element("strong", differ), kinds, within(found)])


def _first(found: Diff, step: StepDiff) -> str:
    if step.verdict != DIFFERENT or step.gap is None:
        return verdict_of(step)
    numbers = f"A {written(step.gap.a, LONG)}   B {written(step.gap.b, LONG)}"
    largest = _("largest difference {number}", number=written(step.gap.size, SHORT))
    return f"{cell_of(step, step.gap, found.a)}   {numbers}   {largest}"


def _outside(found: Diff) -> Html:
    if not found.outside:
        return NOTHING
    rows = []
    for each in found.outside[:OUTSIDE]:
        note = "" if each.weighs else _("   (reported, but not counted as a difference)").strip()
        rows.append((f"{each.part} {each.where}".strip(), *both(each), note or "–"))
    more = len(found.outside) - len(rows)
    left = (
        plural("{n} more difference is left out.", "{n} more differences are left out.", more) if more else ""
    )
    heads = (_("where"), "A", "B", _("remark"))
    return joined(
        [table(_("differences outside the steps"), heads, rows), paragraph(left, class_="left-out")]
    )


def _steps(found: Diff) -> Iterator[Html]:
    """The steps that differ, in a table for each part of the model."""
    names = found.a.names | found.b.names
    listed = found.differing[:STEPS]
    for number, (part, group) in enumerate(groupby(listed, key=lambda step: part_of(step.step.name, names))):
        steps = list(group)
        title = part.removesuffix(".") or _("output")
        count = plural("{n} step", "{n} steps", len(steps))
        yield details(f"{title} · {count}", _table(found, title, part, steps), open_=number < OPEN)
    if more := len(found.differing) - len(listed):
        text = plural("{n} more step is left out.", "{n} more steps are left out.", more)
        yield paragraph(text, class_="left-out")


def _table(found: Diff, title: str, part: str, steps: Sequence[StepDiff]) -> Html:
    heads = (_("step"), _("what differs"), _("at"), "A", "B", _("cells"))
    return table(title, heads, [_row(found, step, str(step.step)[len(part) :]) for step in steps])


def _row(found: Diff, step: StepDiff, name: str) -> Sequence[str]:
    gap = step.gap
    if step.verdict != DIFFERENT or gap is None:
        return name, verdict_of(step), "–", "–", "–", "–"
    count = "–" if gap.statistic else f"{gap.differing}/{gap.of}"
    largest = _("largest difference {number}", number=written(gap.size, SHORT))
    return (
        name,
        largest,
        cell_of(step, gap, found.a),
        numeric(written(gap.a, MEDIUM)),
        numeric(written(gap.b, MEDIUM)),
        numeric(count),
    )
