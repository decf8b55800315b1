"""A line to type in."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from ....core.support.localization import _


class Field(Input):
    """Textual's input; of a paste, lines are joined, and a notice says what is too long.

    And in sixteen colours it has those of the theme: the terminal's own may be light on light.
    """

    DEFAULT_CSS = """
    Field:ansi {
        color: $foreground;
        background: $background;
        & > .input--cursor { color: $background; background: $foreground; }
        & > .input--placeholder, & > .input--suggestion { color: $faint; text-style: none; }
    }
    """

    def action_copy(self) -> None:
        """What is selected; where nothing is, Ctrl+C must not reach the program, which it would end."""
        if self.selected_text:
            super().action_copy()
        else:
            self.notify(
                _("Nothing is selected. Esc leaves this line, Ctrl+Q quits."), timeout=3, markup=False
            )

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = " ".join(line for line in event.text.splitlines() if line)
        start, end = sorted(self.selection)
        room = self.max_length - (len(self.value) - (end - start)) if self.max_length else len(text)
        if len(text) > room:
            text = text[: max(0, room)]
            notice = _("The pasted text is too long: only its first {count} characters are here.")
            self.notify(notice.format(count=len(text)), severity="warning", markup=False)
        self.replace(text, start, end)
