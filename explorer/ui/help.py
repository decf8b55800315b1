"""The help: a box with the keys of a screen."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ...core.support.localization import _
from .keys import COLUMNS
from .screen import ModalScreen
from .text import width

NAMES = COLUMNS + 2  # columns of the keys, with the space before them


def laid_out(text: str) -> Group:
    """The lines of a help; the description of a key wraps in its own column."""
    return Group(*(_row(line) if _describes_key(line) else Text(line) for line in text.split("\n")))


def _describes_key(line: str) -> bool:
    at = _names_end(line)
    return line.startswith("  ") and line[2:3].strip() != "" and line[at - 1 : at] == " "


def _names_end(line: str) -> int:
    """The number of characters in the column of the keys."""
    at = used = 0
    while at < len(line) and used < NAMES:
        used += width(line[at])
        at += 1
    return at


def _row(line: str) -> Table:
    row = Table.grid()
    row.add_column(width=NAMES)
    row.add_column(ratio=1)
    at = _names_end(line)
    row.add_row(Text(line[:at]), Text(line[at:]))
    return row


class HelpScreen(ModalScreen[None]):
    """A text that scrolls."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,f1", "dismiss", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, text: str, title: str = "") -> None:
        super().__init__()
        self.text, self.title_over = text, title or _("help")

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as region:
            region.border_title = Content(self.title_over)
            region.border_subtitle = _("↑ ↓ scroll · Esc closes")
            yield Static(laid_out(self.text))
