"""What differs between two traces: the first step that does, then all of them, those that are the same counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import orjson
from rich.console import Console

from ...core.operations.expression import Source
from ...core.trace import Diff, Outside, Step, StepDiff, Trace, labels, sides
from ...core.trace.diff import DIFFERENT, ONLY_A, ONLY_B, SAME
from ...core.trace.gap import Gap
from ...core.trace.labels import Side
from ..numbers import MINUS
from ..shown import Shown
from ..text import cut, fit, safe, width
from .page import BAD, FAINT, GOOD, HEADING, STRONG, put
from .walk import title

INDENT = "  "
FEW = 3  # so many differences of one kind besides the steps are told one by one
NARROWEST = 8  # columns that a place keeps on a narrow page
HEADS = ("apart", "at", "A", "B", "cells")
PLACE = 2  # the column that says where, the name being 0
SPACE = "  "
KINDS = {DIFFERENT: "in their numbers"}  # as the verdicts are counted


def print_diff(console: Console, found: Diff, a: str, b: str) -> None:
    """All there is to say of two traces, which were read from the files `a` and `b`."""
    for name, file, trace in (("A", a, found.a), ("B", b, found.b)):
        text = f"   {title(trace)}" if trace.source_text else ""
        put(console, (name, STRONG), f"  {safe(file)}", (text, FAINT))
    places = Places(found.a)
    if found.first:
        put(console)
        put(console, ("the first step that differs", HEADING))
        for line in _first(found.first, places):
            put(console, INDENT, line)
    if found.outside:
        put(console)
        put(console, ("what differs besides the steps", HEADING))
        for line in _besides(found.outside, console.width):
            put(console, INDENT, line)
    _table(console, found.differing, places)
    if any(besides.part == "tokens" for besides in found.outside) and found.counts[DIFFERENT]:
        put(console, (INDENT + "cells are named by the words of A", FAINT))
    put(console)
    _summary(console, found)


class Places:
    """Names the cells of a trace's steps by its tokens."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._sides: Mapping[Source, Mapping[str, Side]] = sides(trace)

    def __call__(self, step: Step, gap: Gap) -> str:
        """ "[head 2, 爱, 爱]", or which statistic it is."""
        if gap.statistic:
            return safe(gap.statistic)
        words = labels(self._trace, step, self._sides.get(step.source, {}))
        cell = tuple(step.part.get(axis, place) for axis, place in zip(step.axes, gap.cell, strict=True))
        nothing = np.zeros(0)  # to name a cell takes no numbers
        return Shown(step.source, ("",), step.axes, nothing, words).cell_name(cell)


# -------------------------------------------------------------------- the first one


def _first(found: StepDiff, places: Places) -> Iterator[str]:
    yield safe(str(found.step))
    if found.gap and found.a and found.verdict == DIFFERENT:
        cell = "" if found.gap.statistic else f", which is {','.join(map(str, found.gap.cell))}"
        yield f"{places(found.a, found.gap)}{cell}"
        yield (
            f"A {_long(found.gap.a)}   B {_long(found.gap.b)}   apart {_short(found.gap.size)}, "
            "where it is most"
        )
        if found.reason:
            yield safe(found.reason)
    else:
        yield f"{found.verdict}{': ' if found.reason else ''}{safe(found.reason)}"


# -------------------------------------------------------------------- besides the steps


