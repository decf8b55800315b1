"""Lines to type in: the field itself, the prompt at the bottom of a screen, the answer to an open question."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from ....core.support.localization import _

LONGEST = 20_000  # characters; the engine may accept fewer
LONGEST_ANSWER = 200


class Field(Input):
    """Textual's input. The lines of a paste are joined, and a notice says if it is too long.

    With sixteen colors it has those of the theme: the terminal's own may be light on light.
    """

    DEFAULT_CSS = """
    Field:ansi {
        color: $foreground;
        background: $background;
        & > .input--cursor { color: $background; background: $foreground; }
        & > .input--placeholder, & > .input--suggestion { color: $faint; text-style: none; }
    }
    """

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda screen: self._place_cursor())

    def on_focus(self) -> None:
        self._place_cursor()

    def _place_cursor(self) -> None:
        """Moves the terminal's hidden cursor here: next to it, input methods show what is being composed.

        Textual itself moves it only when something is typed, and then to where the field was before.
        """
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def action_copy(self) -> None:
        """Copies the selection; if there is none, Ctrl+C must not reach the program, which it would end."""
        if self.selected_text:
            super().action_copy()
        else:
            self.notify(
                _("Nothing is selected. Esc leaves this line; Ctrl+Q quits."), timeout=3, markup=False
            )

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = " ".join(line for line in event.text.splitlines() if line)
        start, end = sorted(self.selection)
        room = self.max_length - (len(self.value) - (end - start)) if self.max_length else len(text)
        if len(text) > room:
            text = text[: max(0, room)]
            notice = _("The pasted text is too long: only its first {count} characters were inserted.")
            self.notify(notice.format(count=len(text)), severity="warning", markup=False)
        self.replace(text, start, end)


class Prompt(Horizontal):
    """A question with a line to answer it; Enter sends the answer, Escape closes the prompt.

    Args:
        answer: the text on the line.
        replace: whether it is selected, so that typing replaces it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    Prompt {
        dock: bottom; margin: 0 0 1 0; height: 3; border: round $accent; padding: 0 1; background: $background;
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
        example = _("for example 0.25, 3/4 or exp(-1)")
        yield Field(placeholder=example, max_length=LONGEST_ANSWER, select_on_focus=False)

    def on_mount(self) -> None:
        self.field = self.query_one(Input)
        self.field.cursor_blink = self.app.animation_level != "none"

    def begin(self, text: str | None = None) -> None:
        """Moves the focus here; `text` replaces the current text."""
        if text is not None:
            self.field.value = text
        self.screen.set_focus(self.field)  # at once: the next key may be on its way
        self.field.cursor_position = len(self.field.value)

    def send(self) -> None:
        """Sends the current text as the answer."""
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
