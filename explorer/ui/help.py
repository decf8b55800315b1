"""The help: a box with the keys of a screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ...core.support.localization import _
from .screen import ModalScreen


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
            yield Static(self.text, markup=False)
