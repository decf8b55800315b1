"""Opens traces in files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .browser import require_files

if TYPE_CHECKING:
    from ...core.trace import Trace


def opened(path: str, model: str | None = None) -> Trace:
    """A trace from a file, with the weights of the model that produced it, if they are available.

    Raises:
        TraceError, CheckpointError, OSError: it cannot be opened.
        Problem: the explorer runs in a browser.
    """
    require_files()
    from ...core.checkpoints import owner
    from ...core.trace import load

    with naming(path):
        return owner(load(Path(path).expanduser()), model)


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Puts the name of the file before a TraceError, also while the arrays are read, which happens on demand."""
    from ...core.trace import TraceError

    try:
        yield
    except TraceError as error:
        raise TraceError(f"{path}: {error}") from None
