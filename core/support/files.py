"""Open users' files so that none makes the program wait forever or fills its memory."""

from __future__ import annotations

import os
import select
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from .errors import Problem
from .localization import _

LARGEST = 2**28  # the most bytes of a file that is read completely
PATIENCE = 3.0  # seconds to wait for another program to write to a pipe


class FileError(Problem):
    """A path is not a readable file; the message is one line."""


def opened(path: Path) -> BinaryIO:
    """Opens a file or a pipe for reading. A pipe without a writer is empty; see `wait_for_writer`.

    Raises FileError if it is a device or a socket, or the name is invalid; OSError if it cannot be opened.
    """
    try:
        file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 (Path.open has no `opener`)
    except ValueError:  # a character that file names cannot contain
        raise FileError(_("{path!r} is not a valid file name", path=str(path))) from None
    if is_regular(file):
        return file
    if not stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileError(_("{path} is a device, not a file", path=path))
    os.set_blocking(file.fileno(), True)
    return file


def wait_for_writer(pipe: BinaryIO) -> None:
    """Returns when a pipe has content, or after `PATIENCE` seconds.

    If another program has opened the pipe by then, reading waits for its output; otherwise the pipe is empty.
    """
    if sys.platform != "win32":  # Windows can only wait for sockets
        select.select([pipe], [], [], PATIENCE)


def _without_waiting(path: str, flags: int) -> int:
    """Opens a path without waiting, even a pipe without a writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def is_regular(file: BinaryIO) -> bool:
    """Whether it is a regular file, which has a size."""
    return stat.S_ISREG(os.fstat(file.fileno()).st_mode)


def require_regular(path: Path) -> None:
    """Raises OSError or FileError unless the path is a regular file."""
    with opened(path) as file:
        if not is_regular(file):
            raise FileError(_("{path} is a pipe, not a file", path=path))


def identity(*paths: Path) -> tuple[object, ...]:
    """A value that changes when one of the files is replaced or modified, found without reading them."""
    return tuple(map(_identity, paths))


def _identity(path: Path) -> tuple[object, ...]:
    real = os.path.realpath(path)  # Path.resolve raises for a link to itself
    try:
        found = os.stat(real)  # noqa: PTH116
    except OSError:
        return (real,)
    return (real, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def content(path: Path, most: int = LARGEST) -> bytes:
    """The complete content of a regular file.

    Raises FileError if it is not a regular file or has more than `most` bytes; OSError if it cannot be read.
    """
    require_regular(path)
    with opened(path) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise FileError(
            _("{path} is larger than {most:,} bytes, too large for a file of this kind", path=path, most=most)
        )
    return found
