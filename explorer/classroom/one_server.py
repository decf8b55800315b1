"""A class has one server at a time: two would each know only a part of who is connected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ...core.support.errors import Problem
from ...core.support.localization import _
from .folder import LEARNERS, ClassFolder

try:
    import fcntl
except ImportError:  # Windows: a second server is not noticed
    fcntl = None  # type: ignore[assignment]


@contextmanager
def only_server(folder: ClassFolder) -> Iterator[None]:
    """Locks the class for one server; other commands may still use it.

    The system releases the lock when the server ends, however it ends. The folder of the learners is what is locked,
    because changes of the links lock the folder of the class for a moment.

    Raises:
        Problem: another server has locked it.
        OSError: the folder of the learners cannot be used.
    """
    if fcntl is None:
        yield
        return
    learners = folder.path / LEARNERS
    learners.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(learners, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: ClassFolder) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Problem(
            _("another server is already serving this class; its folder is {folder}", folder=folder.path)
        ) from None
