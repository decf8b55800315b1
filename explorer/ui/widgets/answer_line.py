"""The line for typing the answer to an open question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from ....core.support.localization import _
from .field import Field

LONGEST = 200  # characters


class AnswerLine(Horizontal):
    """An input for a number or arithmetic. Enter sends it; Escape and Tab leave it and keep the text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,tab,shift+tab", "leave", show=False)]
    DEFAULT_CSS = """
    AnswerLine {
        height: 1;
        & > Static { width: auto; color: $text-accent; text-style: bold; padding: 0 1 0 0; }
        & > Input { width: 1fr; border: none; height: 1; padding: 0 1; background: $surface; }
        & > Input:focus { border: none; background-tint: 0%; background: $panel; }
    }
    """

    class Sent(Message):
        """An answer was sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The line was left."""

    def compose(self) -> ComposeResult:
        yield Static(_("your answer"), markup=False)
        yield Field(placeholder="0.25 · 3/4 · exp(-1)", max_length=LONGEST, select_on_focus=False)

    def on_mount(self) -> None:
        self.field = self.query_one(Input)
        self.field.cursor_blink = self.app.animation_level != "none"

    def begin(self, text: str | None = None) -> None:
        """Moves the focus here; `text` replaces the present text."""
        if text is not None:
            self.field.value = text
        self.screen.set_focus(self.field)  # at once: the next key may be on its way
        self.field.cursor_position = len(self.field.value)

    def send(self) -> None:
        """Sends the present text as the answer."""
        self.post_message(self.Sent(self.field.value))

    def clear(self) -> None:
        """Removes the text."""
        self.field.value = ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.send()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def action_leave(self) -> None:
        self.post_message(self.Left())
