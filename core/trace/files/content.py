"""Read the content of a file piece by piece."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...support.files import is_regular, opened, wait_for_writer
from ...support.localization import _
from ...support.os_errors import reason
from ..error import TraceError

LARGEST_OF_A_PIPE = 2**30  # bytes, limited since all are kept in memory; also for decompressed content
AT_A_TIME = 2**20  # bytes that are read or decompressed at a time
GZIP, BOM = b"\x1f\x8b", b"\xef\xbb\xbf"


class Content:
    """Bytes in memory, or in an open file, from which they are read when needed, even after it has been replaced.

    Attributes:
        size: the number of bytes.
        piped: whether the bytes are only in memory (from a pipe or a compressed file).
    """

    piped = True
    _start = 0  # bytes to skip at the beginning: a byte order mark

    def __init__(self, data: bytes) -> None:
        self._data, self.size = data, len(data)

    @staticmethod
    def of(path: Path) -> Content:
        """The content of a file, decompressed if necessary, or the complete content of a pipe.

        Raises:
            FileError: the path is neither a file nor a pipe.
            TraceError: the pipe is empty or has too much content.
            OSError: it cannot be read.
        """
        with opened(path) as file:
            if is_regular(file):
                return _InFile(os.dup(file.fileno()))._unpacked()
            wait_for_writer(file)
            piped = file.read(LARGEST_OF_A_PIPE + 1)
        if not piped:
            raise TraceError(_("this pipe is empty"))
        if len(piped) > LARGEST_OF_A_PIPE:
            raise TraceError(
                _(
                    "this pipe contains more than {most:,} bytes; save the data to a file first",
                    most=LARGEST_OF_A_PIPE,
                )
            )
        return Content(piped)._unpacked()

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`, fewer at the end of the content."""
        return self._data[start + self._start : end + self._start]

    def whole(self) -> bytes | bytearray:
        """All bytes; TraceError if one of them is zero, so that this is not text, or if they can no longer be read."""
        data = self.read(0, self.size)
        _refuse_zeros(data)
        return data

    def _unpacked(self) -> Content:
        """The content without gzip compression and without a byte order mark."""
        content = self
        if self.read(0, len(GZIP)) == GZIP:
            content = Content(_unzipped(self))
        if content.read(0, len(BOM)) == BOM:
            content._start = len(BOM)
            content.size -= len(BOM)
        return content


def _unzipped(content: Content) -> bytes:
    """The decompressed content of a gzip file; TraceError if it is damaged or too large."""
    unpacked, place = bytearray(), 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while not unpacker.eof and (piece := content.read(place, place + AT_A_TIME)):
            place += len(piece)
            unpacked += unpacker.decompress(piece, LARGEST_OF_A_PIPE + 1 - len(unpacked))
            if len(unpacked) > LARGEST_OF_A_PIPE:
                raise TraceError(
                    _(
                        "this file decompresses to more than {most:,} bytes; unpack it first",
                        most=LARGEST_OF_A_PIPE,
                    )
                )
            if unpacker.eof and unpacker.unused_data:  # gzip files can be concatenated; traces never are
                raise TraceError(_("damaged: there are bytes after the end of the gzip data"))
    except zlib.error as error:
        raise TraceError(_("damaged: it cannot be decompressed ({error})", error=error)) from None
    if not unpacker.eof:
        raise TraceError(_("damaged: the gzip file is truncated"))
    return bytes(unpacked)


def _refuse_zeros(piece: bytes) -> None:
    if b"\0" in piece:
        raise TraceError(_("not valid JSON: it contains zero bytes"))


@contextmanager
def _problems(size: int) -> Iterator[None]:
    """Turns errors while reading `size` bytes into a TraceError."""
    try:
        yield
    except OSError as error:
        raise TraceError(_("the file can no longer be read: {error}", error=reason(error))) from None
    except MemoryError:
        raise TraceError(_("{size:,} bytes do not fit in this machine's memory", size=size)) from None


class _InFile(Content):
    piped = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()  # seeking and reading are two calls
        self.size = os.fstat(descriptor).st_size

    def read(self, start: int, end: int) -> bytes:
        pieces: list[bytes] = []
        left = end - start
        with self._lock, _problems(left):
            os.lseek(self._descriptor, start + self._start, os.SEEK_SET)
            while left > 0 and (piece := os.read(self._descriptor, left)):
                pieces.append(piece)
                left -= len(piece)
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def whole(self) -> bytes | bytearray:
        with self._lock, _problems(self.size):
            found = bytearray(self.size)  # allocated at once: growing it could copy it
            os.lseek(self._descriptor, self._start, os.SEEK_SET)
            at = 0
            while at < self.size and (piece := os.read(self._descriptor, min(AT_A_TIME, self.size - at))):
                _refuse_zeros(piece)
                found[at : at + len(piece)] = piece
                at += len(piece)
            del found[at:]
        return found

    def __del__(self, close: Callable[[int], None] = os.close) -> None:  # the module is gone when Python ends
        close(self._descriptor)
