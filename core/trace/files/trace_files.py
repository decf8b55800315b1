"""Traces as files: readable JSON, compact JSON, safetensors, and NumPy's .npz for other programs to read.

schema.json beside this file says what the JSON holds; version 1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from ...operations.operation import Array
from ...support.localization import _
from ..error import TraceError
from ..trace import Trace
from . import json_reading
from .content import Content
from .formats import COMPRESSED, JSON, NUMPY, TENSORS, format_of

ZIP = b"PK\x03\x04"  # how a zip archive begins, such as a .npz or .pt file


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return orjson.loads(schema_text())  # type: ignore[no-any-return]


def schema_text() -> str:
    """The JSON Schema of the format, as it is published."""
    return files(__package__).joinpath("schema.json").read_text(encoding="utf-8")


def save(trace: Trace, path: Path, compact: bool = False) -> None:
    """Writes a trace in the format of the name's suffix, in pieces that go straight into the file.

    The formats are .json, .json.gz, .safetensors and .npz; a name without a suffix makes JSON. In JSON, `compact` puts
    arrays as base64 instead of nested lists. A file is written whole or not at all.

    Raises:
        TraceError: it cannot be written in that format, or no such format is written.
        OSError: the file cannot be written.
    """
    from .atomic import write_atomically

    write_atomically(path, pieces(trace, format_of(path.name), compact))


def to_bytes(trace: Trace, compact: bool = False) -> bytes:
    """The content of a JSON file."""
    return b"".join(pieces(trace, JSON, compact))


def pieces(trace: Trace, suffix: str = JSON, compact: bool = False) -> Iterator[bytes | memoryview]:
    """The content of a file of one of the formats, made while it is read."""
    # Imported by those who write: the explorer shows its first screen without.
    if suffix == TENSORS:
        from . import safetensors_file

        return safetensors_file.pieces(trace)
    if suffix == NUMPY:
        from . import array_files

        return array_files.npz(trace)
    from . import json_writing

    made = json_writing.compact(trace) if compact else json_writing.readable(trace)
    return _compressed(made) if suffix == COMPRESSED else made


def _compressed(pieces: Iterator[bytes | memoryview]) -> Iterator[bytes]:
    """As gzip writes it, without name and time, so that the same trace is the same file."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def load(path: Path, parameters: Mapping[str, Array] | None = None) -> Trace:
    """Reads a trace of any form, whatever the file's name; arrays are read or made when they are looked at.

    Raises:
        TraceError: the file is no trace, is damaged, or is of a version that this program does not know.
        OSError: the file cannot be read.
    """
    content = Content.of(path)
    if _is_tensor_file(content):
        from . import safetensors_file

        if content.piped:
            raise TraceError(
                _("a safetensors file cannot be read out of a pipe or a gzip file; save or unpack it first")
            )

        return safetensors_file.read(path, content, parameters)
    if content.read(0, len(ZIP)) == ZIP:
        raise TraceError(
            _(
                "not a trace but a zip archive, such as .npz or .pt; open the trace's .json or .safetensors file"
            )
        )
    return json_reading.read(content, parameters)


def _is_tensor_file(content: Content) -> bool:
    """Whether it begins as a safetensors file does: with the length of its header, and the header.

    That is a number below 2³², so that there are zeros in it, which no text has.
    """
    return content.read(4, 9) == bytes(4) + b"{"


def from_bytes(content: bytes, parameters: Mapping[str, Array] | None = None) -> Trace:
    """The trace in a JSON file's content; see `load`."""
    return json_reading.read(Content(content), parameters)
