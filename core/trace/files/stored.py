"""What of each step goes into a file: its array, or what stands in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...operations.expression import Source
from ...operations.operation import Array
from ...support.localization import _
from ..derive import inputs_there
from ..error import TraceError
from ..step import Step
from ..trace import Trace
from .from_data import DTYPES


class Kept(NamedTuple):
    """One step: its array, or what is written in the place of values; neither where statistics stand there."""

    step: Step
    array: Array | None
    instead: Mapping[str, Any] | None = None


def what_is_kept(trace: Trace) -> list[Kept]:
    """Every step with what is written of it; arrays that are the same memory are written once.

    Raises:
        TraceError: a step is not what it declares, or of a type that a trace cannot hold.
    """
    there = {step.source: step for step in trace}
    first: dict[tuple[int, int, str], Step] = {}
    kept: list[Kept] = []
    for step in trace:
        if step.statistics is not None:
            kept.append(Kept(step, None))
        elif step.derived and inputs_there(step, there, trace.tokens):
            kept.append(Kept(step, None, {"derived": True}))
        else:
            array = _checked(step)
            memory = _memory(array)
            same = first.setdefault(memory, step) if memory else step
            kept.append(
                Kept(step, array) if same is step else Kept(step, None, {"same_as": _named(same.source)})
            )
    return kept


def _checked(step: Step) -> Array:
    array = step.values
    if step.dtype not in DTYPES:
        raise TraceError(
            _(
                "{step} cannot be written: it is {dtype}, and a trace holds {dtypes}",
                step=step,
                dtype=step.dtype,
                dtypes=", ".join(DTYPES),
            )
        )
    if (array.shape, str(array.dtype)) != (step.shape, step.dtype):
        raise TraceError(
            _(
                "{step} cannot be written: it says that it is {dtype} {shape}, and is {actual_dtype} "
                "{actual_shape}",
                step=step,
                dtype=step.dtype,
                shape=list(step.shape),
                actual_dtype=array.dtype,
                actual_shape=list(array.shape),
            )
        )
    return array


def _memory(array: Array) -> tuple[int, int, str] | None:
    """The same for two arrays that are the same numbers in the same order, by being the same memory."""
    if not array.flags.c_contiguous or not array.nbytes:
        return None
    return array.__array_interface__["data"][0], array.nbytes, array.dtype.str


def _named(source: Source) -> dict[str, Any]:
    return {"step": source.name, "visit": source.visit}


def raw(array: Array) -> memoryview:
    """An array's bytes as a file holds them: last axis fastest, little-endian."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return little.reshape(-1).view(np.uint8).data
