"""Lines that somebody types, at a terminal or through a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console

Read = Callable[
    [str], str | None
]  # asks with a text; what was typed, None when nothing will be typed any more


def reader(console: Console) -> Read | None:
    """How to ask for a line; None where nobody will answer.

    From a pipe or a file lines are taken one by one, and written where the prompt would stand, so that what is printed
    can be read as a conversation.
    """
    if sys.stdin is None or sys.stdin.closed:
        return None
    if sys.stdin.isatty():
        return _at_a_terminal if sys.stdout.isatty() else None
    if _is_over():
        return None

    def read(prompt: str) -> str | None:
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return None
        console.print(prompt + "".join(c if c.isprintable() else "·" for c in line.strip()))
        return line

    return read


def _at_a_terminal(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        print()
        return None


def _is_over() -> bool:
    """Whether there is nothing to read and never will be, as from /dev/null; without waiting for somebody."""
    import select

    try:
        ready, _, _ = select.select([sys.stdin], [], [], 0)
        return bool(ready) and not sys.stdin.buffer.peek(1)  # type: ignore[union-attr]  # buffered, as Python opens it
    except (OSError, ValueError, AttributeError):  # no pipe that can be asked, as on Windows or in a test
        return False
