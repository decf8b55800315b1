"""How experiments and their tables are named and looked at: by lesson, whole numbers as such, places with names."""

from __future__ import annotations

import numpy as np

from ....core.operations.operation import Array
from ....core.support.localization import _
from ....lessons.contents import Entry
from ....lessons.labs.lab import Result, Table
from ...ui.text import safe
from .curves import places

LARGEST = 1e12  # a whole number beyond this is read more easily in powers of ten


def heading(lesson: Entry | None) -> str:
    """What stands above the labs of a lesson, or of none; safe text."""
    if lesson is None:
        return _("in no lesson")
    return _("lesson {n} · {title}", n=lesson.number, title=safe(lesson.title))


def whole(values: Array) -> Array:
    """The numbers as integers where all of them are whole; else as they are."""
    if values.dtype.kind != "f" or not values.size:
        return values
    numbers = values.astype(np.float64)
    if (
        not np.isfinite(numbers).all()
        or np.abs(numbers).max() > LARGEST
        or (numbers != numbers.round()).any()
    ):
        return values
    return values.astype(np.int64)


def words(result: Result, table: Table, axis: int) -> tuple[str, ...]:
    """What the places along an axis are called: its labels, or where they stand, such as "4", "8", "16"; or nothing."""
    named = table.labels.get(table.axes[axis])
    if named:
        return named
    found = places(result, table, axis)
    return () if found is None else tuple(f"{place:.6g}".replace("-", "−") for place in found)
