"""Writes a report when a bug in the program makes it fail."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ..core.support.localization import _
from ..core.support.os_errors import reason
from .ui.errors import one_line

FOLDER, PREFIX = "crashes", "crash-"
MOST = 10  # reports to keep


class Crash(Exception):  # noqa: N818
    """The full-screen program failed, and only the text that Textual printed about it is known."""


def report(error: BaseException, arguments: Sequence[str]) -> str:
    """Writes the report and returns one line that names its file."""
    what = ": ".join(part for part in (type(error).__name__, one_line(error)) if part)
    try:
        path = _write(_content(error, arguments))
    except OSError as failed:
        return _(
            "internal error ({what}); the report could not be saved: {reason}",
            what=what,
            reason=reason(failed),
        )
    return _("internal error ({what}); please report it with the file {path}", what=what, path=path)


def _content(error: BaseException, arguments: Sequence[str]) -> bytes:
    try:
        from importlib.metadata import version

        program = version("transformer-explore")
    except Exception:  # the report is useful even without the version
        program = "?"
    lines = (
        f"transformer-explore {program}",
        f"time       {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"Python     {sys.version}",
        f"platform   {platform.platform()}",
        f"arguments  {list(arguments)!r}",
        "",
        "".join(traceback.format_exception(error)),
    )
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _write(content: bytes) -> Path:
    """Writes to the state folder, or to the folder for temporary files if that fails. Returns the path."""
    from ..core.support.state import state_folder

    name = f"{PREFIX}{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        folder = state_folder() / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        path = _created(folder / name, content)
    except OSError:
        handle, temporary = tempfile.mkstemp(".txt", PREFIX)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return Path(temporary)
    with suppress(OSError):
        for old in sorted(folder.glob(f"{PREFIX}*.txt"))[:-MOST]:
            old.unlink()
    return path


def _created(path: Path, content: bytes) -> Path:
    """Creates a file that only its owner may read, because a report contains what was typed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path
