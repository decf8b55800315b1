"""The content of a file, read piece by piece."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...support.files import is_regular, opened, wait_for_writer
from ...support.localization import _
from ..error import TraceError

LARGEST_OF_A_PIPE = 2**30  # bytes, which are all in memory; the same of what was compressed
AT_A_TIME = 2**20  # bytes that are unpacked, or read of a file that is read as a whole, at a time
GZIP, BOM = b"\x1f\x8b", b"\xef\xbb\xbf"


class Content:
    """Bytes at hand; a file's are read when they are asked for, from that very file even when it is replaced.

    Attributes:
        size: how many bytes there are.
        piped: whether they came out of a pipe, so that nobody can read them again.
    """

    piped = True
    _start = 0  # bytes at the beginning that are no content: a byte order mark

    def __init__(self, data: bytes) -> None:
        self._data, self.size = data, len(data)

    @staticmethod
    def of(path: Path) -> Content:
        """A file's content, unpacked where it is compressed; of a pipe, all of it at once.

        Raises:
            FileError: it is neither.
            TraceError: nothing comes out of the pipe, or there is no end to it.
            OSError: it cannot be read.
        """
        with opened(path) as file:
            if is_regular(file):
                return _InFile(os.dup(file.fileno()))._unpacked()
            wait_for_writer(file)
            piped = file.read(LARGEST_OF_A_PIPE + 1)
        if not piped:
            raise TraceError(_("nothing came out of this pipe"))
        if len(piped) > LARGEST_OF_A_PIPE:
            raise TraceError(
                _("more than {most:,} bytes came out of this pipe; save them first", most=LARGEST_OF_A_PIPE)
            )
        return Content(piped)._unpacked()

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`, or as many of them as there are."""
        return self._data[start + self._start : end + self._start]

    def whole(self) -> bytes | bytearray:
        """All of them, once in memory.

        Raises:
            TraceError: there is a zero among them, so that they are no text, or they can no longer be read.
        """
        data = self.read(0, self.size)
        _refuse_zeros(data)
        return data

    def _unpacked(self) -> Content:
        """Without the compression of gzip and without a byte order mark."""
        content = self
        if self.read(0, len(GZIP)) == GZIP:
            content = Content(_unzipped(self))
        if content.read(0, len(BOM)) == BOM:
            content._start = len(BOM)
            content.size -= len(BOM)
        return content


def _unzipped(content: Content) -> bytes:
    """What gzip compressed.

    Raises:
        TraceError: it is damaged, or too large.
    """
    unpacked, place = bytearray(), 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while not unpacker.eof and (piece := content.read(place, place + AT_A_TIME)):
            place += len(piece)
            unpacked += unpacker.decompress(piece, LARGEST_OF_A_PIPE + 1 - len(unpacked))
            if len(unpacked) > LARGEST_OF_A_PIPE:
                raise TraceError(
                    _("more than {most:,} bytes once unpacked; unpack it first", most=LARGEST_OF_A_PIPE)
                )
            if unpacker.eof and unpacker.unused_data:  # files of gzip can be joined; ours never are
                raise TraceError(_("damaged: something follows the end of the gzip file"))
    except zlib.error as error:
        raise TraceError(_("damaged: it cannot be unpacked ({error})", error=error)) from None
    if not unpacker.eof:
        raise TraceError(_("damaged: the gzip file is cut off"))
    return bytes(unpacked)


def _refuse_zeros(piece: bytes) -> None:
    if b"\0" in piece:
        raise TraceError(_("no valid JSON: there are zero bytes in it"))


@contextmanager
def _problems(size: int) -> Iterator[None]:
    """Says in one line why so many bytes of a file cannot be read."""
    try:
        yield
    except OSError as error:
        raise TraceError(_("the file can no longer be read: {error}", error=error.strerror)) from None
    except MemoryError:
        raise TraceError(_("{size:,} bytes are more than this machine has memory for", size=size)) from None


class _InFile(Content):
    piped = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._turn = threading.Lock()  # to seek and to read are two calls
        self.size = os.fstat(descriptor).st_size

    def read(self, start: int, end: int) -> bytes:
        pieces: list[bytes] = []
        left = end - start
        with self._turn, _problems(left):
            os.lseek(self._descriptor, start + self._start, os.SEEK_SET)
            while left > 0 and (piece := os.read(self._descriptor, left)):
                pieces.append(piece)
                left -= len(piece)
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def whole(self) -> bytes | bytearray:
        with self._turn, _problems(self.size):
            found = bytearray(self.size)  # at once: one that grows may be copied
            os.lseek(self._descriptor, self._start, os.SEEK_SET)
            at = 0
            while at < self.size and (piece := os.read(self._descriptor, min(AT_A_TIME, self.size - at))):
                _refuse_zeros(piece)
                found[at : at + len(piece)] = piece
                at += len(piece)
            del found[at:]
        return found

    def __del__(self) -> None:
        os.close(self._descriptor)
