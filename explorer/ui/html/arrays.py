"""Arrays as tables: a table for each slice of the last two axes, with labels; a caption says what is left out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from ....core.operations.expression import Index
from ....core.operations.operation import floats
from ....core.support.localization import _, plural
from ....core.trace.part_names import axis_name
from ..plain.array import MORE, WORDS, statistics_lines
from ..tensor_view import TensorView
from ..text import safe
from .markup import Html, cell, details, element, joined, listing, paragraph, table

ROWS, COLUMNS = 10, 10  # of a table
CELLS = 400  # of all tables of an array
TABLES = 12
BEST = 5  # tokens that are listed for each row of a vocabulary
LEVELS = 6  # of shading
VOCABULARY = "token"  # the axis


def array(view: TensorView, key: Index | None = None) -> Html:
    """The numbers of an array, or why there are none.

    Args:
        key: a cell that is always shown, and emphasized.
    """
    if view.step is not None and view.step.statistics is not None:
        return listing(statistics_lines(view.step.statistics))
    if not view.values.size:
        return paragraph(view.meaning or _("This array has no numbers."))
    if not view.axes:
        return paragraph(_number(view, ()))
    places, left = _slices(view, key)
    drawn = [_slice(view, place, key) for place in places]
    if len(drawn) == 1:
        tables = drawn[0]
    else:
        opened = key[: len(view.axes) - 2] if key is not None else places[0]
        tables = joined(
            details(_slice_name(view, place), each, open_=place == opened)
            for place, each in zip(places, drawn, strict=True)
        )
    more = plural("{n:,} more table is left out.", "{n:,} more tables are left out.", left) if left else ""
    return joined([tables, paragraph(more, class_="left-out")])


def is_vocabulary(view: TensorView) -> bool:
    """Whether the last axis is too long to be columns: it has an entry for each token of the vocabulary."""
    if not view.axes or not view.values.size:
        return False
    labelled = len(view.words.get(view.axes[-1], ())) > WORDS
    return labelled or (view.axes[-1] == VOCABULARY and view.values.shape[-1] > WORDS)


def key_cell(view: TensorView) -> Index | None:
    """The cell that stands for an array: of a vocabulary the best token of the last row, else the largest number.

    The largest number is the one with the largest absolute value. None if the array has no numbers.
    """
    values = view.values
    if not values.size:
        return None
    sizes = np.abs(floats(values))
    if is_vocabulary(view):
        last = tuple(size - 1 for size in values.shape[:-1])
        row = np.nan_to_num(floats(values[last]), nan=-np.inf)
        return (*last, int(row.argmax()))
    sizes = np.where(np.isfinite(sizes), sizes, -1.0)
    return tuple(int(n) for n in np.unravel_index(int(sizes.argmax()), values.shape))


def _slices(view: TensorView, key: Index | None) -> tuple[list[Index], int]:
    """The slices that are shown, the one with the key cell among them, and how many are not."""
    outer = view.values.shape[:-2]
    count = math.prod(outer)
    each = math.prod(
        min(size, most) for size, most in zip(view.values.shape[-2:], (ROWS, COLUMNS), strict=False)
    )
    most = max(1, min(TABLES, CELLS // each))
    places = list(islice(np.ndindex(*outer), most))
    if key is not None and key[: len(outer)] not in places:
        places[-1] = key[: len(outer)]
    return places, count - len(places)


def _slice_name(view: TensorView, place: Index) -> str:
    return _(", ").join(
        f"{safe(axis_name(view.axes[axis]))} {view.label(axis, n)}" for axis, n in enumerate(place)
    )


def _slice(view: TensorView, place: Index, key: Index | None) -> Html:
    """One table."""
    here = key if key is not None and key[: len(place)] == place else None
    if is_vocabulary(view):
        return _best(view, place, here)
    shape = view.values.shape[len(place) :]
    last = len(view.axes) - 1
    columns = shown(shape[-1], COLUMNS, here[-1] if here else None)
    if len(shape) == 1:
        rows: Sequence[int | None] = [None]
        heads = [view.name, *(_label(view, last, n) for n in columns)]
        body = [[_("value"), *(_cell(view, (n,), key) if n is not None else MORE for n in columns)]]
        said = [_("columns: {axis}", axis=safe(axis_name(view.axes[last])))]
    else:
        rows = shown(shape[0], ROWS, here[-2] if here else None)
        heads = [axis_name(view.axes[last - 1]) or _("row"), *(_label(view, last, n) for n in columns)]
        body = [
            [
                _label(view, last - 1, row),
                *(MORE if row is None or n is None else _cell(view, (*place, row, n), key) for n in columns),
            ]
            for row in rows
        ]
        said = [
            _("rows: {axis}", axis=safe(axis_name(view.axes[last - 1]))),
            _("columns: {axis}", axis=safe(axis_name(view.axes[last]))),
        ]
    name = [_slice_name(view, place)] if place else [view.name]
    parts = [*name, *said, *_left_out(rows, shape[:-1], columns, shape[-1])]
    return table(" · ".join(parts), heads, body, class_="array")


def _left_out(
    rows: Sequence[int | None], row_count: Sequence[int], columns: Sequence[int | None], column_count: int
) -> Iterator[str]:
    """How many rows and columns are shown, if not all of them."""
    if row_count and None in rows:
        yield _("{shown} of {n} rows", shown=len(rows) - rows.count(None), n=f"{row_count[0]:,}")
    if None in columns:
        yield _("{shown} of {n} columns", shown=len(columns) - columns.count(None), n=f"{column_count:,}")


def _best(view: TensorView, place: Index, key: Index | None) -> Html:
    """For each row the tokens with the largest numbers."""
    values, last = view.values[place], len(view.axes) - 1
    alone = values.ndim == 1
    rows = [None] if alone else shown(values.shape[0], ROWS, key[-2] if key else None)
    heads = [
        _("token") if alone else axis_name(view.axes[last - 1]),
        *(_("rank {n}", n=rank) for rank in range(1, BEST + 1)),
    ]
    body = []
    for row in rows:
        if row is None and not alone:
            body.append([MORE] * len(heads))
            continue
        index = place if alone or row is None else (*place, row)
        numbers = np.nan_to_num(floats(view.values[index]), nan=-np.inf)
        best = np.argsort(-numbers, kind="stable")[:BEST]
        label = _("value") if alone or row is None else view.label(last - 1, row)
        body.append([label, *(_candidate(view, (*index, int(n)), key) for n in best)])
    count = f"{values.shape[-1]:,}"
    parts = [
        _slice_name(view, place) if place else view.name,
        _("the largest of {n} numbers in each row", n=count),
    ]
    if not alone:
        parts += _left_out(rows, values.shape[:1], (), 0)
    return table(" · ".join(parts), heads, body, class_="array")


def _candidate(view: TensorView, index: Index, key: Index | None) -> Html:
    token = view.label(len(view.axes) - 1, index[-1])
    return _emphasized(joined([element("b", token), " ", _number(view, index)]), index == key)


def shown(size: int, most: int, always: int | None = None) -> list[int | None]:
    """The positions that are shown: all, or the first ones, the last and one more, with None in each gap."""
    if size <= most:
        return list(range(size))
    kept = sorted({*range(most - 2), size - 1} | (set() if always is None else {always}))
    found: list[int | None] = []
    for position in kept:
        if found and position - (found[-1] or 0) > 1:
            found.append(None)
        found.append(position)
    return found


def _label(view: TensorView, axis: int, place: int | None) -> str:
    return MORE if place is None else view.label(axis, place)


def _cell(view: TensorView, index: Index, key: Index | None) -> Html:
    return _emphasized(_number(view, index), index == key, _level(view, index))


def _emphasized(content: str, is_key: bool, level: str | None = None) -> Html:
    if not is_key:
        return cell(content, class_=level)
    return cell(element("strong", content), class_=f"{level or ''} key".strip())


def _number(view: TensorView, index: Index) -> str:
    value = view.values[index]
    if view.values.dtype.kind == "b":
        return _("yes") if value else _("no")
    return view.format.write(float(value)).strip()


def _level(view: TensorView, index: Index) -> str | None:
    """The class of the shading: how large the number is compared with the largest one."""
    if view.values.dtype.kind not in "fb":
        return None
    found, value = view.summary, float(view.values[index])
    largest = max(abs(found.low), abs(found.high))
    level = round(LEVELS * min(1.0, abs(value) / largest)) if largest and math.isfinite(value) else 0
    return f"level-{level}" if level else None
