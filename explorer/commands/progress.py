"""A progress line on the terminal for long computations."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ...core.support.localization import _
from ...core.support.progress import Progress, reporting

PATIENCE = 1.0  # seconds before the first line
PAUSE = 0.1  # seconds between two lines


@contextmanager
def progress_line() -> Iterator[None]:
    """Shows the progress of a long computation in this thread, inside the block; see `progress_shown`."""
    with progress_shown() as show, reporting(show):
        yield


@contextmanager
def progress_shown(clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[Progress], None]]:
    """A function that shows progress on standard error, if that is a terminal and the block takes long.

    The line is removed at the end of the block, also after Ctrl-C.
    """
    stream = sys.__stderr__  # sys.stderr prints a carriage return instead of executing it
    if stream is None or not stream.isatty():
        yield lambda progress: None
        return
    from ..ui.text import width  # here, because it loads rich

    due, shown = clock() + PATIENCE, ""

    def write(text: str) -> None:
        with suppress(OSError, ValueError):  # the terminal was closed
            stream.write(text)
            stream.flush()

    def show(progress: Progress) -> None:
        nonlocal due, shown
        if clock() < due:
            return
        line = _("decoding: {progress}", progress=progress)
        write(f"\r{line}{' ' * (width(shown) - width(line))}")
        due, shown = clock() + PAUSE, line

    try:
        yield show
    finally:
        if shown:
            write(f"\r{' ' * width(shown)}\r")
