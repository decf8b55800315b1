"""A line on the terminal that says how far a long computation has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ...core.support.localization import _
from ...core.support.progress import Progress, reporting

PATIENCE = 1.0  # seconds that a computation may take before anything is said
PAUSE = 0.1  # seconds between two lines


@contextmanager
def progress_line() -> Iterator[None]:
    """Inside the block, a computation in this thread that takes long shows its progress; see `progress_shown`."""
    with progress_shown() as show, reporting(show):
        yield


@contextmanager
def progress_shown(clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[Progress], None]]:
    """What shows progress on stderr, if that is a terminal and the block takes long.

    At the end of the block, also after Ctrl-C, the line is gone.
    """
    stream = sys.__stderr__  # sys.stderr shows a carriage return instead of obeying it
    if stream is None or not stream.isatty():
        yield lambda progress: None
        return
    from ..ui.text import width  # not before something is computed: it loads rich

    due, shown = clock() + PATIENCE, ""

    def write(text: str) -> None:
        with suppress(OSError, ValueError):  # a terminal that is gone
            stream.write(text)
            stream.flush()

    def show(progress: Progress) -> None:
        nonlocal due, shown
        if clock() < due:
            return
        line = _("translating: {progress}", progress=progress)
        write(f"\r{line}{' ' * (width(shown) - width(line))}")
        due, shown = clock() + PAUSE, line

    try:
        yield show
    finally:
        if shown:
            write(f"\r{' ' * width(shown)}\r")
