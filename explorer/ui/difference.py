"""The differences of two traces in words, for plain text and HTML. No Textual."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator
from typing import Any

import orjson

from ...core.support.localization import N_, _, plural
from ...core.trace import Diff, Outside, StepDiff, Trace
from ...core.trace.analysis.diff import DIFFERENT, MADE, OPERATION, PART, SAME, SHAPE
from ...core.trace.analysis.gap import Gap
from .numbers import MINUS
from .tensor_view import cell_label
from .text import safe

SHORT, MEDIUM, LONG = 3, 5, 9  # digits of a number
KINDS = {
    DIFFERENT: N_("in their numbers"),
    OPERATION: N_("in the operation"),
    PART: N_("in the stored part"),
    SHAPE: N_("in shape"),
    MADE: N_("in inputs or settings"),
}  # how the steps differ, for the summary


def written(number: float, digits: int) -> str:
    """A number with this many digits; an integer with all of its digits."""
    if isinstance(number, int):
        return str(number).replace("-", MINUS)
    if math.isinf(number):
        return "+∞" if number > 0 else f"{MINUS}∞"
    return "NaN" if math.isnan(number) else f"{number:.{digits}g}".replace("-", MINUS)


def cell_of(found: StepDiff, gap: Gap, trace: Trace) -> str:
    """The cell of a difference, named by the trace's tokens, or the statistic."""
    if gap.statistic or found.a is None:
        return safe(gap.statistic)
    words = trace.labels(found.a)
    return cell_label(found.a, gap.cell, words)


def verdict_of(found: StepDiff) -> str:
    verdict = _("different inputs or settings") if found.verdict == MADE else _(found.verdict)
    return _("{verdict}: {reason}", verdict=verdict, reason=safe(found.reason)) if found.reason else verdict


def part_of(name: str, names: Container[str]) -> str:
    """The part of the model that a step belongs to, with a dot; a change of a step belongs to the step's part."""
    part = name.rpartition(".")[0]
    while part and part in names:
        part = part.rpartition(".")[0]
    return part and f"{part}."


def both(found: Outside) -> tuple[str, str]:
    """The values in A and in B; tokens by their words, or by their ids if the words are the same."""
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


def all_same(found: Diff) -> str:
    """Says that all steps are the same."""
    return _("all {total} steps are the same", total=len(found.steps))


def how_many_differ(found: Diff) -> tuple[str, str]:
    """How many steps differ; and in what, after a colon."""
    same, total = found.counts[SAME], len(found.steps)
    others = ((_(KINDS.get(verdict, verdict)), n) for verdict, n in found.counts.items() if verdict != SAME)
    kinds = _(", ").join(_("{n} {kind}", n=n, kind=kind) for kind, n in others)
    differ = plural("{n} of {total} steps differs", "{n} of {total} steps differ", total - same, total=total)
    return differ, _(": {kinds}; {same} the same", kinds=kinds, same=same)


def within(found: Diff) -> str:
    """How many of the same steps differ within the tolerance, after a comma."""
    if not found.within:
        return ""
    if found.tolerance is None:
        return _(", {count} of them up to rounding", count=found.within)
    tolerance = written(found.tolerance, SHORT)
    return _(", {count} of them within {tolerance}", count=found.within, tolerance=tolerance)


def outside_only() -> str:
    """Says that the steps are the same, but the traces are not."""
    return _("the traces differ outside their steps")


def remarks(found: Diff) -> Iterator[str]:
    """What limits the comparison: differences that are allowed, arrays that were not stored."""
    allowed = [(step.gap.size, safe(str(step.step))) for step in found.steps if step.same and step.gap]
    if allowed:
        largest, name = max(allowed)
        size = written(largest, SHORT)
        yield _("the largest of these differences is {size}, in {name}", size=size, name=name)
    if count := sum(step.by_statistics for step in found.steps):
        yield plural(
            "{n} step was compared only by statistics: its numbers were not stored",
            "{n} steps were compared only by statistics: their numbers were not stored",
            count,
        )
    if count := sum(step.rounded and step.verdict == DIFFERENT for step in found.steps):
        yield plural(
            "{n} of the steps that differ was stored in one trace and is recomputed in the other, "
            "which rounds differently",
            "{n} of the steps that differ were stored in one trace and are recomputed in the other, "
            "which rounds differently",
            count,
        )
