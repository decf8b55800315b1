"""Prepares the process for a command and cleans up after it: standard streams, encodings, terminal modes."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from pathlib import Path
from typing import Any, TextIO, cast

from ..core.support.errors import Problem
from ..core.support.localization import _

STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))
REPLACEMENTS = "transformer-explore"  # the name of the error handler below
IN_ASCII = {
    **dict.fromkeys("−–—‐─━", "-"),
    **dict.fromkeys("│┃", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"),
    **dict(
        zip(
            "×÷·≈‘’“”√∞→←≤≥…›▶",
            ["x", "/", ".", "~", "'", "'", '"', '"', "sqrt", "inf", "->", "<-", "<=", ">=", "...", ">", ">"],
            strict=True,
        )
    ),
}
# Leave the mouse, pasting, keyboard and alternate-screen modes; show the cursor.
RESET = "\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[0m\x1b[?25h"


@contextmanager
def prepared_streams() -> Iterator[None]:
    """Makes all three streams usable: open, able to represent any text, and harmless to the terminal.

    A closed stream is replaced with the null device. Characters that standard output cannot represent are replaced
    (`IN_ASCII`) or written as an escape such as \\u6211. Invalid bytes in the input become U+FFFD. Standard error
    prints control characters as text, and a failure to write to it is ignored.
    """
    for descriptor, (name, _mode) in enumerate(STREAMS):
        _open_descriptor(descriptor)
        if getattr(sys, name) is None:
            stream = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: SIM115, PTH123
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
    codecs.register_error(REPLACEMENTS, _replacement)
    _reconfigure(sys.stdin, "replace")
    _reconfigure(sys.stdout, REPLACEMENTS)
    _reconfigure(sys.stderr, REPLACEMENTS)
    with redirect_stderr(cast(TextIO, _StandardError(sys.stderr))):
        yield


def _open_descriptor(descriptor: int) -> None:
    """Opens a closed descriptor, so that no file gets its number and then receives the output.

    It is read-only, so that `export -o -` to a closed standard output fails.
    """
    try:
        os.fstat(descriptor)
    except OSError:
        handle = os.open(os.devnull, os.O_RDONLY)
        if handle != descriptor:
            os.dup2(handle, descriptor)
            os.close(handle)


def _reconfigure(stream: object, errors: str) -> None:
    if isinstance(stream, io.TextIOWrapper) and stream.errors != errors:  # it cannot be changed after reading
        stream.reconfigure(errors=errors)


def _replacement(error: UnicodeError) -> tuple[str, int]:
    """The replacement for characters that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_replaced, error.object[error.start : error.end])), error.end


def _replaced(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name or argument that is not valid text
        return f"\\x{code - 0xDC00:02x}"
    escape = f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return IN_ASCII.get(character, escape)


class _StandardError:
    """Standard error without control characters; text that cannot be written is dropped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if not text.replace("\n", "").isascii() or not text.replace("\n", "").isprintable():
            from .ui.text import safe  # slow to load

            text = "\n".join(map(safe, text.split("\n")))
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def require_folder() -> None:
    """Raises Problem if the current folder is gone: relative paths have no meaning, and MKL would end the process."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise Problem(_("the current folder no longer exists; change to another one with cd")) from None


def flush_output() -> None:
    """Flushes standard output, so that a full disk or a closed pipe is noticed before the exit code is decided.

    Raises:
        BrokenPipeError: the reader closed the pipe.
        OSError: the output cannot be written.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        raise OSError(error.errno, error.strerror, _("standard output")) from None


def end_output() -> None:
    """Flushes standard output or drops its buffer, because Python would try again at exit and print an error."""
    stream = sys.stdout
    try:
        stream.flush()
    except (OSError, ValueError):
        if sys.__stdout__ is None or stream is not sys.__stdout__:
            return
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, 1)
        os.close(handle)
        with suppress(OSError, ValueError):
            stream.flush()


def is_output_error(error: OSError) -> bool:
    """Whether an error without a file name comes from writing to standard output."""
    codes = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EBADF, errno.EDQUOT)
    return error.filename is None and error.errno in codes


@contextmanager
def restored_terminal() -> Iterator[None]:
    """Restores the terminal if a full-screen program fails so early or late that it cannot do so itself."""
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    saved = None
    with suppress(OSError, ValueError, termios.error):
        saved = termios.tcgetattr(sys.stdin.fileno())
    try:
        yield
    except BaseException:
        if saved is not None:
            with suppress(OSError, ValueError, termios.error):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, saved)
                with open("/dev/tty", "w") as terminal:  # noqa: PTH123
                    terminal.write(RESET)
        raise
