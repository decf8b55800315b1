"""A GGUF file that nobody has checked: its header is read strictly, and its numbers are memory-mapped.

The file begins with "GGUF", the version, and the numbers of tensors and of metadata entries. Then come the entries
(name, type, value), a description of each tensor (name, sizes, format, place), and, after padding, the numbers.
All numbers are little-endian. See https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

from __future__ import annotations

import math
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ...support.files import FileError, is_regular, opened
from ...support.localization import _
from ...support.os_errors import reason
from ..hugging_face.tensor_file import shown
from ..model import CheckpointError
from .formats import Format, format_of

SUFFIX = ".gguf"
MAGIC, VERSIONS = b"GGUF", (2, 3)
LARGEST_HEADER = 2**26  # bytes; a vocabulary of 256,000 tokens needs about 12 million
MOST_ENTRIES, MOST_TENSORS, MOST_VALUES = 2**14, 2**17, 2**21
MOST_AXES, LONGEST_AXIS = 4, 2**48
ALIGNMENT = "general.alignment", 32  # bytes, where the file does not say

NUMBERS = {
    0: "<u1",
    1: "<i1",
    2: "<u2",
    3: "<i2",
    4: "<u4",
    5: "<i4",
    6: "<f4",
    7: "|b1",
    10: "<u8",
    11: "<i8",
    12: "<f8",
}
"""The NumPy type of each type of metadata that is a number."""
STRING, ARRAY, FLOAT32 = 8, 9, 6


@dataclass(frozen=True)
class Tensor:
    """Where and how the numbers of a tensor are stored.

    Attributes:
        shape: as NumPy and PyTorch have it, [out, in]; the file lists the axes in the opposite order.
        begin: its first byte in the file.
        size: its bytes.
    """

    format: Format
    shape: tuple[int, ...]
    begin: int
    size: int


class GgufFile:
    """A GGUF file; nothing but its header is read until `stored` is called.

    Attributes:
        metadata: the entries by name: numbers, booleans, strings, and lists of these.
        tensors: the tensors by name.

    Raises:
        CheckpointError: it is not a readable GGUF file, its header is too large, or a tensor has an unknown format.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with opened(path) as file:
                if not is_regular(file):
                    self._refuse(_("not a regular file"))
                self._size = os.fstat(file.fileno()).st_size
                if not self._size:  # an empty file cannot be mapped
                    self._refuse(_("its header is incomplete"))
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except (OSError, ValueError) as error:
            if isinstance(error, CheckpointError):
                raise
            self._refuse(reason(error))
        header = _Header(memoryview(self._map)[:LARGEST_HEADER])
        try:
            tensors, entries = self._counts(header)
            self.metadata: Mapping[str, Any] = self._metadata(header, entries)
            self.tensors: Mapping[str, Tensor] = self._tensors(header, tensors)
        except _HeaderError as error:
            self._refuse(str(error))

    def stored(self, name: str) -> NDArray[Any]:
        """The numbers as float32, float16, float64 or, for bfloat16, as uint16; memory-mapped unless quantized."""
        tensor = self.tensors[name]
        data = np.frombuffer(self._map, np.uint8, tensor.size, tensor.begin)
        try:
            return tensor.format.decoded(data, tensor.shape)
        except CheckpointError:
            raise
        except Exception as error:  # the package's, for numbers that it cannot decode
            self._refuse(f"{shown(name)}: {error}")

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self._size

    def _counts(self, header: _Header) -> tuple[int, int]:
        """The numbers of tensors and of entries."""
        if header.take(len(MAGIC)) != MAGIC:
            self._refuse(_("it does not begin with GGUF"))
        if (version := header.number("<I")) not in VERSIONS:
            self._refuse(_("version {version} is not supported", version=version))
        tensors, entries = header.number("<Q"), header.number("<Q")
        if tensors > MOST_TENSORS or entries > MOST_ENTRIES:
            self._refuse(
                _(
                    "it declares {tensors:,} tensors and {entries:,} entries, which is too many",
                    tensors=tensors,
                    entries=entries,
                )
            )
        return tensors, entries

    def _metadata(self, header: _Header, count: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _entry in range(count):
            name = header.text()
            kind = header.number("<I")
            value = header.value(kind)
            if value is None:
                self._refuse(_("{name} has an unknown type", name=shown(name)))
            if name in found:
                self._refuse(_("{name} occurs twice", name=shown(name)))
            found[name] = value
        return found

    def _tensors(self, header: _Header, count: int) -> dict[str, Tensor]:
        """The tensors; CheckpointError if one does not lie in the file, or two overlap."""
        described = [self._description(header) for _tensor in range(count)]
        name, usual = ALIGNMENT
        alignment = self.metadata.get(name, usual)
        if type(alignment) is not int or not 0 < alignment <= LARGEST_HEADER:
            self._refuse(_("invalid {name} = {value}", name=name, value=shown(str(alignment))))
        data = -(-header.place // alignment) * alignment
        found: dict[str, Tensor] = {}
        for name, kind, shape, offset in described:
            if name in found:
                self._refuse(_("{name} occurs twice", name=shown(name)))
            try:
                each = format_of(kind)
            except CheckpointError as error:
                raise CheckpointError(f"{self.path}: {error}") from None
            if shape[-1] % each.block:
                self._refuse(_("{name} has no valid shape", name=shown(name)))
            size = math.prod(shape) // each.block * each.bytes
            if offset % alignment or data + offset + size > self._size:
                self._refuse(_("the position of {name} in the file is invalid", name=shown(name)))
            found[name] = Tensor(each, shape, data + offset, size)
        place = 0
        for tensor in sorted(found.values(), key=lambda tensor: tensor.begin):
            if tensor.begin < place:
                self._refuse(_("its tensors overlap"))
            place = tensor.begin + tensor.size
        return found

    def _description(self, header: _Header) -> tuple[str, int, tuple[int, ...], int]:
        """The name, the format, the shape and the offset of a tensor."""
        name, axes = header.text(), header.number("<I")
        if not 0 < axes <= MOST_AXES:
            self._refuse(_("{name} has no valid shape", name=shown(name)))
        shape = tuple(header.number("<Q") for _axis in range(axes))[::-1]
        if not all(0 < length <= LONGEST_AXIS for length in shape):
            self._refuse(_("{name} has no valid shape", name=shown(name)))
        return name, header.number("<I"), shape, header.number("<Q")

    def _refuse(self, reason: str) -> NoReturn:
        raise CheckpointError(_("{path}: not a readable GGUF file ({error})", path=self.path, error=reason))


class _HeaderError(Exception):
    """A header that is incomplete or too large; the message says which."""


class _Header:
    """Reads the header piece by piece.

    Attributes:
        place: the next byte.
    """

    def __init__(self, data: memoryview) -> None:
        self._data, self.place, self._values = data, 0, 0

    def take(self, count: int) -> memoryview:
        if count > len(self._data) - self.place:
            raise _HeaderError(
                _("its header is incomplete")
                if len(self._data) < LARGEST_HEADER
                else _("its header has more than {most:,} bytes", most=LARGEST_HEADER)
            )
        self.place += count
        return self._data[self.place - count : self.place]

    def number(self, kind: str) -> Any:
        return struct.unpack(kind, self.take(struct.calcsize(kind)))[0]

    def text(self) -> str:
        return bytes(self.take(self.number("<Q"))).decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        """The value of an entry; None if its type is unknown or an array of arrays."""
        if kind == ARRAY:
            kind, count = self.number("<I"), self.number("<Q")
            self._values += count
            if self._values > MOST_VALUES:
                raise _HeaderError(
                    _("its lists have {count:,} values, which is too many", count=self._values)
                )
            if kind == STRING:
                return [self.text() for _string in range(count)]
            return None if kind not in NUMBERS else self._numbers(kind, count)
        if kind == STRING:
            return self.text()
        return None if kind not in NUMBERS else self._numbers(kind, 1)[0]

    def _numbers(self, kind: int, count: int) -> list[Any]:
        found = np.frombuffer(self.take(count * np.dtype(NUMBERS[kind]).itemsize), NUMBERS[kind])
        if kind == FLOAT32:  # 0.1 rather than 0.10000000149011612
            return [float(str(number)) for number in found]
        values: list[Any] = found.tolist()
        return values
