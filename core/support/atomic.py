"""Write files completely or not at all."""

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
except ImportError:  # Windows, which refuses to delete open files
    fcntl = None  # type: ignore[assignment]

Pieces = Iterable[bytes | memoryview]

SUFFIX = ".transformer-explore-partial"
PARTIAL = re.compile(r"\..*\.[0-9a-f]{8}" + re.escape(SUFFIX), re.DOTALL)
LONGEST_STEM = 100  # bytes of the target's name in that of its partial file, which must not become too long


def write_atomically(path: Path, data: bytes | Pieces) -> int:
    """Writes a partial file next to the target and renames it, so that an interrupted write changes nothing.

    A replaced file keeps its mode and, if the system permits it, its owner and group. Abandoned partial files in the
    same folder are removed.

    Args:
        data: the content, or an iterator of its pieces.

    Returns:
        The number of bytes.

    Raises:
        OSError: from the operating system, with the name of `path`.
    """
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        existing = replaceable(target)
        remove_abandoned(target.parent)
        handle, partial = _partial_file(target, 0o666 if existing is None else 0o600)
    except OSError as error:  # name the requested file, not the partial file
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
            if fcntl is not None:  # renamed while locked, so that no program considers it abandoned
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
    """The status of a regular file that may be replaced; None if there is no file yet.

    Raises OSError if the path is not a regular file, or it is read-only.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        code = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.EINVAL
        raise OSError(code, os.strerror(code), str(path))
    # Renaming only needs a writable folder, and root may write anything, so the mode is checked as well.
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return found


def remove_abandoned(folder: Path) -> None:
    """Removes partial files that no running program holds a lock on."""
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
    """A new, locked file next to the target. The system applies the umask to its mode."""
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
        os.close(handle)  # another program has just removed it as abandoned


def _locked(handle: int) -> bool:
    """Locks a new file; returns False if another program has locked or removed it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks, so no program removes it either
        return True
    return os.fstat(handle).st_nlink > 0


def _copy_owner_and_mode(handle: int, partial: Path, existing: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        now = os.fstat(handle)
        if (now.st_uid, now.st_gid) != (existing.st_uid, existing.st_gid):
            try:
                os.fchown(handle, existing.st_uid, existing.st_gid)
            except OSError:  # only root can change the owner, but the group may be allowed
                with suppress(OSError):
                    os.fchown(handle, -1, existing.st_gid)
    partial.chmod(existing.st_mode & 0o777)
