"""A trace as a safetensors file: a tensor for each array, and in the metadata the JSON without values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ...operations.expression import Source
from ...operations.operation import Array
from ...support.localization import _
from ..error import TraceError
from ..trace import Trace
from .as_data import about, dumps, step_as_data
from .content import Content
from .from_data import FORMAT, VERSION, Declared, shaped, trace_from_data
from .recent import Load
from .stored import Kept, raw, what_is_kept

METADATA, OURS = "__metadata__", "trace"
DTYPES = {"bool": "BOOL", "int64": "I64", "float32": "F32", "float64": "F64"}
ALIGNED = 8  # bytes: the header's length is a multiple of this
LONGEST_HEADER = 100_000_000  # bytes; no reader takes a longer one


def pieces(trace: Trace) -> Iterator[bytes | memoryview]:
    """The file's content. The widest types come first, so that every array begins where its type wants it."""
    kept = what_is_kept(trace)
    held = [one for one in kept if one.array is not None]
    held.sort(key=lambda one: -np.dtype(one.step.dtype).itemsize)
    yield from _header(trace, kept, held)
    for one in held:
        assert one.array is not None
        yield raw(one.array)


def _header(trace: Trace, kept: list[Kept], held: list[Kept]) -> Iterator[bytes]:
    told = {
        "format": FORMAT,
        "version": VERSION,
        **about(trace),
        "steps": [step_as_data(one) for one in kept],
    }
    header: dict[str, Any] = {METADATA: {OURS: dumps(told).decode()}}
    end = 0
    for step, array, _what in held:
        assert array is not None
        if str(step) in header:
            raise TraceError(
                _("{step!r} cannot be written as safetensors: something else has that name", step=str(step))
            )
        place = [end, end + array.nbytes]
        header[str(step)] = {"dtype": DTYPES[step.dtype], "shape": list(step.shape), "data_offsets": place}
        end += array.nbytes
    text = dumps(header)
    text += b" " * (-len(text) % ALIGNED)
    if len(text) > LONGEST_HEADER:
        raise TraceError(
            _("too many steps for a safetensors file: {count:,}; write it as JSON", count=len(trace))
        )
    yield len(text).to_bytes(8, "little") + text


def read(path: Path, content: Content, parameters: Mapping[str, Array] | None) -> Trace:
    """The trace in a safetensors file; an array is read when somebody looks.

    Arrays are read from the file, not mapped: mapped pages count as the program's memory as long as the file is open.

    Raises:
        TraceError: as `json_file.load`.
    """
    from safetensors import SafetensorError, safe_open  # only where there is such a file

    try:
        with safe_open(str(path), framework="numpy") as tensors:  # which checks the header
            told = (tensors.metadata() or {}).get(OURS)
        length = int.from_bytes(content.read(0, 8), "little")
        header = orjson.loads(content.read(8, 8 + length))
    except (OSError, SafetensorError, ValueError) as error:
        raise TraceError(_("no readable safetensors file: {error}", error=error)) from None
    if told is None:
        raise TraceError(_("no trace: a safetensors file without {name!r} in its metadata", name=OURS))
    try:
        data = orjson.loads(told)
    except orjson.JSONDecodeError as error:
        raise TraceError(_("no valid JSON in the metadata: {error}", error=error)) from None

    def find(step: Mapping[str, Any], declared: Declared) -> Load:
        name = str(Source("step", declared.name, step["visit"]))
        if "values" in step or name not in header or name == METADATA:
            raise TraceError(_("damaged: there is no tensor {name!r}", name=name))
        return lambda: _tensor(content, 8 + length, header[name], declared)

    return trace_from_data(data, find, parameters, path.stat().st_size)


def _tensor(content: Content, start: int, told: Mapping[str, Any], declared: Declared) -> Array:
    shape, dtype = tuple(told["shape"]), told["dtype"]
    if (shape, dtype) != (declared.shape, DTYPES[declared.dtype]):
        raise TraceError(
            _(
                "damaged: {name!r} says that it is {dtype} {shape}, but its values are "
                "{actual_dtype} {actual_shape}",
                name=declared.name,
                dtype=declared.dtype,
                shape=list(declared.shape),
                actual_dtype=dtype,
                actual_shape=list(shape),
            )
        )
    begin, end = told["data_offsets"]
    little = np.dtype(declared.dtype).newbyteorder("<")
    try:
        array = np.frombuffer(content.read(start + begin, start + end), little)
    except ValueError as error:
        raise TraceError(
            _("damaged: the values of {name!r} cannot be read ({error})", name=declared.name, error=error)
        ) from None
    return shaped(array.astype(declared.dtype, copy=False), declared)
