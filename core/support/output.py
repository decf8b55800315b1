"""Write output to a name that a user typed: a file, a pipe or device, or standard output."""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from .atomic import Pieces, replaceable, write_atomically
from .errors import Problem
from .localization import _
from .os_errors import reason

STANDARD_OUTPUT = 1
DESCRIPTORS = {"-": STANDARD_OUTPUT, "/dev/stdout": STANDARD_OUTPUT, "/dev/stderr": 2}
DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/([0-9]{1,9})")


@dataclass(frozen=True)
class Target:
    """Where output goes.

    Attributes:
        name: as it was typed; for error messages.
        path: of a file, pipe or device; None if the output goes to an open descriptor.
        descriptor: an open file descriptor, such as that of standard output.
        stream: whether the output is written as it is produced; otherwise a file is replaced when it is complete.
    """

    name: str
    path: Path | None
    descriptor: int | None
    stream: bool

    def write(self, pieces: Pieces) -> int:
        """Writes all pieces and returns the number of bytes; OSErrors have the name that was typed."""
        try:
            if not self.stream:
                assert self.path is not None
                return write_atomically(self.path, pieces)
            return self._write_through(pieces)
        except OSError as error:
            if error.errno is None or error.filename == self.name:
                raise
            raise OSError(error.errno, error.strerror, self.name) from None

    def _write_through(self, pieces: Pieces) -> int:
        if self.descriptor is not None:
            if self.descriptor == STANDARD_OUTPUT:
                sys.stdout.flush()
            handle = os.dup(self.descriptor)
        else:
            assert self.path is not None
            handle = os.open(self.path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        written = 0
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
                written += len(piece)
        return written


def output_target(name: str, streams: bool = True) -> Target:
    """The target for a typed name; nothing is created or changed yet.

    Args:
        streams: whether standard output, pipes and devices are allowed.

    Raises:
        Problem: nothing can be written there; the message gives the reason.
    """
    if not name.strip() or "\0" in name:
        raise Problem(_("{name!r} is not a file name", name=name))
    number = DESCRIPTOR.fullmatch(name)
    descriptor = int(number[1]) if number else DESCRIPTORS.get(name)
    if descriptor is not None:
        return _stream(Target(name, None, descriptor, True), streams)
    try:
        path = Path(name).expanduser()
        mode = _mode(path)
        if name.endswith(("/", os.sep)) or stat.S_ISDIR(mode):
            raise Problem(_("{name} is a folder: add a file name", name=name))
        if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
            return _stream(Target(name, path, None, True), streams)
        if not stat.S_ISREG(mode):
            raise Problem(_("{name} is neither a file nor a pipe: choose another name", name=name))
        _check_file(path, name)
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, Problem):
            raise
        # A loop of links, a name that is too long, an unknown home folder.
        raise Problem(_("cannot write to {name}: {reason}", name=name, reason=reason(error))) from None
    return Target(name, path, None, False)


def _mode(path: Path) -> int:
    """The mode of the path; that of a regular file if there is nothing yet."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return stat.S_IFREG


def _stream(target: Target, allowed: bool) -> Target:
    if not allowed:
        raise Problem(
            _("{name} is not a file; `transformer-explore export … -o {name}` writes to it", name=target.name)
        )
    return target


def _check_file(path: Path, name: str) -> None:
    real = Path(os.path.realpath(path))
    if not real.parent.is_dir():
        raise Problem(_("{name}: there is no folder {folder}", name=name, folder=real.parent))
    try:
        replaceable(path)
    except PermissionError:
        raise Problem(_("{name} is read-only: choose another name, or make it writable", name=name)) from None
