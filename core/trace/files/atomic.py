"""Writes files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, which by itself refuses to delete a file that is open
    fcntl = None  # type: ignore[assignment]

Pieces = Iterable[bytes | memoryview]

SUFFIX = ".transformer-explore-partial"
PARTIAL = re.compile(r"\..*\.[0-9a-f]{8}" + re.escape(SUFFIX), re.DOTALL)
LONGEST_STEM = (
    100  # bytes of the target's name in the name of its partial file, which must not become too long
)


def write_atomically(path: Path, data: bytes | Pieces) -> int:
    """Writes beside the target and renames, so that an interrupted write leaves what was there.

    A replaced file keeps its mode and, where the system permits, its owner and group. Partial files in the same folder
    whose writers were killed are removed.

    Args:
        data: all of it, or pieces that are made while they are written.

    Returns:
        The number of bytes.

    Raises:
        OSError: as the operating system says, with the name of `path`.
    """
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        existing = replaceable(target)
        remove_abandoned(target.parent)
        handle, partial = _partial_file(target, 0o666 if existing is None else 0o600)
    except OSError as error:  # in the name of the file that was asked for, not of the one beside it
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        written = 0
        with os.fdopen(handle, "wb") as file:
            for piece in (data,) if isinstance(data, bytes) else data:
                file.write(piece)
                written += len(piece)
            file.flush()
            if existing is not None:
                _copy_owner_and_mode(file.fileno(), partial, existing)
            os.fsync(file.fileno())
            if fcntl is not None:  # renamed while it is locked: nobody takes it for an abandoned one
                partial.replace(target)
        if fcntl is None:
            partial.replace(target)
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise
    return written


def replaceable(path: Path) -> os.stat_result | None:
    """The status of a regular file that may be replaced; None where there is no file yet.

    Raises:
        OSError: there is something else, or a file that is read-only.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        code = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.EINVAL
        raise OSError(code, os.strerror(code), str(path))
    # Renaming needs only a writable folder. Root may write anything: for root the mode says what is meant.
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return found


def remove_abandoned(folder: Path) -> None:
    """Removes partial files in a folder whose writers are gone: a writer holds a lock as long as it lives."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if PARTIAL.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _remove_unless_locked(entry.path)


def _remove_unless_locked(path: str) -> None:
    if fcntl is None:
        Path(path).unlink()
        return
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        Path(path).unlink()
    finally:
        os.close(handle)


def _partial_file(target: Path, mode: int) -> tuple[int, Path]:
    """A new, locked file beside the target. The system applies the umask to its mode."""
    stem = os.fsdecode(os.fsencode(target.name)[:LONGEST_STEM])
    while True:
        partial = target.with_name(f".{stem}.{secrets.token_hex(4)}{SUFFIX}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(partial, flags, mode)
        except FileExistsError:
            continue
        if _locked(handle):
            return handle, partial
        os.close(handle)  # another writer has just removed it as an abandoned one


def _locked(handle: int) -> bool:
    """Locks a new file; False where another program holds it or has removed it already."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: then nobody can remove it either
        return True
    return os.fstat(handle).st_nlink > 0


def _copy_owner_and_mode(handle: int, partial: Path, existing: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        now = os.fstat(handle)
        if (now.st_uid, now.st_gid) != (existing.st_uid, existing.st_gid):
            try:
                os.fchown(handle, existing.st_uid, existing.st_gid)
            except OSError:  # only root gives files away; a group one is in can be kept
                with suppress(OSError):
                    os.fchown(handle, -1, existing.st_gid)
    partial.chmod(existing.st_mode & 0o777)
