"""Which tables of an experiment are curves: numbers along an axis whose places are numbers too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....lessons.labs.lab import Result, Table
from ...ui.exhibits import Curves

LEAST = 5  # points of a curve
FLAT = 1e-9  # of the largest number: what rounding does is no curve
MOST = 6  # curves that can be told from one another
WIDE_ACROSS, WIDE_UP = 50, 1000  # largest ÷ smallest from which an axis is logarithmic
Floats = NDArray[np.float64]


def curves(result: Result, name: str) -> Curves | None:
    """The curves of a table; None where there are none to draw."""
    table = result.tables[name]
    values = np.asarray(table.values, dtype=np.float64)
    if values.ndim not in (1, 2) or table.values.dtype.kind == "b" or not np.isfinite(values).any():
        return None
    for along in range(values.ndim):
        rows = np.moveaxis(values, along, -1).reshape(-1, values.shape[along])
        across = places(result, table, along)
        if across is not None and len(across) >= LEAST and len(rows) <= MOST and _moves(rows):
            named = tuple(zip(_names(table, name, along), rows, strict=True))
            return Curves("", named, across, _logarithmic(across, values))
    return None


def places(result: Result, table: Table, axis: int) -> Floats | None:
    """Where along an axis its numbers stand: what its labels say, or another table of the lab; None if neither does."""
    axis_name, size = table.axes[axis], table.values.shape[axis]
    said = _numbers(table.labels.get(axis_name, ()), axis_name)
    if said is not None and _rises(said):
        return said
    if axis_name in table.labels:
        return None
    for field, other in result.tables.items():
        if other is not table and other.axes == (axis_name,) and other.values.shape == (size,):
            found = np.asarray(other.values, dtype=np.float64)
            is_named = field in (axis_name, f"{axis_name}s")
            if (is_named or other.values.dtype.kind in "iu") and _rises(found):
                return found
    return None


def is_axis(result: Result, name: str) -> bool:
    """Whether a table does nothing but say where the numbers of others stand."""
    table = result.tables[name]
    if len(table.axes) != 1 or name not in (table.axes[0], f"{table.axes[0]}s"):
        return False
    return _rises(np.asarray(table.values, dtype=np.float64))


def _moves(rows: Floats) -> bool:
    """Whether any of the curves goes anywhere."""
    for row in rows:
        finite = row[np.isfinite(row)]
        if finite.size and finite.max() - finite.min() > FLAT * np.abs(finite).max():
            return True
    return False


def _rises(numbers: Floats) -> bool:
    return bool(np.isfinite(numbers).all() and (np.diff(numbers) > 0).all())


def _numbers(words: Sequence[str], axis: str) -> Floats | None:
    """Labels such as "4", "8", "16" or "step 1", "step 2" as numbers; None where they are words."""
    try:
        return np.array(
            [float(word.removeprefix(axis).strip().replace("−", "-")) for word in words] or [np.nan]
        )
    except ValueError:
        return None


def _names(table: Table, name: str, along: int) -> list[str]:
    """What the curves are called: one after its table, several after the places of the other axis."""
    if len(table.axes) == 1:
        return [name]
    other = 1 - along
    axis, size = table.axes[other], table.values.shape[other]
    words = table.labels.get(axis, ()) or tuple(map(str, range(size)))
    return [f"{axis} {word}" if word.isdecimal() else word for word in words]


def _logarithmic(across: Floats, values: Floats) -> str:
    finite = values[np.isfinite(values)]
    return ("x" if _is_wide(across, WIDE_ACROSS) else "") + ("y" if _is_wide(finite, WIDE_UP) else "")


def _is_wide(numbers: Floats, share: float) -> bool:
    return bool(numbers.min() > 0 and numbers.max() / numbers.min() >= share)
