"""Small traces as data to damage, and as files of each format, even when damaged."""

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from transformer_explore.core.trace import Trace, drop_recomputable, statistics_only
from transformer_explore.core.trace.files.from_data import FORMAT, VERSION
from transformer_explore.core.trace.files.json_reading import BEGINNING, PLACES
from transformer_explore.core.trace.files.json_writing import PLACE
from transformer_explore.core.trace.files.safetensors_file import pieces
from transformer_explore.core.trace.files.trace_files import to_bytes

from tests.models import made, traced
from tests.trace.making import decoded

HERE = "encoder.layers.0.self_attention"
SOME = [f"{HERE}.*", "source_embedding.*", "decoder.layers.0.self_attention.mask", "log*"]
WHOLE = traced(made())
PARAMETERS = WHOLE.parameters
Data = dict[str, Any]
Change = Callable[[Data], object]


@cache
def bases() -> dict[str, Trace]:
    """Small traces, one for each kind of values that a step can have."""
    some = WHOLE.select(SOME)
    turns = decoded()
    return {
        "whole": some,
        "lean": drop_recomputable(WHOLE).select(SOME),
        "statistics": statistics_only(some),
        "part": WHOLE.select([f"{HERE}.*"], head=1),
        "decoded": turns.select(["decoder*.self_attention.*cache*", "log*"]),
    }


@cache
def _json(base: str, compact: bool) -> bytes:
    return to_bytes(bases()[base], compact)


def data_of(base: str, compact: bool = False) -> Data:
    """A new copy of a trace's JSON data."""
    data: Data = orjson.loads(_json(base, compact))
    data.pop("packed_at", None)
    return data


def step_of(data: Data, name: str = f"{HERE}.scaled") -> Data:
    """A step of the data, by its name."""
    found: Data = next(step for step in data["steps"] if step["name"] == name)
    return found


def dumps(data: Any) -> bytes:
    """JSON of any depth."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def with_places(data: Data) -> bytes:
    """A compact file with the correct positions of its arrays."""
    head = {"format": data.pop("format", None), "version": data.pop("version", None)}
    if head != {"format": FORMAT, "version": VERSION}:
        return dumps({**head, **data})
    rest = dumps(data)[1:]
    packed = [found.span(1) for found in re.finditer(rb'"base64":"([^"]*)"', rest)]
    width = len(PLACE % (0, 0)) + 1
    start = len(BEGINNING) + len(PLACES) + max(0, len(packed) * width - 1) + len(b"],")
    places = b",".join(PLACE % (start + begin, start + end) for begin, end in packed)
    return BEGINNING + PLACES + places + b"]," + rest


@cache
def _tensors(base: str) -> tuple[bytes, bytes]:
    content = b"".join(map(bytes, pieces(bases()[base])))
    end = 8 + int.from_bytes(content[:8], "little")
    return content[8:end], content[end:]


def tensors_of(base: str) -> tuple[Data, Data, bytes]:
    """A safetensors file: its header, the trace in its metadata, and its numbers."""
    header, numbers = _tensors(base)
    fields: Data = orjson.loads(header)
    return fields, orjson.loads(fields["__metadata__"]["trace"]), numbers


def tensor_file(header: Data, trace: Any, numbers: bytes) -> bytes:
    """A safetensors file of these parts, consistent or not."""
    header = copy.copy(header)
    if isinstance(header.get("__metadata__"), dict):
        header["__metadata__"] = {**header["__metadata__"], "trace": dumps(trace).decode()}
    text = dumps(header)
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + numbers
