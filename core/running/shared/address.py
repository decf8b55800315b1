"""Addresses of shared engines on this machine: "unix:" and the path of the socket."""

from __future__ import annotations

from pathlib import Path

from ...support.errors import Problem
from ...support.localization import _
from .client import SharedExecutor

LONGEST = 100  # bytes of the path of a socket; the smallest limit of common systems is 104


def require(address: str) -> None:
    """Raises Problem unless an address contains the absolute path of a socket."""
    path = address.removeprefix("unix:")
    if not path.startswith("/") or "\0" in path or len(path.encode(errors="surrogateescape")) > LONGEST:
        raise Problem(
            _(
                "{path!r} is not the absolute path of a socket of at most {most} bytes",
                path=path,
                most=LONGEST,
            )
        )


def executor(address: str) -> SharedExecutor:
    """A connected executor; EngineUnreachable as in `SharedExecutor.connect`."""
    made = SharedExecutor(Path(address.removeprefix("unix:")))
    made.connect()
    return made
