"""The steps in which two traces differ, as a table."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from rich.console import Console

from ....core.operations.expression import Source
from ....core.support.localization import _
from ....core.trace import Diff, Step, StepDiff, Trace, labels, sides
from ....core.trace.analysis.diff import DIFFERENT, ONLY_A, ONLY_B
from ....core.trace.analysis.gap import Gap
from ....core.trace.labels import Side
from ...ui.numbers import MINUS
from ...ui.plain.page import FAINT, HEADING, put
from ...ui.tensor_view import TensorView
from ...ui.text import fit, safe, width

INDENT = "  "
SPACE = "  "
HEADS = (_("apart"), _("at"), "A", "B", _("cells"))
PLACE = 2  # the column that says where, the name being 0
NARROWEST, WIDEST = 8, 32  # columns that a place keeps on a narrow page, and that names line up in
MANY = 4  # so many steps in a row that are only in one trace share a line
SHORT, MEDIUM, LONG = 3, 5, 9  # digits of a number


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
        return TensorView(step.source, ("",), step.axes, nothing, words).cell_name(cell)


@dataclass(frozen=True)
class Row:
    """A line of the table: a name and either numbers, one for each column, or words."""

    name: str
    numbers: tuple[str, ...] = ()
    words: str = ""


def print_table(console: Console, found: Diff, places: Places) -> None:
    """The steps that differ, under the part of the model they belong to, in columns."""
    names = found.a.names | found.b.names
    groups = [
        (part, list(_rows(list(steps), len(part), places)))
        for part, steps in groupby(found.differing, key=lambda step: _part(step.step.name, names))
    ]
    rows = [row for part, group in groups for row in group]
    widths = _widths(rows, console.width - len(INDENT))
    if rows:
        put(console)
    if any(row.numbers for row in rows):
        put(console, (INDENT + _line(Row("", HEADS), widths), FAINT))
    for part, group in groups:
        if part:
            put(console, (safe(part.removesuffix(".")), HEADING))
        for row in group:
            indent = INDENT if part else ""
            put(console, indent, _line(row, [widths[0] + len(INDENT) - len(indent), *widths[1:]]))


def _part(name: str, names: Container[str]) -> str:
    """The part of the model that a step belongs to, with its dot; a change to a step belongs where that step does."""
    part = name.rpartition(".")[0]
    while part and part in names:
        part = part.rpartition(".")[0]
    return part and f"{part}."


def _rows(steps: Sequence[StepDiff], inside: int, places: Places) -> Iterator[Row]:
    """A row for each step, without the part's `inside` characters; one for many that are only in A, or only in B."""
    for verdict, group in groupby(steps, key=lambda found: found.verdict):
        every = list(group)
        if verdict in (ONLY_A, ONLY_B) and len(every) >= MANY:
            yield Row(
                f"{_name(every[0], inside)} … {_name(every[-1], inside)}",
                words=_("{count} steps {verdict}", count=len(every), verdict=_(verdict)),
            )
            continue
        for found in every:
            yield _row(found, _name(found, inside), places)


def _row(found: StepDiff, name: str, places: Places) -> Row:
    gap = found.gap
    if found.verdict != DIFFERENT or gap is None or found.a is None:
        colon = ": " if found.reason else ""
        return Row(name, words=f"{_(found.verdict)}{colon}{safe(found.reason)}")
    count = "" if gap.statistic else f"{gap.differing}/{gap.of}"
    where = places(found.a, gap)
    return Row(name, (written(gap.size, SHORT), where, written(gap.a, MEDIUM), written(gap.b, MEDIUM), count))


def _name(found: StepDiff, inside: int) -> str:
    return safe(str(found.step)[inside:])


def _widths(rows: Sequence[Row], columns: int) -> list[int]:
    """As wide as what stands in each column; the place gives way where the page is too narrow."""
    table = [row.numbers for row in rows if row.numbers]
    widths = [min(WIDEST, max((width(row.name) for row in rows), default=0))]
    widths += [max(map(width, column)) for column in zip(HEADS, *table, strict=True)]
    widths[PLACE] = max(NARROWEST, min(widths[PLACE], columns - sum(widths) + widths[PLACE] - len(SPACE) * 5))
    return widths


def _line(row: Row, widths: Sequence[int]) -> str:
    name = row.name if width(row.name) > widths[0] else fit(row.name, widths[0])
    if not row.numbers:
        return f"{name}{SPACE}{row.words}"
    columns = [
        fit(text, size, "left" if n == PLACE else "right")
        for n, (text, size) in enumerate(zip(row.numbers, widths[1:], strict=True), 1)
    ]
    return SPACE.join([name, *columns]).rstrip()


def written(number: float, digits: int) -> str:
    """A number in so many digits; a whole one in all of its own."""
    if isinstance(number, int):
        return str(number).replace("-", MINUS)
    if math.isinf(number):
        return "+∞" if number > 0 else f"{MINUS}∞"
    return "NaN" if math.isnan(number) else f"{number:.{digits}g}".replace("-", MINUS)
