"""Writes arrays as NumPy's own files: one array as .npy, the steps of a trace as .npz."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...support.localization import _
from ..error import TraceError
from ..trace import Trace
from .as_data import about, dumps, step_as_data
from .stored import what_is_kept

CHUNK = 2**20  # bytes of an array that are written at a time
DESCRIPTION = "trace.json"  # the trace without its arrays: tokens, axes, operations
UNDATED = (1980, 1, 1, 0, 0, 0)  # so that the same trace is the same file


def npy_header(values: NDArray[np.generic]) -> bytes:
    """What stands before the numbers in a .npy file."""
    held = io.BytesIO()
    described: dict[str, Any] = {
        "descr": np.lib.format.dtype_to_descr(values.dtype),
        "fortran_order": False,
        "shape": values.shape,
    }
    np.lib.format.write_array_header_1_0(held, described)
    return held.getvalue()


def npy(values: NDArray[np.generic]) -> Iterator[bytes]:
    """The content of a .npy file."""
    yield npy_header(values)
    flat = np.ascontiguousarray(values).reshape(-1)
    step = max(1, CHUNK // max(1, values.itemsize))
    for start in range(0, flat.size, step):
        yield flat[start : start + step].tobytes()


def npz(trace: Trace) -> Iterator[bytes]:
    """The content of a .npz file: each recorded array under its step's name, and a description of the trace.

    Raises:
        TraceError: only statistics were kept, so that there are no arrays.
    """
    kept = what_is_kept(trace)
    arrays = [each for each in kept if each.array is not None or "same_as" in (each.instead or {})]
    if not arrays:
        raise TraceError(_("there are no arrays to write, only statistics: write JSON"))
    described = {**about(trace), "steps": [step_as_data(each) for each in kept]}
    output = _Output()
    with zipfile.ZipFile(output, "w") as archive:  # type: ignore[call-overload]  # it only writes
        for each in arrays:
            with archive.open(zipfile.ZipInfo(f"{each.step}.npy", UNDATED), "w", force_zip64=True) as member:
                for piece in npy(each.step.values):
                    member.write(piece)
                    yield output.taken()
        archive.writestr(zipfile.ZipInfo(DESCRIPTION, UNDATED), dumps(described))
        yield output.taken()
    yield output.taken()


class _Output:
    """A stream that holds what was written to it until somebody takes it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: the pieces are taken."""

    def taken(self) -> bytes:
        """What was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
