"""Traces as files: readable JSON, compact JSON, safetensors, and NumPy's .npz for other programs.

schema.json in this folder describes the JSON, version 1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path, PurePath

from ...operations.operation import Array
from ...support.localization import _
from ..error import TraceError
from ..trace import Trace
from . import json_reading
from .content import Content

JSON, COMPRESSED, TENSORS, NUMPY = TRACES = (".json", ".json.gz", ".safetensors", ".npz")
ARRAY, CSV, TSV = ARRAYS = (".npy", ".csv", ".tsv")
PAGE = ".html"  # the explorer writes it
FORMATS = (*TRACES, PAGE, *ARRAYS)
SPACES = 64  # JSON begins within this many bytes
ZIP = b"PK\x03\x04"  # the beginning of a zip archive, such as a .npz or .pt file


def suffix_of(name: str) -> str:
    """The suffix in lower case, with ".json.gz" as one suffix; empty if there is none."""
    path = PurePath(name.lower())
    return COMPRESSED if path.name.endswith(COMPRESSED) else path.suffix


def format_of(name: str, known: tuple[str, ...] = TRACES) -> str:
    """The format of a file name, one of `known`; JSON for a name without a suffix, such as a pipe's.

    Raises TraceError if the suffix is not that of a known format.
    """
    suffix = suffix_of(name) or JSON
    if suffix in known:
        return suffix
    if known == TRACES and suffix in ARRAYS:
        raise TraceError(_("a {suffix} file contains a single array, not a trace", suffix=suffix))
    if known == TRACES and suffix == PAGE:
        raise TraceError(
            _("a {suffix} file is for people and cannot be opened as a trace; use {traces}").format(
                suffix=suffix, traces=", ".join(TRACES)
            )
        )
    raise TraceError(
        _(
            "cannot write {suffix} files: use {traces} for a trace, {page} for a web page, or {arrays} for a single "
            "array",
            suffix=suffix,
            traces=", ".join(TRACES),
            page=PAGE,
            arrays=", ".join(ARRAYS),
        )
    )


def schema_text() -> str:
    """The JSON Schema of the format as text."""
    return files(__package__).joinpath("schema.json").read_text(encoding="utf-8")


def save(trace: Trace, path: Path, compact: bool = False) -> None:
    """Writes a trace in the format of the name's suffix, piece by piece.

    The formats are .json, .json.gz, .safetensors and .npz; a name without a suffix means JSON. With `compact`, JSON
    holds arrays as base64 instead of nested lists. The file is written completely or not at all.

    Raises:
        TraceError: the trace cannot be written in this format, or the format is unknown.
        OSError: the file cannot be written.
    """
    from ...support.atomic import write_atomically

    write_atomically(path, pieces(trace, format_of(path.name), compact))


def to_bytes(trace: Trace, compact: bool = False) -> bytes:
    """The content of a JSON file."""
    return b"".join(pieces(trace, JSON, compact))


def pieces(trace: Trace, suffix: str = JSON, compact: bool = False) -> Iterator[bytes | memoryview]:
    """The content of a file in the given format, created piece by piece."""
    # Imported only for writing, so that the explorer starts faster.
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
    """The content compressed by gzip without name and time, so that equal traces give equal files."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def load(path: Path, parameters: Mapping[str, Array] | None = None) -> Trace:
    """Reads a trace in any format, whatever the file's name; arrays are read or computed when they are needed.

    Raises:
        TraceError: the file is not a trace, is damaged, or has a version that this program does not know.
        OSError: the file cannot be read.
    """
    content = Content.of(path)
    if _is_tensor_file(content):
        from . import safetensors_file

        if content.piped:
            raise TraceError(
                _("a safetensors file cannot be read from a pipe or a gzip file; save or unpack it first")
            )

        return safetensors_file.read(path, content, parameters)
    if content.read(0, len(ZIP)) == ZIP:
        raise TraceError(
            _(
                "not a trace but a zip archive, such as .npz or .pt; open the trace's .json or .safetensors file"
            )
        )
    if path.suffix.lower() == TENSORS and not content.read(0, SPACES).lstrip().startswith(b"{"):
        raise TraceError(_("not a safetensors trace: the file does not begin with a header"))
    return json_reading.read(content, parameters)


def _is_tensor_file(content: Content) -> bool:
    """Whether it begins like a safetensors file: with the length of its header and the header.

    The length is a 64-bit number below 2³², so it contains zero bytes, which text never does.
    """
    return content.read(4, 9) == bytes(4) + b"{"


def from_bytes(content: bytes, parameters: Mapping[str, Array] | None = None) -> Trace:
    """The trace in a JSON file's content; see `load`."""
    return json_reading.read(Content(content), parameters)
