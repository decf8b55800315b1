"""An array as lines of text with labels; says how much does not fit and is left out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Protocol

import numpy as np

from ....core.operations.operation import Array, floats
from ....core.support.localization import _
from ....core.trace import Step
from ..numbers import fitting
from ..text import fit, safe, width

GAP = 2
ROWS = 12  # more rows than this are shortened
TABLES = 64  # more tables than this are left out
LABEL = 10  # columns of a label by default, at most
ROW, COLUMN = 32, 16  # the widest that those of a lab's rows and columns may be
WORDS = 64  # more labels than this are a vocabulary
MORE = "…"


class Written(Protocol):
    """The format of the numbers of a table, all of one width."""

    @property
    def width(self) -> int: ...

    def __call__(self, value: float | bool) -> str: ...


def block(step: Step, words: Mapping[str, Sequence[str]], columns: int, rows: int = ROWS) -> list[str]:
    """The whole array of a step: a table of the last two axes for each entry of the others."""
    values = step.values
    written = fitting(values)
    if values.ndim < 2:
        values = values.reshape(1, -1)
    labels = [words.get(axis, ()) for axis in ("", "", *step.axes)[-2:]]
    outer = step.axes[:-2]
    tables = []
    for place in islice(np.ndindex(*values.shape[:-2]), TABLES):
        title = ", ".join(f"{safe(axis)} {i + 1}" for axis, i in zip(outer, place, strict=True))
        tables.append(table(values[place], labels[0], labels[1], written, columns, rows, title))
    left = math.prod(values.shape[:-2]) - len(tables)
    return [
        *side_by_side(tables, columns),
        *([_("{more} {count:,} tables more", more=MORE, count=left)] if left else []),
    ]


def table(
    values: Array,
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    written: Written,
    columns: int,
    most_rows: int = ROWS,
    title: str = "",
    missing: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
    widest: int = LABEL,
) -> list[str]:
    """One table; rows and columns without words are numbered from 0, `missing` ones are empty."""
    rows = shown(values.shape[0], most_rows)
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
        cells = (_cell(values, i, j, written, missing) for j in places)
        lines.append(fit(name, margin) + "".join(space + fit(each, cell, "right") for each in cells))
    return lines


def _cell(
    values: Array,
    row: int | None,
    column: int | None,
    written: Written,
    missing: tuple[frozenset[int], frozenset[int]],
) -> str:
    """A number, or the text that replaces it."""
    if row is None or column is None:
        return MORE
    return "" if row in missing[0] or column in missing[1] else written(values[row, column])


def columns_shown(
    values: Array, words: Sequence[str], written: Written, columns: int, widest: int = LABEL
) -> list[int | None]:
    """Which columns fit: of a vocabulary those with the largest numbers, else the first ones and the last."""
    count = values.shape[1]
    if len(words) > WORDS and values.size:
        many = max(1, columns // (LABEL + GAP))
        best = np.argsort(-np.fmax.reduce(floats(values)), kind="stable")[:many]
        return [*(int(i) for i in np.sort(best)), *([None] if many < count else [])]
    longest = max((width(label(words, i, widest)) for i in range(len(words))), default=0)
    return shown(count, max(1, columns // (max(written.width, len(str(count - 1)), longest) + GAP)))


def label(words: Sequence[str], place: int | None, widest: int = LABEL) -> str:
    """The word of a row or column, safe to print; its number if it has none."""
    if place is None:
        return MORE
    return (
        fit(safe(words[place]), min(widest, width(safe(words[place])))) if place < len(words) else str(place)
    )


def widest(labels: Sequence[Sequence[str]]) -> int:
    """How wide the labels of a lab's last two axes may be: rows may have long names, columns need the room."""
    rows, columns = (max((width(safe(word)) for word in words), default=0) for words in labels[-2:])
    return max(LABEL, min(ROW, rows), min(COLUMN, columns))


def roomy_table(
    values: Array, labels: Sequence[Sequence[str]], written: Written, columns: int, rows: int, title: str
) -> list[str]:
    """One table, with the room that its labels need, unless it is then too wide."""
    many = (values, labels[-2], labels[-1], written, columns, rows, title)
    wide = table(*many, widest=widest(labels))
    return wide if max(map(width, wide)) <= columns else table(*many)


def shown(size: int, most: int) -> list[int | None]:
    """Which of `size` places are shown: all, or the first ones, an ellipsis (None) and the last."""
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
    return f"{' × '.join(map(safe, step.axes))}  {' × '.join(map(str, step.shape))}"


def probability(log_probability: float) -> float:
    """The probability for a log probability, which is never above 0."""
    return float(np.exp(min(log_probability, 0.0)))
