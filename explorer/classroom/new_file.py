"""New files with data of a class, which only their owner may read; an existing file is never replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.os_errors import reason


def check_new(file: Path | None) -> None:
    """Raises Problem if the file exists: it may be the roster, or contain links that cannot be shown again."""
    if file is not None and file.exists():
        raise _exists(file)


@contextmanager
def new_file(file: Path) -> Iterator[BinaryIO]:
    """A new file, open for writing.

    Raises:
        Problem: it exists or cannot be written.
    """
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            yield opened
    except FileExistsError:
        raise _exists(file) from None
    except OSError as error:
        raise Problem(_("{file} could not be written: {why}", file=file, why=reason(error))) from None


def _exists(file: Path) -> Problem:
    return Problem(_("{file} already exists; choose another name", file=file))
