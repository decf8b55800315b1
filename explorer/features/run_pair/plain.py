"""Two sentences compared, as plain text: word under word, what is predicted, and by how much each step differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import groupby

import numpy as np
from rich.console import Console

from ....core.support.localization import _
from ....core.trace import Trace, TraceError
from ...ui.numbers import fitting
from ...ui.plain.array import side_by_side, table
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, put
from ...ui.tensor_view import TensorView
from ...ui.text import fit, safe, width
from ...ui.walk import SEPARATOR
from ...ui.words import read_and_said
from . import compare_strings as said
from .compare import Comparison, Row
from .compare_strings import Piece
from .run_pair import RunPair, grid_title
from .what_if import predictions

INDENT = "  "
NAMED = 16  # columns of the name of a step
APART, PLACE = 10, 34  # columns of the largest difference, and of where it is
LABEL = 24  # columns that a label of two words may take


def print_comparison(console: Console, found: Comparison) -> None:
    """All of it, but the arrays."""
    _sentences(console, found)
    _predictions(console, found)
    for part, rows in groupby(found.rows, key=lambda row: row.title[:-1]):
        put(console)
        put(console, (SEPARATOR.join(part) or _("output"), HEADING))
        for row in rows:
            _row(console, found, row)
    put(console)
    put(console, (said.how_many(found), STRONG))
    for name, place in ((_("first"), found.first), (_("largest"), found.most)):
        if place is not None:
            put(console, f"{INDENT}{name}  {safe(str(found.rows[place].step))}")


def _sentences(console: Console, found: Comparison) -> None:
    for name, trace in zip(said.NAMES, (found.a, found.b), strict=False):
        put(console, (name, STRONG), "  ", *(text for text, _style in read_and_said(trace)))
    if besides := said.besides(found):
        put(console, (besides, FAINT))
    for side in said.SIDES:
        put(console)
        _under_each_other(console, side, said.pieces(found, side), console.width)


def _under_each_other(console: Console, side: str, pieces: Sequence[Piece], columns: int) -> None:
    """As many on two lines as there is room for."""
    margin = f"{INDENT}A  "
    lines: list[list[Piece]] = [[]]
    used = 0
    for piece in pieces:
        used += width(piece[0]) + len(INDENT)
        if lines[-1] and used > columns - len(margin):
            lines.append([])
            used = width(piece[0]) + len(INDENT)
        lines[-1].append(piece)
    put(console, (side, HEADING))
    for line in lines:
        for which in (0, 1):
            put(console, f"{INDENT}{said.NAMES[which]}  {INDENT.join(piece[which] for piece in line)}")


def _predictions(console: Console, found: Comparison) -> None:
    """What each aligned target position finds most probable next, in both."""
    a, b = (_predicted(trace) for trace in (found.a, found.b))
    if not (a and b):
        return
    put(console)
    put(console, (_("what each position predicts"), HEADING))
    alignment = found.alignment("target")
    places = ([place for place, _ in alignment], [place for _, place in alignment])
    columns = [
        [_next(words, told, place) for place in of]
        for words, told, of in zip(found.tokens("target"), (a, b), places, strict=True)
    ]
    widest = max(width(left) for left in columns[0])
    for left, right in zip(*columns, strict=True):
        put(console, f"{INDENT}A  {fit(left, widest)}  {INDENT}B  {right}")


def _next(words: Sequence[str], told: Sequence[str], place: int | None) -> str:
    """A token, and the most probable one after it; nothing where that sentence has none there."""
    return "" if place is None else f"{safe(words[place])} → {told[place]}"


def _predicted(trace: Trace) -> tuple[str, ...]:
    try:
        return tuple(f"{safe(one.normal[0])} {one.normal[1]:.2f}" for one in predictions(trace))
    except TraceError:  # what is left of it tells nothing
        return ()


def _row(console: Console, found: Comparison, row: Row) -> None:
    name = fit(row.title[-1], max(NAMED, width(row.title[-1])))
    if row.why:
        put(console, f"{INDENT}{name}  ", (row.why, FAINT))
    elif row.gap is None:
        put(console, f"{INDENT}{name}  ", (fit(said.told(row), APART, "right"), FAINT))
    else:
        where = found.where(row)
        apart, place = fit(said.apart(row), APART, "right"), fit(where, max(PLACE, width(where)))
        put(console, f"{INDENT}{name}  {apart}  {place}  {said.told(row)}")


# -------------------------------------------------------------------------- arrays


def print_arrays(console: Console, found: Comparison, globs: Sequence[str]) -> None:
    """The steps of those names: A, B and B − A on the words of both.

    Raises:
        TraceError: there is none, or an array is damaged.
    """
    rows = [row for row in found.rows if any(fnmatchcase(row.step.name, glob) for glob in globs)]
    if not rows:
        found.a.select(globs)  # says what is wrong with them
    _sentences(console, found)
    for row in rows:
        put(console)
        put(console, (SEPARATOR.join(row.title), NAME), (f"   {safe(str(row.step))}", FAINT))
        put(console, INDENT + said.formula(row))
        put(console, f"{INDENT}{said.apart(row)}  {found.where(row)}  {said.told(row)}".rstrip())
        if row.a is not None and row.b is not None and not row.why:
            for line in _arrays(found.beside(row), console.width - len(INDENT)):
                put(console, INDENT, line)


def _arrays(beside: RunPair, columns: int) -> Iterator[str]:
    """A, B and B − A of each head side by side, or below each other."""
    every = [each for each in (beside.a, beside.b, beside.difference) if each is not None]
    outer = beside.first.values.shape[:-2]
    for place in np.ndindex(*outer):
        tables = [_table(shown, name, place, columns) for shown, name in zip(every, said.NAMES, strict=True)]
        yield ""
        yield from side_by_side(tables, columns)


def _table(shown: TensorView, name: str, place: tuple[int, ...], columns: int) -> list[str]:
    values = shown.values[place].reshape((1, -1) if shown.values.ndim < 2 else shown.values.shape[-2:])
    cell = (*place, *(0,) * (shown.values.ndim - len(place)))
    rows, across = (shown.words.get(axis, ()) for axis in ("", "", *shown.axes)[-2:])
    title = [grid_title(name, shown, cell)] if place else [name]
    written, blank = fitting(shown.values, shown.summary), shown.missing_lines(cell)
    body = table(values, rows, across, written, columns, missing=blank, widest=LABEL)
    return [*title, *body]
