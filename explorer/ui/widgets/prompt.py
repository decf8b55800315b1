"""A line to type in, at the bottom of the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from .field import Field

LONGEST = 20_000  # characters; the engine may accept fewer


class Prompt(Horizontal):
    """A question with a line to answer it; Enter sends the answer, Escape closes the prompt.

    Args:
        answer: the text on the line.
        replace: whether it is selected, so that typing replaces it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    Prompt {
        dock: bottom;
        height: 3;
        border: round $accent;
        padding: 0 1;
        background: $background;
        & > Static { width: auto; color: $text-accent; text-style: bold; padding: 0 1 0 0; }
        & > Input { width: 1fr; border: none; height: 1; padding: 0; background: $background; }
        & > Input:focus { border: none; background-tint: 0%; }
    }
    """

    class Answered(Message):
        """The reader sent an answer to that question."""

        def __init__(self, question: str, answer: str, hint: str = "") -> None:
            super().__init__()
            self.question, self.answer, self.hint = question, answer, hint

    class Typed(Answered):
        """The answer so far."""

    class Left(Message):
        """The reader closes the prompt."""

    def __init__(self, question: str, hint: str, answer: str = "", replace: bool = False) -> None:
        super().__init__()
        self.question, self.hint, self.answer, self.replace = question, hint, answer, replace

    def compose(self) -> ComposeResult:
        yield Static(self.question, markup=False)
        yield Field(self.answer, placeholder=self.hint, max_length=LONGEST, select_on_focus=self.replace)

    def on_mount(self) -> None:
        for field in self.query(Input):  # none if it was closed before it was composed
            field.cursor_blink = self.app.animation_level != "none"
            field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered(self.question, event.value, self.hint))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self.question, event.value))

    def action_leave(self) -> None:
        self.post_message(self.Left())
