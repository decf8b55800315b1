"""Checks that only processes of the same user are at both ends of a socket."""

from __future__ import annotations

import os
import socket
import stat
import struct
from pathlib import Path

from ...support.errors import Problem
from ...support.localization import _

UCRED = struct.Struct("3i")  # pid, uid, gid


def require_private(folder: Path) -> None:
    """Raises Problem unless a folder belongs to this user, who alone may enter it; OSError if there is none."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Problem(_("{folder} is not a folder", folder=folder))
    if found.st_uid != os.geteuid():
        raise Problem(_("{folder} belongs to another user, so its engine is not used", folder=folder))
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Problem(
            _(
                "other users can enter {folder}, so its engine is not used; restrict it with chmod 700",
                folder=folder,
            )
        )


def is_same_user(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as this user, or as root."""
    return other_user(connection) in (os.geteuid(), 0)


def other_user(connection: socket.socket) -> int:
    """The user id of the process at the other end; this user's where the system cannot tell.

    There the mode of the folder is the only protection.
    """
    option = getattr(socket, "SO_PEERCRED", None)  # Linux
    if option is None:
        return os.geteuid()
    _pid, user, _group = UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, option, UCRED.size))
    return int(user)
