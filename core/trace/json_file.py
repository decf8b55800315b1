"""Traces as files, in three forms of one description: readable JSON, compact JSON, safetensors.

schema.json beside this file says what the JSON holds; version 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from ..language import _
from ..operations.operation import Array
from . import json_reading
from .content import Content
from .error import TraceError
from .trace import Trace

TENSORS = ".safetensors"


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return orjson.loads(schema_text())  # type: ignore[no-any-return]


def schema_text() -> str:
    """The JSON Schema of the format, as it is published."""
    return files(__package__).joinpath("schema.json").read_text(encoding="utf-8")


def save(trace: Trace, path: Path, compact: bool = False) -> None:
    """Writes a trace, whole or not at all, in pieces that go straight into the file.

    A name that ends in ".safetensors" makes a safetensors file, any other JSON; in JSON `compact` puts arrays as base64
    instead of nested lists.

    Raises:
        TraceError: it cannot be written in that form.
        OSError: the file cannot be written.
    """
    from .atomic import write_atomically

    write_atomically(path, pieces(trace, compact, path.suffix.lower() == TENSORS))


def to_bytes(trace: Trace, compact: bool = False) -> bytes:
    """The content of a JSON file."""
    return b"".join(pieces(trace, compact, False))


def pieces(trace: Trace, compact: bool = False, tensors: bool = False) -> Iterator[bytes | memoryview]:
    """The content of a file, made while it is read: nested lists, base64 or safetensors."""
    # Read by those who write: the explorer shows its first screen without.
    from . import json_writing, tensor_file

    if tensors:
        return tensor_file.pieces(trace)
    return json_writing.compact(trace) if compact else json_writing.readable(trace)


def load(path: Path, parameters: Mapping[str, Array] | None = None) -> Trace:
    """Reads a trace of any form, whatever the file's name; arrays are read or made when they are looked at.

    Raises:
        TraceError: the file is no trace, is damaged, or is of a version that this program does not know.
        OSError: the file cannot be read.
    """
    content = Content.of(path)
    if _is_tensor_file(content):
        from . import tensor_file

        if content.piped:
            raise TraceError(_("a safetensors file cannot be read out of a pipe; save it first"))

        return tensor_file.read(path, parameters)
    return json_reading.read(content, parameters)


def _is_tensor_file(content: Content) -> bool:
    """Whether it begins as a safetensors file does: with the length of its header, and the header.

    That is a number below 2³², so that there are zeros in it, which no text has.
    """
    return content.read(4, 9) == bytes(4) + b"{"


def from_bytes(content: bytes, parameters: Mapping[str, Array] | None = None) -> Trace:
    """The trace in a JSON file's content; see `load`."""
    return json_reading.read(Content(content), parameters)