def _besides(differences: Iterable[Outside], columns: int) -> Iterator[str]:
    """A line for each, a few of a kind; what explains a difference but is none itself says so."""
    for part, group in groupby(differences, key=lambda found: found.part):
        every = list(group)
        for found in every[:FEW]:
            explains = "" if found.weighs else "   (no difference by itself)"
            a, b = _both(found)
            head = f"{part} {safe(found.where)}  "
            room = max(NARROWEST, (columns - len(INDENT) - width(head + explains) - len("A    B ")) // 2)
            yield f"{head}A {cut(a, room)}   B {cut(b, room)}{explains}"
        if len(every) > FEW:
            yield f"{part}: {len(every) - FEW} more"


def _both(found: Outside) -> tuple[str, str]:
    """What stands there in A and in B; tokens by their words, or ids where those are the same."""
    if found.part != "tokens":
        return _json(found.a), _json(found.b)
    texts = [" ".join(safe(token["text"]) for token in tokens or ()) for tokens in (found.a, found.b)]
    if texts[0] == texts[1]:
        texts = [
            "ids " + " ".join(str(token["id"]) for token in tokens or ()) for tokens in (found.a, found.b)
        ]
    return texts[0] or "none", texts[1] or "none"


def _json(value: Any) -> str:
    if value is None:
        return "none"
    return safe(value if isinstance(value, str) else orjson.dumps(value).decode())


# -------------------------------------------------------------------- the table


@dataclass(frozen=True)
class Row:
    """A line of the table: a name and either numbers, one for each column, or words."""

    name: str
    numbers: tuple[str, ...] = ()
    words: str = ""


def _table(console: Console, differing: Sequence[StepDiff], places: Places) -> None:
    """The steps that differ, under the part of the model they belong to, in columns."""
    groups = [
        (part, list(_rows(list(steps), places)))
        for part, steps in groupby(differing, key=lambda found: found.step.name.rpartition(".")[0])
    ]
    rows = [row for _, group in groups for row in group]
    widths = _widths(rows, console.width - len(INDENT))
    if rows:
        put(console)
    if any(row.numbers for row in rows):
        put(console, (INDENT + _line(Row("", HEADS), widths), FAINT))
    for part, group in groups:
        if part:
            put(console, (safe(part), HEADING))
        for row in group:
            indent = INDENT if part else ""
            put(console, indent, _line(row, [widths[0] + len(INDENT) - len(indent), *widths[1:]]))


def _rows(steps: Sequence[StepDiff], places: Places) -> Iterator[Row]:
    """A row for each step; one for all that follow each other and are only in A, or only in B."""
    for verdict, group in groupby(steps, key=lambda found: found.verdict):
        every = list(group)
        if verdict in (ONLY_A, ONLY_B) and len(every) > FEW:
            yield Row(f"{_last(every[0])} … {_last(every[-1])}", words=f"{len(every)} steps {verdict}")
            continue
        for found in every:
            yield _row(found, places)


def _row(found: StepDiff, places: Places) -> Row:
    gap = found.gap
    if found.verdict != DIFFERENT or gap is None or found.a is None:
        colon = ": " if found.reason else ""
        return Row(_last(found), words=f"{found.verdict}{colon}{safe(found.reason)}")
    count = "" if gap.statistic else f"{gap.differing}/{gap.of}"
    where = places(found.a, gap)
    return Row(_last(found), (_short(gap.size), where, _medium(gap.a), _medium(gap.b), count))


def _last(found: StepDiff) -> str:
    """The last part of a step's name, with the number of its visit."""
    return safe(str(found.step).rpartition(".")[2])


def _widths(rows: Sequence[Row], columns: int) -> list[int]:
    """As wide as what stands in each column; the place gives way where the page is too narrow."""
    table = [row.numbers for row in rows if row.numbers]
    widths = [max((width(row.name) for row in rows), default=0)]
    widths += [max(map(width, column)) for column in zip(HEADS, *table, strict=True)]
    widths[PLACE] = max(NARROWEST, min(widths[PLACE], columns - sum(widths) + widths[PLACE] - len(SPACE) * 5))
    return widths


def _line(row: Row, widths: Sequence[int]) -> str:
    name = fit(row.name, widths[0])
    if not row.numbers:
        return f"{name}{SPACE}{row.words}"
    columns = [
        fit(text, size, "left" if n == PLACE else "right")
        for n, (text, size) in enumerate(zip(row.numbers, widths[1:], strict=True), 1)
    ]
    return SPACE.join([name, *columns]).rstrip()


# -------------------------------------------------------------------- all of it


def _summary(console: Console, found: Diff) -> None:
    """How many steps are the same, and how the others differ."""
    counts = found.counts
    same, total = counts[SAME], len(found.steps)
    within = f" within {_short(found.tolerance)}" if found.tolerance else ""
    if same == total:
        put(console, (f"all {total} steps are the same{within}", GOOD if found.equal else STRONG))
    else:
        kinds = ", ".join(
            f"{n} {KINDS.get(verdict, verdict)}" for verdict, n in counts.items() if verdict != SAME
        )
        put(console, (f"{total - same} of {total} steps differ{within}", BAD), f": {kinds}; {same} the same")
    apart = [step for step in found.steps if step.same and step.gap]
    if apart:
        furthest = max(apart, key=lambda step: step.gap.size if step.gap else 0.0)
        assert furthest.gap is not None
        put(
            console,
            f"of the same ones {safe(str(furthest.step))} is furthest apart, by {_short(furthest.gap.size)}",
        )
    if statistics := sum(step.by_statistics for step in found.steps):
        put(console, f"{statistics} steps compared by their statistics alone: their numbers were not kept")
    if rounded := sum(step.rounded and step.verdict == DIFFERENT for step in found.steps):
        put(
            console,
            f"{rounded} that differ were kept in one trace and are computed anew from the other, which rounds "
            "otherwise; --tolerance 1e-4 leaves that out",
        )
    if same == total and not found.equal:
        put(console, ("the traces differ besides their steps", BAD))


def _long(number: float) -> str:
    return _written(number, 9)


def _medium(number: float) -> str:
    return _written(number, 5)


def _short(number: float) -> str:
    return _written(number, 3)


def _written(number: float, digits: int) -> str:
    """A number in so many digits; a whole one in all of its own."""
    if isinstance(number, int):
        return str(number).replace("-", MINUS)
    if math.isinf(number):
        return "+∞" if number > 0 else f"{MINUS}∞"
    return "NaN" if math.isnan(number) else f"{number:.{digits}g}".replace("-", MINUS)
