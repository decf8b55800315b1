"""A trace as JSON data without its arrays, and the arrays that a file stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import orjson

from ...operations.expression import Source
from ...operations.operation import Array
from ...support.localization import _
from ..derive import inputs_available
from ..error import TraceError
from ..iterations import token_as_data
from ..step import Step
from ..trace import Trace
from .fields import lacks_words, worded
from .from_data import DTYPES


def dumps(data: Any) -> bytes:
    """JSON; raises TraceError if the data contain something that JSON cannot hold."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)
    except orjson.JSONEncodeError as error:  # half a surrogate pair, an integer of more than 64 bits
        raise TraceError(_("this trace cannot be written as JSON: {error}", error=error)) from None


def about(trace: Trace) -> dict[str, Any]:
    """Everything except the steps."""
    configuration = _plain(trace.model.configuration, "the configuration")
    tokens = {name: [token_as_data(token) for token in sequence] for name, sequence in trace.tokens.items()}
    head = {
        "model": {key: value for key, value in vars(trace.model).items() if value is not None}
        | {"configuration": configuration},
        "run": _plain(trace.run, "the run"),
        "tokens": tokens,
        "vocabulary": list(trace.vocabulary),
    }
    if trace.iterations:
        head["iterations"] = [worded(iteration.as_data()) for iteration in trace.iterations]
    return head


def _plain(data: Mapping[str, Any], part: str) -> dict[str, Any]:
    try:
        if lacks_words(data):
            return dict(data)
        reason = _("{part} contains NaN or ∞, which JSON cannot represent", part=part)
    except RecursionError:
        reason = _("{part} is nested too deeply", part=part)
    raise TraceError(_("this trace cannot be written as JSON: {error}", error=reason))


class Stored(NamedTuple):
    """What a file stores of one step: its array, or what replaces its values; neither if it has only statistics."""

    step: Step
    array: Array | None
    instead: Mapping[str, Any] | None = None

    def as_data(self) -> dict[str, Any]:
        """The step as JSON data, without its array."""
        step = self.step
        data: dict[str, Any] = {
            "name": step.name,
            "visit": step.visit,
            "operation": step.operation,
            "formula": step.formula,
            "inputs": [_source_as_data(source) for source in step.inputs],
            "settings": _plain(step.settings, str(step)),
            "axes": list(step.axes),
            "shape": list(step.shape),
            "dtype": step.dtype,
        }
        if step.iteration is not None:
            data["iteration"] = step.iteration
        if step.part:
            data["part"] = dict(step.part)
        if step.along:
            data["along"] = {axis: list(names) for axis, names in step.along.items()}
        if step.statistics is not None:
            data["statistics"] = step.statistics.as_data()
        if self.instead is not None:
            data["values"] = self.instead
        return data


def _source_as_data(source: Source) -> dict[str, Any]:
    named: dict[str, Any] = {source.kind: source.name}
    return named | {"visit": source.visit} if source.kind == "step" or source.visit else named


def stored(trace: Trace) -> list[Stored]:
    """What a file stores of every step; arrays that share the same memory are stored once.

    Raises TraceError if an array differs from its step's declaration, or has a type that trace files cannot hold.
    """
    steps = {step.source: step for step in trace}
    first: dict[tuple[int, int, str], Step] = {}
    found: list[Stored] = []
    for step in trace:
        if step.statistics is not None:
            found.append(Stored(step, None))
        elif step.derived and inputs_available(step, steps, trace.tokens):
            found.append(Stored(step, None, {"derived": True}))
        else:
            array = _checked(step)
            memory = _memory(array)
            same = first.setdefault(memory, step) if memory else step
            named = {"step": same.name, "visit": same.visit}
            found.append(Stored(step, array) if same is step else Stored(step, None, {"same_as": named}))
    return found


def _checked(step: Step) -> Array:
    array = step.values
    if step.dtype not in DTYPES:
        raise TraceError(
            _(
                "{step} cannot be written: its type is {dtype}, but a trace file can contain only {dtypes}",
                step=step,
                dtype=step.dtype,
                dtypes=", ".join(DTYPES),
            )
        )
    if (array.shape, str(array.dtype)) != (step.shape, step.dtype):
        raise TraceError(
            _(
                "{step} cannot be written: it declares {dtype} {shape}, but its values are {actual_dtype} "
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
    """A key that arrays share if they are the same numbers in the same memory; None if that is unknown."""
    if not array.flags.c_contiguous or not array.nbytes:
        return None
    return array.__array_interface__["data"][0], array.nbytes, array.dtype.str


def raw(array: Array) -> memoryview:
    """An array's bytes as in a file: last axis fastest, little-endian."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return little.reshape(-1).view(np.uint8).data
