"""The content of a file, read piece by piece."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from ..files import is_regular, opened, wait_for_writer
from ..language import _
from .error import TraceError

LARGEST_OF_A_PIPE = 2**30  # bytes, which are all in memory


class Content:
    """Bytes at hand; a file's are read when they are asked for, from that very file even when it is replaced.

    Attributes:
        size: how many bytes there are.
        piped: whether they came out of a pipe, so that nobody can read them again.
    """

    piped = True

    def __init__(self, data: bytes) -> None:
        self._data, self.size = data, len(data)

    @staticmethod
    def of(path: Path) -> Content:
        """A file's content; of a pipe, all of it at once.

        Raises:
            FileError: it is neither.
            TraceError: nothing comes out of the pipe, or there is no end to it.
            OSError: it cannot be read.
        """
        with opened(path) as file:
            if is_regular(file):
                return _InFile(os.dup(file.fileno()))
            wait_for_writer(file)
            piped = file.read(LARGEST_OF_A_PIPE + 1)
        if not piped:
            raise TraceError(_("nothing came out of this pipe"))
        if len(piped) > LARGEST_OF_A_PIPE:
            raise TraceError(
                _("more than {most:,} bytes came out of this pipe; save them first").format(
                    most=LARGEST_OF_A_PIPE
                )
            )
        return Content(piped)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`, or as many of them as there are."""
        return self._data[start:end]


class _InFile(Content):
    piped = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._turn = threading.Lock()  # to seek and to read are two calls
        self.size = os.fstat(descriptor).st_size

    def read(self, start: int, end: int) -> bytes:
        pieces: list[bytes] = []
        left = end - start
        try:
            with self._turn:
                os.lseek(self._descriptor, start, os.SEEK_SET)
                while left > 0 and (piece := os.read(self._descriptor, left)):
                    pieces.append(piece)
                    left -= len(piece)
        except OSError as error:
            raise TraceError(
                _("the file can no longer be read: {error}").format(error=error.strerror)
            ) from None
        except MemoryError:
            raise TraceError(
                _("{size:,} bytes are more than this machine has memory for").format(size=end - start)
            ) from None
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def __del__(self) -> None:
        os.close(self._descriptor)
