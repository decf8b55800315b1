"""What differs between two traces: the first step that does, then all of them, those that are the same counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson
from rich.console import Console

from ....core.support.localization import _
from ....core.trace import Diff, Outside, StepDiff
from ....core.trace.analysis.diff import DIFFERENT, OPERATION, PART, SAME, SHAPE
from ...ui.plain.page import BAD, FAINT, GOOD, HEADING, STRONG, put
from ...ui.text import cut, safe, width
from ..walk.plain import title
from .diff_table import INDENT, LONG, NARROWEST, SHORT, Places, print_table, written

FEW = 3  # so many differences of one kind besides the steps are told one by one
KINDS = {
    DIFFERENT: _("in their numbers"),
    OPERATION: _("by another operation"),
    PART: _("by another part"),
    SHAPE: _("in shape"),
}  # as the verdicts are counted


def print_diff(console: Console, found: Diff, a: str, b: str) -> None:
    """All there is to say of two traces, which were read from the files `a` and `b`."""
    for name, file, trace in (("A", a, found.a), ("B", b, found.b)):
        text = f"   {title(trace)}" if trace.source_text else ""
        put(console, (name, STRONG), f"  {safe(file)}", (text, FAINT))
    places = Places(found.a)
    if found.first:
        put(console)
        put(console, (_("the first step that differs"), HEADING))
        for line in _first(found.first, places):
            put(console, INDENT, line)
    if found.outside:
        put(console)
        put(console, (_("what differs besides the steps"), HEADING))
        for line in _besides(found.outside, console.width):
            put(console, INDENT, line)
    print_table(console, found, places)
    if any(besides.part == "tokens" for besides in found.outside) and found.counts[DIFFERENT]:
        put(console, (INDENT + _("cells are named by the words of A"), FAINT))
    put(console)
    _summary(console, found)


# -------------------------------------------------------------------- the first one


def _first(found: StepDiff, places: Places) -> Iterator[str]:
    yield safe(str(found.step))
    gap = found.gap
    if found.verdict != DIFFERENT or gap is None or found.a is None:
        yield f"{_(found.verdict)}{': ' if found.reason else ''}{safe(found.reason)}"
        return
    cell = "" if gap.statistic else _(", which is {cell}", cell=",".join(map(str, gap.cell)))
    yield f"{places(found.a, gap)}{cell}"
    apart = _("apart {number}, where it is most", number=written(gap.size, SHORT))
    yield f"A {written(gap.a, LONG)}   B {written(gap.b, LONG)}   {apart}"
    if found.reason:
        yield safe(found.reason)


# -------------------------------------------------------------------- besides the steps


def _besides(differences: Iterable[Outside], columns: int) -> Iterator[str]:
    """A line for each, a few of a kind; what explains a difference but is none itself says so."""
    for part, group in groupby(differences, key=lambda found: found.part):
        every = list(group)
        for found in every[:FEW]:
            explains = "" if found.weighs else _("   (no difference by itself)")
            a, b = _both(found)
            head = f"{part} {safe(found.where)}  "
            room = columns - len(INDENT) - width(head + explains) - len("A    B ")
            half = max(NARROWEST, room // 2, room - width(b))
            a = cut(a, half)
            yield f"{head}A {a}   B {cut(b, max(NARROWEST, room - width(a)))}{explains}"
        if len(every) > FEW:
            yield _("{part}: {count} more", part=part, count=len(every) - FEW)


def _both(found: Outside) -> tuple[str, str]:
    """What stands there in A and in B; tokens by their words, or ids where those are the same."""
    if found.part != "tokens":
        return _json(found.a), _json(found.b)
    words = [" ".join(safe(token["text"]) for token in tokens or ()) for tokens in (found.a, found.b)]
    if words[0] == words[1]:
        ids = (" ".join(str(token["id"]) for token in tokens or ()) for tokens in (found.a, found.b))
        words = [_("ids {each}", each=each) for each in ids]
    return words[0] or _("none"), words[1] or _("none")


def _json(value: Any) -> str:
    if value is None:
        return _("none")
    return safe(value if isinstance(value, str) else orjson.dumps(value).decode())


# -------------------------------------------------------------------- all of it


def _summary(console: Console, found: Diff) -> None:
    """How many steps are the same, and how the others differ."""
    counts, within = found.counts, _within(found)
    same, total = counts[SAME], len(found.steps)
    if same == total:
        put(
            console,
            (_("all {total} steps are the same", total=total), GOOD if found.equal else STRONG),
            within,
        )
    else:
        kinds = ", ".join(
            f"{n} {KINDS.get(verdict) or _(verdict)}" for verdict, n in counts.items() if verdict != SAME
        )
        put(
            console,
            (_("{count} of {total} steps differ", count=total - same, total=total), BAD),
            _(": {kinds}; {same} the same", kinds=kinds, same=same),
            within,
        )
    apart = [(step.gap.size, safe(str(step.step))) for step in found.steps if step.same and step.gap]
    if apart:
        size, name = max(apart)
        put(
            console,
            _("the largest of these differences is {size}, in {name}", size=written(size, SHORT), name=name),
        )
    if statistics := sum(step.by_statistics for step in found.steps):
        put(
            console,
            _(
                "{statistics} steps compared by their statistics alone: their numbers were not kept",
                statistics=statistics,
            ),
        )
    if rounded := sum(step.rounded and step.verdict == DIFFERENT for step in found.steps):
        put(
            console,
            _(
                "{rounded} of those that differ were kept in one trace and are recomputed in the other, "
                "which rounds differently",
                rounded=rounded,
            ),
        )
    if same == total and not found.equal:
        put(console, (_("the traces differ besides their steps"), BAD))


def _within(found: Diff) -> str:
    """How many of the same steps differ, though no more than is allowed."""
    if not found.within:
        return ""
    if found.tolerance is None:
        return _(", {count} of them up to rounding", count=found.within)
    return _(
        ", {count} of them within {tolerance}", count=found.within, tolerance=written(found.tolerance, SHORT)
    )
