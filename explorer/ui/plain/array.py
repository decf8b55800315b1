"""An array as lines of text with labels on rows and columns; a mark shows where something is left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from ....core.operations.arithmetic import number
from ....core.operations.operation import Array, floats
from ....core.support.localization import _, plural
from ....core.trace import Occurrences, Statistics, Step
from ....core.trace.part_names import axis_name
from ..numbers import NumberFormat, fitting
from ..text import cut, fit, safe, width

GAP = 2
ROWS = 12  # a table with more rows is shortened
TABLES = 64  # further tables are left out
LABEL = 10  # maximum columns of a label
ROW, COLUMN = 32, 16  # the same for the rows and columns of a table with room for them
WORDS = 64  # an axis with more labels is a vocabulary
MORE = "…"
DIGITS = 5  # of statistics


def block(step: Step, words: Mapping[str, Sequence[str]], columns: int, rows: int = ROWS) -> list[str]:
    """A step's array, with labels for the last two axes (see `array_lines`), or its statistics if it has no values."""
    if step.statistics is not None:
        return [*statistics_lines(step.statistics)]
    values = step.values if step.values.ndim > 1 else step.values.reshape(1, -1)
    labels = [words.get(axis, ()) for axis in ("", "", *step.axes)[-2:]]

    def name(place: tuple[int, ...]) -> str:
        return ", ".join(
            f"{safe(axis_name(axis))} {i + 1}" for axis, i in zip(step.axes, place, strict=False)
        )

    return array_lines(values, labels, name, fitting(values), columns, rows=rows, room=False)


def array_lines(
    values: Array,
    labels: Sequence[Sequence[str]],
    name: Callable[[tuple[int, ...]], str],
    written: NumberFormat,
    columns: int,
    *,
    rows: int = ROWS,
    most: int = TABLES,
    room: bool = True,
) -> list[str]:
    """An array of any number of axes: the last two as tables, next to each other if they fit.

    Args:
        labels: the labels along each axis, or only along the last two.
        name: the name of a table by its position along the other axes; safe text.
        most: the number of tables; the last line says how many more there are.
        room: whether labels may be wider than LABEL.
    """
    if values.ndim < 2:
        values, labels = values.reshape(1, -1), [[""], *(labels or [[""]])]

    def draw(place: tuple[int, ...]) -> list[str]:
        arguments = (values[place], labels[-2], labels[-1], written, columns, rows, name(place))
        drawn = table(*arguments, widest=widest(*labels[-2:]) if room else LABEL)
        return drawn if max(map(width, drawn)) <= columns else table(*arguments)

    tables = [draw(place) for place in islice(np.ndindex(*values.shape[:-2]), most)]
    left = math.prod(values.shape[:-2]) - len(tables)
    more = [plural("… {n:,} more table", "… {n:,} more tables", left)] if left else []
    return side_by_side(tables, columns) + more


def table(
    values: Array,
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    written: NumberFormat,
    columns: int,
    most_rows: int = ROWS,
    title: str = "",
    missing: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
    widest: int = LABEL,
) -> list[str]:
    """One table; rows and columns without labels are numbered from 0, and the `missing` ones are empty."""

    def number_at(row: int | None, column: int | None) -> str:
        if row is None or column is None:
            return MORE
        return "" if row in missing[0] or column in missing[1] else written(values[row, column])

    rows = positions_shown(values.shape[0], most_rows)
    names = [label(row_labels, i, widest) for i in rows]
    margin = max([width(name) for name in names] + [width(title)], default=0)
    places = columns_shown(values, column_labels, written, columns - margin, widest)
    cell = max([written.width, *(width(label(column_labels, i, widest)) for i in places)])
    space = " " * GAP
    lines = [
        fit(title, margin)
        + "".join(space + fit(label(column_labels, i, widest), cell, "right") for i in places)
    ]
    for name, i in zip(names, rows, strict=True):
        cells = (number_at(i, j) for j in places)
        lines.append(fit(name, margin) + "".join(space + fit(each, cell, "right") for each in cells))
    return lines


def columns_shown(
    values: Array, words: Sequence[str], written: NumberFormat, columns: int, widest: int = LABEL
) -> list[int | None]:
    """The columns that fit: for a vocabulary those with the largest numbers, else the first ones and the last."""
    count = values.shape[1]
    if len(words) > WORDS and values.size:
        many = max(1, columns // (LABEL + GAP))
        best = np.argsort(-np.fmax.reduce(floats(values)), kind="stable")[:many]
        return [*(int(i) for i in np.sort(best)), *([None] if many < count else [])]
    longest = max((width(label(words, i, widest)) for i in range(len(words))), default=0)
    return positions_shown(count, max(1, columns // (max(written.width, len(str(count - 1)), longest) + GAP)))


def label(words: Sequence[str], place: int | None, widest: int = LABEL) -> str:
    """The label of a row or column, or its number if it has none; safe text."""
    if place is None:
        return MORE
    return cut(safe(words[place]), widest) if place < len(words) else str(place)


def widest(*labels: Sequence[str]) -> int:
    """The maximum columns of the labels of two axes: rows may have longer labels than columns."""
    rows, columns = (max((width(safe(word)) for word in words), default=0) for words in labels)
    return max(LABEL, min(ROW, rows), min(COLUMN, columns))


def positions_shown(size: int, most: int) -> list[int | None]:
    """The positions that are shown: all, or the first ones, a mark (None) and the last."""
    if size <= most:
        return list(range(size))
    return [*range(max(1, most - 2)), None, size - 1]


def side_by_side(tables: Sequence[Sequence[str]], columns: int) -> list[str]:
    """Tables of equal height in as few rows of tables as the width allows."""
    if not tables:
        return []
    widest = max(width(line) for lines in tables for line in lines)
    many = max(1, (columns + 4) // (widest + 4))
    page: list[str] = []
    for start in range(0, len(tables), many):
        group = tables[start : start + many]
        page += [""] if page else []
        page += [
            "    ".join(fit(line, widest) for line in lines).rstrip() for lines in zip(*group, strict=True)
        ]
    return page


def size(step: Step) -> str:
    """The names and lengths of a step's axes: "head × query × key  4 × 3 × 3"."""
    axes = " × ".join(safe(axis_name(axis)) for axis in step.axes)
    return f"{axes}  {' × '.join(map(str, step.shape))}"


def probability(log_probability: float) -> float:
    """The probability with this logarithm; a logarithm above 0 is a rounding error."""
    return float(np.exp(min(log_probability, 0.0)))


def statistics_lines(found: Statistics) -> Iterator[str]:
    """The statistics on one line, and a line each for NaN and ±∞ if they occurred."""
    named = {"min": found.min, "max": found.max, "mean": found.mean, "norm": found.norm}
    there = [f"{name} {number(value, DIGITS)}" for name, value in named.items() if value is not None]
    yield " · ".join(there) or _("no finite numbers")
    for name, seen in (("NaN", found.nan), ("∞", found.infinity), ("−∞", found.minus_infinity)):
        if seen is not None:
            yield _("{name} in {count} cells, {where}", name=name, count=seen.count, where=_where(seen))


def _where(seen: Occurrences) -> str:
    first = ", ".join(str(list(cell)) for cell in seen.cells)
    more = ", …" if seen.count > len(seen.cells) else ""
    return _(
        "all between {first} and {last}: {cells}{more}",
        first=list(seen.first),
        last=list(seen.last),
        cells=first,
        more=more,
    )
