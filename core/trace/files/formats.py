"""Chooses the format of a file by the suffix of its name."""

from __future__ import annotations

from pathlib import PurePath

from ...support.localization import _
from ..error import TraceError

JSON, COMPRESSED, TENSORS, NUMPY = ".json", ".json.gz", ".safetensors", ".npz"
TRACES = (JSON, COMPRESSED, TENSORS, NUMPY)
ARRAY, CSV, TSV = ".npy", ".csv", ".tsv"
ARRAYS = (ARRAY, CSV, TSV)
FORMATS = (*TRACES, *ARRAYS)


def suffix_of(name: str) -> str:
    """The suffix in lower case, with ".json.gz" as one; empty where there is none."""
    path = PurePath(name.lower())
    return COMPRESSED if path.name.endswith(COMPRESSED) else path.suffix


def format_of(name: str, known: tuple[str, ...] = TRACES) -> str:
    """The format that a name asks for, one of `known`; JSON where it has no suffix, as a pipe has none.

    Raises:
        TraceError: nothing is written in that format.
    """
    suffix = suffix_of(name) or JSON
    if suffix in known:
        return suffix
    if known == TRACES and suffix in ARRAYS:
        raise TraceError(_("{suffix} holds a single array, not a whole trace", suffix=suffix))
    raise TraceError(
        _(
            "no {suffix} files are written: a trace is written as {traces}, a single array also as {arrays}",
            suffix=suffix,
            traces=", ".join(TRACES),
            arrays=", ".join(ARRAYS),
        )
    )
