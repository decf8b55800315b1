"""Work for the engine's worker whose end a test decides."""

import time
from pathlib import Path

from transformer_explore.core.support.progress import report


def work(file: Path) -> None:
    """Reports 1, and then repeatedly one token more than the file has lines, until it is stopped."""
    while True:
        report(1 + len(file.read_text().splitlines()), 99)
        time.sleep(0.01)


def until(begun: Path, end: Path) -> None:
    """Creates a file, and waits until another one exists, without reporting progress."""
    begun.touch()
    while not end.exists():
        time.sleep(0.01)


def write(file: Path, line: str) -> None:
    """Appends a line to a file."""
    with file.open("a") as opened:
        opened.write(line + "\n")


def nothing() -> None:
    """Loads nothing."""
