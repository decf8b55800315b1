"""Where plain text goes: stdout, with styles if it is a terminal that supports them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import StringIO
from typing import NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from ..text import safe

WIDTH = 100  # columns if the width is unknown, such as in a pipe
HEADING, NAME, FAINT, STRONG, GOOD, BAD = "bold cyan", "cyan", "dim", "bold", "green", "bold red"


class Page(Console):
    """A console that writes no control characters other than those of its own styles."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                text = "\n".join(map(safe, segment.text.split("\n")))
                yield Segment(text, segment.style)

    def on_broken_pipe(self) -> NoReturn:
        """Leaves the decision to the command line; Rich would exit with 1, which means that a check failed."""
        raise BrokenPipeError


def page() -> Console:
    """A console on which text is only text: no markup, no highlighting, no wrapping."""
    console = Page(markup=False, highlight=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDTH
    return console


def text_of(draw: Callable[[Console], None]) -> str:
    """What a function prints, as plain text without styles."""
    written = StringIO()
    draw(
        Page(
            file=written,
            width=WIDTH,
            color_system=None,
            markup=False,
            highlight=False,
            emoji=False,
            soft_wrap=True,
            force_jupyter=False,  # in a notebook, Rich would display each line and write nothing
        )
    )
    return written.getvalue().rstrip("\n")


def print_line(console: Console, *parts: str | tuple[str, str]) -> None:
    """One line, of plain pieces and of (piece, style)."""
    line = Text.assemble(*parts)
    line.rstrip()
    console.print(line)
