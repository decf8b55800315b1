"""A trace as a safetensors file: one tensor per array, and the JSON without values in the metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ...operations.expression import Source
from ...operations.operation import Array
from ...support.localization import _
from ..error import TraceError
from ..trace import Trace
from .content import Content
from .from_data import FORMAT, VERSION, Declared, shaped, trace_from_data, unreadable
from .to_data import Stored, about, dumps, raw, stored

METADATA, OURS = "__metadata__", "trace"
DTYPES = {"bool": "BOOL", "int64": "I64", "float32": "F32", "float64": "F64"}
ALIGNED = 8  # bytes: the header's length is a multiple of this
LONGEST_HEADER = 100_000_000  # bytes; readers refuse longer headers


def pieces(trace: Trace) -> Iterator[bytes | memoryview]:
    """The file's content. The widest types come first, so that every array is aligned for its type."""
    steps = stored(trace)
    arrays = [each for each in steps if each.array is not None]
    arrays.sort(key=lambda each: -np.dtype(each.step.dtype).itemsize)
    yield from _header(trace, steps, arrays)
    for each in arrays:
        assert each.array is not None
        yield raw(each.array)


def _header(trace: Trace, steps: list[Stored], arrays: list[Stored]) -> Iterator[bytes]:
    data = {"format": FORMAT, "version": VERSION, **about(trace), "steps": [each.as_data() for each in steps]}
    header: dict[str, Any] = {METADATA: {OURS: dumps(data).decode()}}
    end = 0
    for step, array, _instead in arrays:
        assert array is not None
        if str(step) in header:
            raise TraceError(
                _(
                    "{step!r} cannot be written as safetensors: the name is already taken; write JSON instead",
                    step=str(step),
                )
            )
        offsets = [end, end + array.nbytes]
        header[str(step)] = {"dtype": DTYPES[step.dtype], "shape": list(step.shape), "data_offsets": offsets}
        end += array.nbytes
    text = dumps(header)
    text += b" " * (-len(text) % ALIGNED)
    if len(text) > LONGEST_HEADER:
        raise TraceError(
            _("too many steps for a safetensors file: {count:,}; write JSON instead", count=len(trace))
        )
    yield len(text).to_bytes(8, "little") + text


def read(path: Path, content: Content, parameters: Mapping[str, Array] | None) -> Trace:
    """The trace in a safetensors file; each array is read when it is needed. TraceError as in `trace_files.load`.

    Arrays are read, not memory-mapped: mapped pages count as the program's memory as long as the file is open.
    """
    from safetensors import SafetensorError, safe_open  # slow to import, and rarely needed

    try:
        with safe_open(str(path), framework="numpy") as tensors:  # checks the header
            metadata = (tensors.metadata() or {}).get(OURS)
        length = int.from_bytes(content.read(0, 8), "little")
        header = orjson.loads(content.read(8, 8 + length))
    except (OSError, SafetensorError, ValueError) as error:
        raise TraceError(_("not a readable safetensors file: {error}", error=error)) from None
    if metadata is None:
        raise TraceError(_("not a trace: a safetensors file without {name!r} in its metadata", name=OURS))
    try:
        data = orjson.loads(metadata)
    except orjson.JSONDecodeError as error:
        raise TraceError(_("not valid JSON in the metadata: {error}", error=error)) from None

    def find(step: Mapping[str, Any], declared: Declared) -> Callable[[], Array]:
        name = str(Source("step", declared.name, step["visit"]))
        if "values" in step or name not in header or name == METADATA:
            raise TraceError(_("damaged: there is no tensor {name!r}", name=name))
        return lambda: _tensor(content, 8 + length, header[name], declared)

    return trace_from_data(data, find, parameters, path.stat().st_size)


def _tensor(content: Content, start: int, tensor: Mapping[str, Any], declared: Declared) -> Array:
    shape, dtype = tuple(tensor["shape"]), tensor["dtype"]
    if (shape, dtype) != (declared.shape, DTYPES[declared.dtype]):
        raise TraceError(
            _(
                "damaged: {name!r} declares {dtype} {shape}, but its values are {actual_dtype} {actual_shape}",
                name=declared.name,
                dtype=declared.dtype,
                shape=list(declared.shape),
                actual_dtype=dtype,
                actual_shape=list(shape),
            )
        )
    begin, end = tensor["data_offsets"]
    little = np.dtype(declared.dtype).newbyteorder("<")
    try:
        array = np.frombuffer(content.read(start + begin, start + end), little)
    except ValueError as error:
        raise unreadable(declared.name, error) from None
    return shaped(array.astype(declared.dtype, copy=False), declared)
