"""How tables of experiments are shown: whole numbers as integers, labelled positions, and as curves. No Textual."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....core.operations.operation import Array
from ....core.support.localization import _
from ....core.trace.part_names import axis_name
from ....lessons.contents import Entry
from ....lessons.labs.lab import Result, Table
from ....lessons.writing import written
from ...ui.exhibits import Curves
from ...ui.numbers import GAP
from ...ui.text import safe

LARGEST = 1e12  # larger whole numbers are easier to read as powers of ten
LEAST = 5  # fewest points of a curve
FLAT = 1e-9  # relative to the largest number: smaller changes are rounding
MOST = 6  # curves that can be distinguished
WIDE_ACROSS, WIDE_UP = 50, 1000  # largest ÷ smallest from which an axis is logarithmic
Floats = NDArray[np.float64]


def heading(lesson: Entry | None) -> str:
    """The heading above the labs of a lesson, or above those of none; safe text."""
    if lesson is None:
        return _("not in any lesson")
    return _("lesson {n} · {title}", n=lesson.number, title=safe(lesson.title))


def whole(values: Array) -> Array:
    """The numbers as integers if all of them are whole; else unchanged."""
    if values.dtype.kind != "f" or not values.size:
        return values
    numbers = values.astype(np.float64)
    are_whole = np.isfinite(numbers).all() and (numbers == numbers.round()).all()
    return values.astype(np.int64) if are_whole and np.abs(numbers).max() <= LARGEST else values


def position_names(result: Result, table: Table, axis: int) -> tuple[str, ...]:
    """The labels along an axis, or its positions such as "4", "8", "16"; empty if it has neither."""
    named = table.labels.get(table.axes[axis])
    if named:
        return named
    found = positions(result, table, axis)
    return () if found is None else tuple(f"{place:.6g}".replace("-", "−") for place in found)


def single_text(table: Table) -> str:
    """The number of a table without axes."""
    value = table.values.item()
    return GAP if table.gaps and value != value else written(value)


def size_of(table: Table) -> str:
    """The axes of a table with their sizes; safe text."""
    return " × ".join(
        f"{safe(axis_name(axis))} {n}" for axis, n in zip(table.axes, table.values.shape, strict=True)
    )


# ------------------------------------------------------------------------------------- curves
def curves(result: Result, name: str) -> Curves | None:
    """The curves of a table; None if it has none, or only gives the positions of others."""
    table = result.tables[name]
    values = np.asarray(table.values, dtype=np.float64)
    if is_axis(result, name) or values.ndim not in (1, 2) or table.values.dtype.kind == "b":
        return None
    if not np.isfinite(values).any():
        return None
    for along in range(values.ndim):
        rows = np.moveaxis(values, along, -1).reshape(-1, values.shape[along])
        across = positions(result, table, along)
        if across is not None and len(across) >= LEAST and len(rows) <= MOST and _changes(rows):
            named = tuple(zip(_curve_names(table, name, along), rows, strict=True))
            return Curves("", named, across, _logarithmic(across, values), table.shows)
    return None


def positions(result: Result, table: Table, axis: int) -> Floats | None:
    """The positions along an axis, from its labels or from another table of the lab; None without either."""
    along, size = table.axes[axis], table.values.shape[axis]
    labelled = _numbers(table.labels.get(along, ()), along)
    if labelled is not None and _rises(labelled):
        return labelled
    if along in table.labels:
        return None
    for field, other in result.tables.items():
        if other is not table and other.axes == (along,) and other.values.shape == (size,):
            found = np.asarray(other.values, dtype=np.float64)
            is_named = field in (along, f"{along}s")
            if (is_named or other.values.dtype.kind in "iu") and _rises(found):
                return found
    return None


def is_axis(result: Result, name: str) -> bool:
    """Whether a table only gives the positions of others."""
    table = result.tables[name]
    if len(table.axes) != 1 or name not in (table.axes[0], f"{table.axes[0]}s"):
        return False
    return _rises(np.asarray(table.values, dtype=np.float64))


def _changes(rows: Floats) -> bool:
    """Whether any of the curves is not constant."""
    for row in rows:
        finite = row[np.isfinite(row)]
        if finite.size and finite.max() - finite.min() > FLAT * np.abs(finite).max():
            return True
    return False


def _rises(numbers: Floats) -> bool:
    return bool(np.isfinite(numbers).all() and (np.diff(numbers) > 0).all())


def _numbers(words: Sequence[str], axis: str) -> Floats | None:
    """Labels such as "4", "8", "16" or "step 1", "step 2" as numbers; None if they are words."""
    try:
        numbers = [float(word.removeprefix(axis_name(axis)).strip().replace("−", "-")) for word in words]
    except ValueError:
        return None
    return np.array(numbers or [np.nan])


def _curve_names(table: Table, name: str, along: int) -> list[str]:
    """The names of the curves: the table's name for one, the positions of the other axis for several."""
    if len(table.axes) == 1:
        return [name]
    other = 1 - along
    axis, size = table.axes[other], table.values.shape[other]
    words = table.labels.get(axis, ()) or tuple(map(str, range(size)))
    return [f"{axis_name(axis)} {word}" if word.isdecimal() else word for word in words]


def _logarithmic(across: Floats, values: Floats) -> str:
    """The axes, x and y, along which the numbers are positive and span a wide range."""
    axes = (("x", across, WIDE_ACROSS), ("y", values[np.isfinite(values)], WIDE_UP))
    return "".join(axis for axis, each, wide in axes if each.min() > 0 and each.max() / each.min() >= wide)
