"""A model's weights as a run used them: edited, or rounded to bfloat16."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from ..operations.operation import Array
from ..operations.region import ALL, slices
from ..support.localization import _
from .error import TraceError
from .files.fields import number, shortly

BFLOAT16 = "bfloat16"


def as_run(name: str, array: Array, run: Mapping[str, Any]) -> Array:
    """A parameter with the run's edits, in the run's precision; the array itself if nothing differs.

    Args:
        name: the parameter's name.
        array: from the checkpoint, of the parameter `taken_from` names; it is not changed.
        run: the `run` of a trace; the edits are its `interventions` of the kind "parameter".

    Raises:
        TraceError: an edit does not fit the parameter.
    """
    edits = [edit for edit in _edits(run) if edit.get("parameter") == name]
    if edits:
        array = array.copy()
    for edit in edits:
        _apply(edit, name, array)
    return bfloat16(array) if run.get("dtype") == BFLOAT16 else array


VALUE, KEY = ".value.", ".key."
EVERYWHERE = "*"


def taken_from(name: str, run: Mapping[str, Any]) -> str:
    """The name of the parameter whose numbers a run used: with the intervention "keys-as-values", that of the keys."""
    attention, found, kind = name.rpartition(VALUE)
    if found and any(
        fnmatchcase(attention, str(change.get("attention", EVERYWHERE)))
        for change in _changes(run, "keys-as-values")
    ):
        return f"{attention}{KEY}{kind}"
    return name


def bfloat16(array: Array) -> Array:
    """The array rounded to bfloat16 (half to even), as float32; NaN stays NaN."""
    if array.dtype.kind != "f":
        return array
    with np.errstate(over="ignore"):
        single = np.ascontiguousarray(array, np.float32)
    bits = single.view(np.uint32)
    odd = (bits >> np.uint32(16)) & np.uint32(1)
    rounded = (bits + (odd + np.uint32(0x7FFF))) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(single), np.float32(np.nan), rounded.view(np.float32)).reshape(array.shape)


def _edits(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _changes(run, "parameter")


def _changes(run: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """The interventions of one kind."""
    changes = run.get("interventions") or ()
    if not isinstance(changes, list | tuple):
        raise TraceError(_("damaged: the run's interventions are not a list"))
    return [change for change in changes if isinstance(change, Mapping) and change.get("kind") == kind]


def _apply(edit: Mapping[str, Any], name: str, array: Array) -> None:
    cell, value = edit.get("cell"), edit.get("value")
    if not isinstance(cell, list | tuple) or len(cell) != array.ndim or not _inside(cell, array.shape):
        raise TraceError(
            _(
                "the run edited cell {cell} of {name}, but its shape is {list}",
                cell=shortly(cell),
                name=name,
                list=list(array.shape),
            )
        )
    try:
        with np.errstate(over="ignore"):  # numbers too large for float32 become ∞
            array[slices(tuple(cell))] = number(value)
    except (OverflowError, ValueError):
        raise TraceError(
            _(
                "the run set {name} to {value}, but {name} cannot hold that value",
                name=name,
                value=shortly(value),
            )
        ) from None


def _inside(cell: Sequence[Any], shape: tuple[int, ...]) -> bool:
    return all(
        place == ALL or (type(place) is int and 0 <= place < size)
        for place, size in zip(cell, shape, strict=True)
    )
