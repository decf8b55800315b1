"""A box over a screen: you type a few letters and pick one of the matching lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ...core.support.localization import _
from .screen import ModalScreen
from .search import Finder, Line, marks
from .text import cut, safe, width
from .widgets.field import Field
from .widgets.line_list import LineList

LONGEST = 200  # characters of the input
MOST_SAID = 40  # columns of the typed text in the message that nothing matches
NOTE_COLUMNS = 22  # of a note, at most


class Matches(LineList, can_focus=False):
    """The lines that match, the best first."""

    def __init__(self, lines: Sequence[Line], notes: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines, self.notes = lines, notes
        self.wanted = ""
        self.found: list[int] = []

    def show(self, wanted: str, found: list[int], cursor: int) -> None:
        """Shows the lines that match the typed text."""
        self.wanted, self.found, self.cursor = wanted, found, cursor
        self.changed()

    def count(self) -> int:
        return len(self.found)

    def parts(self, number: int, width_: int) -> list[tuple[str, str]]:
        line, note = self.lines[self.found[number]], self.notes[self.found[number]]
        note = cut(note, min(NOTE_COLUMNS, width_ // 3))
        room = max(0, width_ - width(note) - 2)
        title = cut(f" {line.title}", room)
        pieces = _runs(title, {at + 1 for at in marks(line.title, self.wanted)})
        return [*pieces, (" " * max(0, room - width(title)), ""), (f" {note}", "list--faint")]

    def moved(self, number: int) -> None:
        if isinstance(self.screen, Picker):
            self.screen.show_preview()

    def chosen(self, number: int) -> None:
        if isinstance(self.screen, Picker):
            self.screen.pick(self.found[number])


def _runs(text: str, marked: set[int]) -> list[tuple[str, str]]:
    """A text in pieces; the typed letters are marked."""
    pieces: list[tuple[str, str]] = []
    for at, character in enumerate(text):
        name = "list--current" if at in marked else ""
        if pieces and pieces[-1][1] == name:
            pieces[-1] = (pieces[-1][0] + character, name)
        else:
            pieces.append((character, name))
    return pieces


class Picker(ModalScreen[int | None]):
    """Dismissed with the place of the line that was picked, or with None.

    Args:
        lines: what can be picked.
        notes: shown at the right end of each line; safe text.
        start: the line under the cursor while nothing is typed.
    """

    CSS_PATH = Path(__file__).with_name("picker.tcss")  # also of subclasses in other folders
    AUTO_FOCUS = "Input"
    HEADING = ""
    HINT = ""
    PICKING = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "dismiss", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, lines: Sequence[Line], notes: Sequence[str], start: int = 0) -> None:
        super().__init__()
        self.finder, self.start = Finder(lines), start
        self.matches = Matches(lines, notes, id="matches")

    def compose(self) -> ComposeResult:
        with Vertical(id="picker") as box:
            box.border_title, box.border_subtitle = Content(self.HEADING), Content(self.PICKING)
            yield Field(placeholder=self.HINT, max_length=LONGEST, select_on_focus=False)
            yield self.matches
            yield Static(id="preview", markup=False)

    def on_mount(self) -> None:
        self.look_for("")

    def preview(self, place: int) -> str:
        """A description of a line; safe text."""
        raise NotImplementedError

    def find(self, wanted: str) -> list[int]:
        """The lines that match, the best first."""
        return self.finder.find(wanted)

    def look_for(self, wanted: str) -> None:
        """Shows the lines that match the typed text, with the cursor on the best."""
        self.matches.show(wanted, self.find(wanted), 0 if wanted.strip() else self.start)
        self.show_preview()

    def show_preview(self) -> None:
        """Shows the description of the line under the cursor, or that nothing matches."""
        found, wanted = self.matches.found, cut(safe(self.matches.wanted), MOST_SAID)
        text = (
            self.preview(found[self.matches.cursor])
            if found
            else _("Nothing matches {wanted}.", wanted=wanted)
        )
        self.query_one("#preview", Static).update(Content(text), layout=False)

    def pick(self, place: int) -> None:
        self.dismiss(place)

    # -------------------------------------------------------------------------- keys
    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.look_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.matches.action_choose()

    def action_line(self, by: int) -> None:
        self.matches.action_line(by)

    def action_page(self, direction: int) -> None:
        self.matches.action_page(direction)
