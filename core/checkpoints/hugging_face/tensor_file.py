"""A safetensors file that nobody has checked: its header is read strictly, and its numbers are memory-mapped.

The file begins with the length of the header, 8 bytes little-endian. The header is a JSON object with the type, the
shape and the place of each tensor. Then come the numbers, tensor after tensor, without gaps.
"""

from __future__ import annotations

import math
import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import orjson
from numpy.typing import NDArray

from ...support.files import FileError, is_regular, opened
from ...support.localization import _
from ...support.os_errors import reason
from ..model import CheckpointError
from .precision import BITS, NUMPY

LENGTH = 8  # bytes of the header's length
LARGEST_HEADER = 2**24  # bytes; that of a model with 100,000 tensors has about 12 million
METADATA = "__metadata__"
MOST_AXES, LONGEST_AXIS = 8, 2**48


class Tensor(NamedTuple):
    """Where and how the numbers of a tensor are stored.

    Attributes:
        precision: safetensors' name of the number format.
        begin: its first byte in the file.
    """

    precision: str
    shape: tuple[int, ...]
    begin: int


class TensorFile:
    """A safetensors file; nothing but its header is read until `stored` is called.

    The numbers are those in the file when they are looked at: a program that shortens the file afterwards crashes this
    one, as with every memory-mapped file.

    Attributes:
        tensors: the tensors by name.
        header_bytes: the size of the header.

    Raises:
        CheckpointError: it is not a readable safetensors file, or its header has more than `most` bytes.
    """

    def __init__(self, path: Path, most: int = LARGEST_HEADER) -> None:
        self.path = path
        try:
            with opened(path) as file:
                if not is_regular(file):
                    self._refuse(_("not a regular file"))
                size = os.fstat(file.fileno()).st_size
                self.header_bytes = int.from_bytes(file.read(LENGTH), "little")
                self._data = LENGTH + self.header_bytes  # the first byte after the header
                if self._data > size or size <= LENGTH:
                    self._refuse(_("its header is incomplete"))
                if self.header_bytes > most:
                    self._refuse(
                        _("its header has {bytes:,} bytes, which is too many", bytes=self.header_bytes)
                    )
                header = orjson.loads(file.read(self.header_bytes))
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except orjson.JSONDecodeError:
            self._refuse(_("its header is not JSON"))
        except (OSError, ValueError, OverflowError) as error:
            if isinstance(error, CheckpointError):
                raise
            self._refuse(reason(error))
        self.tensors: Mapping[str, Tensor] = dict(self._read(header, size))

    def stored(self, name: str) -> NDArray[Any]:
        """The numbers as they are stored, read-only and memory-mapped; bfloat16 as uint16.

        CheckpointError if they are not floating-point numbers, or of a format that cannot be read.
        """
        tensor = self.tensors[name]
        if tensor.precision not in NUMPY:
            raise CheckpointError(
                _(
                    "{path}: {name} contains {dtype}, not floating-point weights",
                    path=self.path,
                    name=shown(name),
                    dtype=tensor.precision,
                )
            )
        return np.ndarray(tensor.shape, NUMPY[tensor.precision], self._map, tensor.begin)

    def _read(self, header: Any, size: int) -> Iterator[tuple[str, Tensor]]:
        """The tensors; CheckpointError unless they fill the file without gaps."""
        if not isinstance(header, dict):
            self._refuse(_("its header is not a JSON object"))
        header.pop(METADATA, None)
        ends: list[tuple[int, int]] = []
        for name, entry in header.items():
            tensor, end = self._tensor(name, entry)
            ends.append((tensor.begin, end))
            yield name, tensor
        place = self._data
        for begin, end in sorted(ends):
            if begin != place:
                self._refuse(_("its tensors overlap or leave gaps"))
            place = end
        if place != size:
            self._refuse(
                _(
                    "its tensors end at byte {bytes:,}, and the file has {size:,} bytes",
                    bytes=place,
                    size=size,
                )
            )

    def _tensor(self, name: str, entry: Any) -> tuple[Tensor, int]:
        """A tensor and the byte after its last one."""
        if not isinstance(entry, dict) or entry.keys() != {"dtype", "shape", "data_offsets"}:
            self._refuse(_("the entry for {name} in its header is incomplete", name=shown(name)))
        precision, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
        if not isinstance(precision, str) or precision not in BITS:
            self._refuse(_("{name} has an unknown type", name=shown(name)))
        if not _are_sizes(shape) or len(shape) > MOST_AXES or max(shape, default=0) > LONGEST_AXIS:
            self._refuse(_("{name} has no valid shape", name=shown(name)))
        if not _are_sizes(offsets) or len(offsets) != 2:
            self._refuse(_("the position of {name} in the file is invalid", name=shown(name)))
        begin, end = offsets
        if 8 * (end - begin) != math.prod(shape) * BITS[precision]:
            self._refuse(_("the shape of {name} does not match its size in bytes", name=shown(name)))
        return Tensor(precision, tuple(shape), self._data + begin), self._data + end

    def _refuse(self, reason: str) -> NoReturn:
        raise CheckpointError(
            _("{path}: not a readable safetensors file ({error})", path=self.path, error=reason)
        )


def shown(name: str) -> str:
    """A name from a file, short and without characters that a terminal would act on."""
    return name if len(name) <= 100 and name.isascii() and name.isprintable() else f"{name[:60]!a}"


def _are_sizes(values: Any) -> bool:
    return isinstance(values, list) and {int}.issuperset(map(type, values)) and min(values, default=0) >= 0
