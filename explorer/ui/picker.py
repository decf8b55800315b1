"""A box over a screen: you type a few letters and pick one of the matching commands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Input, Static

from ...core.support.localization import _
from .screen import ModalScreen
from .search import Command, Finder, marks
from .text import cut, fit, safe, width
from .widgets.line_list import LineList
from .widgets.prompt import Field

LONGEST = 200  # characters of the input
MOST_SAID = 40  # columns of the typed text in the message that nothing matches
NOTE_COLUMNS = 22  # of a note, at most


class Matches(LineList, can_focus=False):
    """The lines that match, the best first."""

    wanted = ""
    found: Sequence[int] = ()

    def __init__(self, commands: Sequence[Command], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.commands = commands

    def show(self, wanted: str, found: list[int], cursor: int) -> None:
        """Shows the lines that match the typed text."""
        self.wanted, self.found, self.cursor = wanted, found, cursor
        self.changed()

    def count(self) -> int:
        return len(self.found)

    def render_line(self, y: int) -> Strip:
        """A line; the first one says so if nothing matches."""
        if self.found or y:
            return super().render_line(y)
        text = _("Nothing matches {wanted}.", wanted=cut(safe(self.wanted), MOST_SAID))
        line, style = fit(f" {text}", self.content_size.width), self.plain + self.component("list--faint")
        return Strip([Segment(line, style)], self.content_size.width)

    def parts(self, number: int, width_: int) -> list[tuple[str, str]]:
        command = self.commands[self.found[number]]
        note = cut(command.note, min(NOTE_COLUMNS, width_ // 3))
        room = max(0, width_ - width(note) - 2)
        title = cut(f" {command.line.title}", room)
        pieces = _runs(title, {at + 1 for at in marks(command.line.title, self.wanted)})
        return [*pieces, (" " * max(0, room - width(title)), ""), (f" {note}", "list--faint")]

    def moved(self, number: int) -> None:
        if isinstance(self.screen, Picker):
            self.screen.show_preview()

    def chosen(self, number: int) -> None:
        if isinstance(self.screen, Picker):
            self.screen.dismiss(self.commands[self.found[number]])


def _runs(text: str, marked: set[int]) -> list[tuple[str, str]]:
    """A text in pieces; the typed letters are marked."""
    runs = groupby(enumerate(text), lambda each: "list--current" if each[0] in marked else "")
    return [("".join(character for _place, character in run), name) for name, run in runs]


class Picker(ModalScreen[Command | None]):
    """Dismissed with the command that was picked, or with None; see `run_picked`.

    HEADING, HINT and PICKING, its border and the text of an empty field, are translated when they are shown.

    Args:
        start: the command under the cursor while nothing is typed.
    """

    CSS_PATH = Path(__file__).with_name("picker.tcss")  # also for subclasses in other folders
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

    def __init__(self, commands: Sequence[Command], start: int = 0) -> None:
        super().__init__()
        self.finder, self.offered, self.start = Finder([each.line for each in commands]), commands, start
        self.matches = Matches(commands, id="matches")

    def compose(self) -> ComposeResult:
        with Vertical(id="picker") as box:
            box.border_title, box.border_subtitle = Content(_(self.HEADING)), Content(_(self.PICKING))
            yield Field(placeholder=_(self.HINT), max_length=LONGEST, select_on_focus=False)
            yield self.matches
            yield Static(id="preview", markup=False)

    def on_mount(self) -> None:
        self.look_for("")

    def find(self, wanted: str) -> list[int]:
        """The lines that match, the best first."""
        return self.finder.find(wanted)

    def look_for(self, wanted: str) -> None:
        """Shows the lines that match the typed text, with the cursor on the best."""
        self.matches.show(wanted, self.find(wanted), 0 if wanted.strip() else self.start)
        self.show_preview()

    def show_preview(self) -> None:
        """Shows the description of the line under the cursor."""
        found = self.matches.found
        text = self.offered[found[self.matches.cursor]].about if found else ""
        self.query_one("#preview", Static).update(Content(text), layout=False)

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


def run_picked(command: Command | None) -> None:
    """Runs what a picker was dismissed with."""
    if command is not None:
        command.run()
