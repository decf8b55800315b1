"""Where plain text goes: stdout, with styles where there is a terminal that wants them."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

WIDTH = 100  # columns of a page that nobody sees the width of, such as a pipe
HEADING, NAME, FAINT, STRONG, GOOD, BAD = "bold cyan", "cyan", "dim", "bold", "green", "bold red"


def page() -> Console:
    """A console on which text is only text: no markup, no highlighting, no wrapping of ours."""
    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDTH
    return console


def put(console: Console, *parts: str | tuple[str, str]) -> None:
    """One line, of plain pieces and of (piece, style)."""
    line = Text.assemble(*parts)
    line.rstrip()
    console.print(line)
