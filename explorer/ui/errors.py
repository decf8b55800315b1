"""Errors for people: one line, and an exit code."""

from __future__ import annotations

from ...core.support.errors import Problem, Unavailable
from ...core.support.localization import _
from ...core.support.os_errors import reason

LONGEST = 1000  # characters of a message, which may quote a file

OK, DIFFERENCE, USAGE, LACKING = 0, 1, 2, 3
CRASH = 70  # a bug in the program
STOPPED, READER_LEFT = 130, 141  # as a shell reports a program that was ended by SIGINT or SIGPIPE


def exit_code(error: BaseException) -> int | None:
    """The exit code of an error that the user can fix; None for a bug in the program."""
    if isinstance(error, Unavailable | MemoryError):
        return LACKING
    return USAGE if isinstance(error, Problem | OSError) else None


def one_line(error: BaseException) -> str:
    """The error's message without line breaks or control characters."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{_gist(str(error.filename))}: " if error.filename else ""
        text = f"{where}{reason(error)}"
    elif isinstance(error, MemoryError):
        text = _("this machine does not have enough memory for that")
    else:
        text = str(error)
    line = "".join(c if c.isprintable() else "·" for c in " ".join(text.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _gist(name: str) -> str:
    """The name of a file; of a very long one, only the beginning and the end."""
    return name if len(name) <= LONGEST // 2 else f"{name[:30]}…{name[-10:]}"
