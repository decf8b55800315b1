"""Traces as JSON, version 1: one UTF-8 object, valid for any strict reader (schema.json beside this file)."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ..operations.expression import Source
from ..operations.operation import Array
from .atomic import write_atomically
from .step import Step
from .token import Token
from .trace import ModelCard, Trace, TraceError

FORMAT = "transformer-explore/trace"
VERSION = 1
DTYPES = ("bool", "int64", "float32", "float64")
# The one float32 whose shortest decimal form, 7.038531e-26, read as a double and rounded gives its neighbour.
TWICE_ROUNDED = np.uint32(0x15AE43FD).view(np.float32)
NOT_FINITE = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return orjson.loads(schema_text())  # type: ignore[no-any-return]


def schema_text() -> str:
    """The JSON Schema of the format, as it is published."""
    return files(__package__).joinpath("schema.json").read_text(encoding="utf-8")


def save(trace: Trace, path: Path, compact: bool = False) -> None:
    """Writes a trace, whole or not at all. `compact` puts arrays as base64 instead of nested lists."""
    write_atomically(path, to_bytes(trace, compact))


def to_bytes(trace: Trace, compact: bool = False) -> bytes:
    """The file's content."""
    model = {
        "name": trace.model.name,
        "architecture": trace.model.architecture,
        "configuration": dict(trace.model.configuration),
        "sha256": trace.model.sha256,
    }
    tokens: dict[str, Any] = {
        name: [{"id": token.id, "text": token.text} for token in sequence]
        for name, sequence in trace.tokens.items()
    }
    data = {
        "format": FORMAT,
        "version": VERSION,
        "model": model,
        "run": dict(trace.run),
        "tokens": tokens,
        "vocabulary": list(trace.vocabulary),
        "steps": [_step_to_data(step, compact) for step in trace],
    }
    try:
        return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError as error:  # half a character, a number of more than 64 bits
        raise TraceError(f"this trace cannot be written as JSON: {error}") from None


def _step_to_data(step: Step, compact: bool) -> dict[str, Any]:
    return {
        "name": step.name,
        "visit": step.visit,
        "operation": step.operation,
        "formula": step.formula,
        "inputs": [_source_to_data(source) for source in step.inputs],
        "settings": dict(step.settings),
        "axes": list(step.axes),
        "shape": list(step.shape),
        "dtype": step.dtype,
        "values": _pack(step.values) if compact else _lists(step.values),
    }


def _source_to_data(source: Source) -> dict[str, Any]:
    named: dict[str, Any] = {source.kind: source.name}
    return named | {"visit": source.visit} if source.kind == "step" else named


def _pack(values: Array) -> dict[str, str]:
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return {"base64": base64.b64encode(little.tobytes()).decode("ascii")}


def _lists(values: Array) -> Any:
    """Nested lists; −∞ and NaN, which JSON lacks, as strings."""
    if values.ndim == 0:
        return _lists(values.reshape(1))[0]
    if values.dtype == np.float32 and np.any(np.abs(values) == TWICE_ROUNDED):
        values = values.astype(np.float64)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        floating = np.asarray(values, np.float64)
        words = np.where(np.isnan(floating), "NaN", np.where(floating > 0, "Infinity", "-Infinity"))
        # float32 goes through its own shortest decimal form, as orjson writes it elsewhere
        written = orjson.dumps(values.ravel(), option=orjson.OPT_SERIALIZE_NUMPY)
        numbers = np.array(orjson.loads(written), dtype=object).reshape(values.shape)
        return np.where(np.isfinite(floating), numbers, words.astype(object)).tolist()
    return np.ascontiguousarray(values)


def load(path: Path, parameters: Mapping[str, Array] | None = None) -> Trace:
    """Reads a trace; arrays are made when they are looked at.

    Raises:
        TraceError: the file is no trace, is damaged, or is of a version that this program does not know.
        OSError: the file cannot be read.
    """
    return from_bytes(path.read_bytes(), parameters)


