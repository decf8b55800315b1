"""Files from outside, opened so that none of them makes the program wait for ever or fills its memory."""

from __future__ import annotations

import os
import select
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from .errors import Problem
from .localization import _

LARGEST = 2**28  # bytes of a file that is read as a whole and has no reason to be larger
PATIENCE = 3.0  # seconds in which somebody has to begin to write into a pipe


class FileError(Problem):
    """Something other than a file where a file belongs, said in one line."""


def opened(path: Path) -> BinaryIO:
    """A file or a pipe, to be read. A pipe that nobody writes into is empty; see `wait_for_writer`.

    Raises:
        FileError: it is a device or a socket, or its name is none.
        OSError: it cannot be opened.
    """
    try:
        file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 (a Path opens in no other way)
    except ValueError:  # a character that no name can have
        raise FileError(_("{path!r} is no name of a file", path=str(path))) from None
    if is_regular(file):
        return file
    if not stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileError(_("{path}: no file, but a device", path=path))
    os.set_blocking(file.fileno(), True)
    return file


def wait_for_writer(pipe: BinaryIO) -> None:
    """Returns when something can be read from a pipe, or when it has stayed silent for `PATIENCE` seconds.

    If somebody has opened it by then, reading waits for what he writes, however long that takes; else it is empty.
    """
    if sys.platform != "win32":  # where only sockets can be waited for
        select.select([pipe], [], [], PATIENCE)


def _without_waiting(path: str, flags: int) -> int:
    """Opens also a pipe at once, whether or not somebody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def is_regular(file: BinaryIO) -> bool:
    """Whether it is an ordinary file, which has a size."""
    return stat.S_ISREG(os.fstat(file.fileno()).st_mode)


def require_regular(path: Path) -> None:
    """Raises OSError or FileError unless there is an ordinary file."""
    with opened(path) as file:
        if not is_regular(file):
            raise FileError(_("{path}: no file, but a pipe", path=path))


def identity(*paths: Path) -> tuple[object, ...]:
    """What tells files from others that take their places: it changes with any of them. Without reading them."""
    return tuple(map(_identity, paths))


def _identity(path: Path) -> tuple[object, ...]:
    there = os.path.realpath(path)  # Path.resolve raises where a link leads to itself
    try:
        found = os.stat(there)  # noqa: PTH116
    except OSError:
        return (there,)
    return (there, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def content(path: Path, most: int = LARGEST) -> bytes:
    """All that an ordinary file holds.

    Raises:
        FileError: it is none, or has more than `most` bytes.
        OSError: it cannot be read.
    """
    require_regular(path)
    with opened(path) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise FileError(_("{path}: larger than {most:,} bytes, which is no such file", path=path, most=most))
    return found
