"""What the export dialogs have in common: the list of what can be written, and the progress of writing."""

from __future__ import annotations

import asyncio
import threading
import time
from abc import abstractmethod
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import N_, _
from ...ui.keys import Footer, Key
from ...ui.screen import ModalScreen
from ...ui.sizes import in_bytes
from ...ui.text import fit, safe, width
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.key_bar import KeyBar
from .state import Offer, write

HEIGHTS = [(0, "-low"), (24, "-high")]  # minimum lines for each class
TICK = 0.1  # seconds between two updates of the progress
CHOOSE = Key(label=N_("choose"), about=N_("choose what to export, or click it"), shown="↑ ↓")
LIGHT = Key("L", "app.light", about=N_("light or dark"))
QUIT = Key("q,ctrl+c", "app.quit", N_("quit"), N_("quit"))
ALWAYS = ("leave", "app.quit")
FOOTERS = {
    "choose": Footer(N_("EXPORT"), (Key(label=N_("choose"), shown="↑ ↓"), "choose")),
    "write": Footer(N_("WRITING"), (Key(action="leave", label=N_("stop"), shown="Esc"),)),
}


class Choices(CursorList):
    """The offers, with a heading for each thing that can be exported."""

    def __init__(self, offered: list[Offer], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[Offer | str] = []
        for offer in offered:
            if offer.of not in self.lines:
                self.lines.append(offer.of)
            self.lines.append(offer)
        self.cursor = 1

    def count(self) -> int:
        return len(self.lines)

    def parts(self, number: int, width_: int) -> list[tuple[str, str]]:
        line = self.lines[number]
        if isinstance(line, str):
            return [(fit(safe(line), width_), "list--faint")]
        size = in_bytes(line.size) if line.exact else _("about {size}", size=in_bytes(line.size))
        does = fit(f"   {line.does}", max(0, width_ - width(size) - 2))
        return [(does, ""), (f" {size} ", "list--faint")]

    def is_heading(self, number: int) -> bool:
        return isinstance(self.lines[number], str)


class ExportDialog(ModalScreen[None]):
    """Lists what can be written, and shows the progress while it is written."""

    CSS_PATH = "dialog.tcss"
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, offered: list[Offer], hiding: bool) -> None:
        super().__init__()
        self.offered, self.hiding = offered, hiding
        self._stop: threading.Event | None = None  # while something is being written
        self._written = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="export") as region:
            region.border_title = Content(_("export"))
            yield Choices(self.offered, id="offers")
            yield Static(id="notice", markup=False)
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.choices = self.query_one(Choices)
        self.choices.focus()
        self.show_keys()
        if self.hiding:
            self.show_notice(_("A number is still hidden, so only the view can be exported."))

    @property
    def mode(self) -> str:
        return "choose" if self._stop is None else "write"

    def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        offer = self.choices.lines[message.number]
        if message.enter and self._stop is None and isinstance(offer, Offer):
            self.take(offer)

    @abstractmethod
    def take(self, offer: Offer) -> None:
        """Does what Enter on an offer does."""

    async def written(self, offer: Offer, path: Path) -> int:
        """Writes a file while the screen shows the progress; returns the number of bytes.

        Raises:
            Stopped, Problem: nothing was written.
        """
        stop = self._stop = threading.Event()
        self._written, began = 0, time.monotonic()
        self.show_keys()
        clock = self.set_interval(TICK, lambda: self._progress(offer, began))
        try:
            return await asyncio.to_thread(write, offer, path, self._count, stop.is_set)
        finally:
            clock.stop()
            stop.set()  # if this was cancelled, the thread must not go on
            self._stop = None
            self.show_keys()

    def _count(self, written: int) -> None:
        self._written = written

    def _progress(self, offer: Offer, began: float) -> None:
        done, whole = in_bytes(self._written), in_bytes(offer.size)
        seconds = time.monotonic() - began
        text = _("writing… {done} of about {whole}, {seconds:.0f} s; Esc stops")
        self.show_notice(text.format(done=done, whole=whole, seconds=seconds), "busy")

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop.set()

    async def action_leave(self) -> None:
        """Stops writing, else closes the dialog."""
        if self._stop is not None:
            self._stop.set()
        else:
            self.dismiss()

    def action_choose(self) -> None:
        self.choices.action_choose()