def from_bytes(content: bytes, parameters: Mapping[str, Array] | None = None) -> Trace:
    """The trace in a file's content; see `load`."""
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise TraceError(f"no valid JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TraceError(f'no trace: its "format" is not {FORMAT!r}')
    if data.get("version") != VERSION:
        raise TraceError(
            f"version {data.get('version')!r} of the trace format; this program reads version {VERSION}"
        )
    try:
        return _trace(data, parameters)
    except KeyError as error:
        raise TraceError(f"damaged: the field {error} is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        if isinstance(error, TraceError):
            raise
        raise TraceError(f"damaged: a field holds something else than it should ({error})") from None


def _trace(data: dict[str, Any], parameters: Mapping[str, Array] | None) -> Trace:
    model = data["model"]
    steps = tuple(_step_from_data(step) for step in data["steps"])
    _check_order(steps)
    return Trace(
        model=ModelCard(
            str(model["name"]), str(model["architecture"]), dict(model["configuration"]), str(model["sha256"])
        ),
        run=dict(data["run"]),
        tokens={
            str(name): tuple(Token(_natural(token["id"], name), str(token["text"])) for token in sequence)
            for name, sequence in data["tokens"].items()
        },
        vocabulary=tuple(str(word) for word in data.get("vocabulary", ())),
        steps=steps,
        parameters=parameters,
    )


def _check_order(steps: tuple[Step, ...]) -> None:
    """Raises TraceError where two steps share a name and visit, or one uses itself or what came after it."""
    place = {step.source: n for n, step in enumerate(steps)}
    if len(place) != len(steps):
        raise TraceError("damaged: two steps have the same name and visit")
    for n, step in enumerate(steps):
        for source in step.inputs:
            if place.get(source, -1) >= n:
                raise TraceError(f"damaged: {str(step)!r} uses {str(source)!r}, which was not there yet")


def _step_from_data(data: dict[str, Any]) -> Step:
    name, dtype = str(data["name"]), str(data["dtype"])
    shape = tuple(_natural(size, name) for size in data["shape"])
    axes = tuple(str(axis) for axis in data["axes"])
    if dtype not in DTYPES:
        raise TraceError(f"damaged: {name!r} has dtype {dtype!r}; a trace holds {', '.join(DTYPES)}")
    if len(axes) != len(shape):
        raise TraceError(f"damaged: {name!r} has {len(axes)} axes and {len(shape)} sizes")
    return Step(
        name=name,
        visit=_natural(data["visit"], name),
        operation=str(data["operation"]),
        formula=str(data["formula"]),
        inputs=tuple(_source_from_data(source, name) for source in data["inputs"]),
        settings=dict(data["settings"]),
        axes=axes,
        shape=shape,
        dtype=dtype,
        load=_loader(data["values"], shape, dtype, name),
    )


def _natural(number: object, name: str) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise TraceError(f"damaged: {name!r} has {number!r} where a size, a visit or an id belongs")
    return number


def _source_from_data(data: dict[str, Any], name: str) -> Source:
    for kind in ("step", "parameter", "tokens"):
        if kind in data:
            return Source(kind, str(data[kind]), _natural(data.get("visit", 0), name))
    raise TraceError(f"damaged: an input of {name!r} names no step, parameter or tokens")


def _loader(values: Any, shape: tuple[int, ...], dtype: str, name: str) -> Callable[[], Array]:
    def load() -> Array:
        try:
            array = _unpack(values["base64"], dtype) if isinstance(values, dict) else _array(values, dtype)
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise TraceError(f"damaged: the values of {name!r} cannot be read ({error})") from None
        expected = math.prod(shape)
        if array.size != expected or (not isinstance(values, dict) and expected and array.shape != shape):
            raise TraceError(
                f"damaged: {name!r} says its shape is {list(shape)}, but its values are {list(array.shape)}"
            )
        return array.reshape(shape)

    return load


def _unpack(text: str, dtype: str) -> Array:
    little = np.frombuffer(base64.b64decode(text, validate=True), np.dtype(dtype).newbyteorder("<"))
    return little.astype(dtype)


def _array(values: Any, dtype: str) -> Array:
    kinds = {"b": "b", "i": "i", "f": "iuf"}[np.dtype(dtype).kind]
    array = np.array(values)
    if array.dtype.kind in "UO":  # numbers among words: −∞ and NaN stand as strings
        array = np.array([NOT_FINITE[v] if isinstance(v, str) else v for v in _flat(values)]).reshape(
            np.array(values, dtype=object).shape
        )
    if array.size and array.dtype.kind not in kinds:
        raise ValueError(f"{dtype} numbers expected")
    return array.astype(dtype)


def _flat(values: Any) -> list[Any]:
    return [leaf for value in values for leaf in _flat(value)] if isinstance(values, list) else [values]
