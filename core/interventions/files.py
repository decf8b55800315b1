"""The trace files that patches are taken from."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path

from ..support import files
from ..support.localization import _
from ..support.os_errors import reason
from ..trace import Trace, load
from .checks import InterventionError
from .kinds_of_changes import Patch

Open = Callable[[Patch], Trace]


def sha256_of(file: str) -> str:
    """The SHA-256 of a file's bytes in hexadecimal; InterventionError if the file cannot be read."""
    try:
        files.require_regular(Path(file))
        with Path(file).open("rb") as content:
            return file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise InterventionError(f"{file}: {reason(error).lower()}") from None
    except files.FileError as error:
        raise InterventionError(str(error)) from None


def opened(patch: Patch) -> Trace:
    """The trace that a patch is taken from.

    Raises InterventionError if its file cannot be read or has changed, and TraceError if it is not a trace.
    """
    if sha256_of(patch.file) != patch.sha256:
        raise InterventionError(
            _(
                "{file} has changed since the patch was made: its SHA-256 differs; enter the patch again to use "
                "the current file",
                file=patch.file,
            )
        )
    return load(Path(patch.file))
