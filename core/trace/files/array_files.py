"""Write arrays as NumPy files: a single array as .npy, the steps of a trace as .npz."""

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
from .to_data import about, dumps, stored

CHUNK = 2**20  # bytes of an array that are written at a time
DESCRIPTION = "trace.json"  # the trace without its arrays: tokens, axes, operations
UNDATED = (1980, 1, 1, 0, 0, 0)  # so that equal traces give equal files


def npy_header(values: NDArray[np.generic]) -> bytes:
    """The part of a .npy file before the numbers."""
    buffer = io.BytesIO()
    described: dict[str, Any] = {
        "descr": np.lib.format.dtype_to_descr(values.dtype),
        "fortran_order": False,
        "shape": values.shape,
    }
    np.lib.format.write_array_header_1_0(buffer, described)
    return buffer.getvalue()


def npy(values: NDArray[np.generic]) -> Iterator[bytes]:
    """The content of a .npy file."""
    yield npy_header(values)
    flat = np.ascontiguousarray(values).reshape(-1)
    step = max(1, CHUNK // max(1, values.itemsize))
    for start in range(0, flat.size, step):
        yield flat[start : start + step].tobytes()


def npz(trace: Trace) -> Iterator[bytes]:
    """The content of a .npz file: each recorded array under its step's name, and a description of the trace.

    Raises TraceError if the trace has only statistics, so that there are no arrays.
    """
    found = stored(trace)
    arrays = [each for each in found if each.array is not None or "same_as" in (each.instead or {})]
    if not arrays:
        raise TraceError(_("there are no arrays to write, only statistics: write JSON instead"))
    described = {**about(trace), "steps": [each.as_data() for each in found]}
    output = _Output()
    with zipfile.ZipFile(output, "w") as archive:  # type: ignore[call-overload]  # it only writes
        for each in arrays:
            with archive.open(zipfile.ZipInfo(f"{each.step}.npy", UNDATED), "w", force_zip64=True) as member:
                for piece in npy(each.step.values):
                    member.write(piece)
                    yield output.take()
        archive.writestr(zipfile.ZipInfo(DESCRIPTION, UNDATED), dumps(described))
        yield output.take()
    yield output.take()


class _Output:
    """A stream that collects what is written to it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Does nothing; `ZipFile` calls it."""

    def take(self) -> bytes:
        """Everything written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
