"""Reading lines from a terminal or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console

Read = Callable[[str], str | None]  # shows a prompt and returns the typed line; None at the end of input


def reader(console: Console) -> Read | None:
    """A function that reads a line; None if there is no input.

    Lines from a pipe or a file are printed after the prompt, so that the output reads like a conversation.
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
    """Whether the input is at its end, as with /dev/null; does not wait."""
    import select

    try:
        ready, _, _ = select.select([sys.stdin], [], [], 0)
        return bool(ready) and not sys.stdin.buffer.peek(1)  # type: ignore[union-attr]  # buffered, as Python opens it
    except (OSError, ValueError, AttributeError):  # not a pipe that can be polled, as on Windows or in a test
        return False
