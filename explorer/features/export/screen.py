"""The export dialog: what to write, its size, and the path; then the progress."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.errors import Problem
from ....core.support.localization import N_, _
from ...ui.keys import Footer, Key, KeyTable
from ...ui.screen import Exported, ModalScreen, Screen
from ...ui.sizes import in_bytes
from ...ui.text import fit, safe, width
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.prompt import Prompt
from .picture import View, taken
from .state import Offer, Stopped, base_name, free, of_array, of_content, of_trace, path_of, write

HEIGHTS = [(0, "-low"), (24, "-high")]  # minimum lines for each class
TICK = 0.1  # seconds between two updates of the progress
PATH = N_("write to")
_WRITE, _STOP = Key(label=N_("write"), shown="⏎"), Key(action="leave", label=N_("stop"), shown="Esc")
_OTHER = Key(action="leave", label=N_("back"), shown="Esc")
KEYS = KeyTable(
    Key(label=N_("choose"), about=N_("choose what to export, or click it"), shown="↑ ↓"),
    Key(action="choose", label=N_("where to"), about=N_("type the path; then write the file"), shown="⏎"),
    Key("escape,e", "leave", N_("close"), N_("stop writing; go back; close")),
    Key("L", "app.light", about=N_("light or dark")),
    Key("q,ctrl+c", "app.quit", N_("quit"), N_("quit")),
    footers={
        "choose": Footer(N_("EXPORT"), (Key(label=N_("choose"), shown="↑ ↓"), "choose")),
        "type": Footer(N_("TYPE"), (_WRITE, _OTHER), typing=True),
        "write": Footer(N_("WRITING"), (_STOP,)),
    },
    always=("leave", "app.quit"),
)


def open_export(app: App[Any]) -> None:
    """Opens the dialog over the current screen."""
    from .download import DownloadScreen

    dialog = DownloadScreen if app.is_web else ExportScreen
    what = app.screen.exported() if isinstance(app.screen, Screen) else Exported()
    named = (app.title, what.trace.source_text if what.trace else "", what.shown.name if what.shown else "")
    view = taken(app, " · ".join(safe(name) for name in named if name))
    app.push_screen(dialog(offers(view, what), what.hidden is not None))


def offers(view: View, what: Exported) -> list[Offer]:
    """Everything that can be written: the view, the array, the trace; nothing that reveals a hidden number."""
    from ....core.support.localization import current
    from .picture_files import as_html, as_svg, as_text

    of = _("this view, as shown on the screen")
    base = base_name(what.trace, *([what.shown.name] if what.shown else []))
    made = [
        of_content(of, _("as text"), f"{base}.txt", as_text(view)),
        of_content(of, _("as SVG, a picture"), f"{base}.svg", as_svg(view)),
        of_content(of, _("as HTML, a web page"), f"{base}.html", as_html(view, current())),
    ]
    if what.hidden is None:
        made += of_array(what.shown, base) if what.shown else []
        made += of_trace(what.trace, base_name(what.trace)) if what.trace else []
    return made


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


class ExportScreen(ModalScreen[None]):
    """Asks what to write and where. If writing fails, the typed path stays and no partial file is left."""

    CSS_PATH = "screen.tcss"
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS = KEYS

    def __init__(self, offered: list[Offer], hiding: bool) -> None:
        super().__init__()
        self.offered, self.hiding = offered, hiding
        self._offer: Offer | None = None
        self._replaces: Path | None = None  # the file that Enter replaces if it is pressed again
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
        if self._stop is not None:
            return "write"
        return "type" if self._offer is not None else "choose"

    # -------------------------------------------------------------------------- where to
    def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        offer = self.choices.lines[message.number]
        if message.enter and self._stop is None and isinstance(offer, Offer):
            self._ask(offer)

    async def _close_prompt(self) -> None:
        self._offer = self._replaces = None
        await self.query(Prompt).remove()
        self.choices.focus()
        self.show_keys()

    def _ask(self, offer: Offer, typed: str = "") -> None:
        """Asks for the path; suggests the path typed before, or a free name."""
        self.query(Prompt).remove()
        self.clear_notice()
        self._offer, self._replaces = offer, None
        prompt = Prompt(_(PATH), _("a path, then Enter"), typed or _free(offer))
        self.query_one("#export").mount(prompt, before="#keys")
        self.show_keys()

    async def on_prompt_left(self) -> None:
        await self._close_prompt()

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        self._replaces = None

    async def on_prompt_answered(self, message: Prompt.Answered) -> None:
        offer = self._offer
        if offer is None or self._stop is not None:
            return
        try:
            path = path_of(message.answer, offer)
            if path.exists() and path != self._replaces:
                self._replaces = path
                size = in_bytes(path.stat().st_size)
                self.show_notice(
                    _("{path} exists ({size}): press Enter again to replace it.", path=path, size=size)
                )
                return
        except (Problem, OSError) as error:
            self.show_notice(str(error), "error")
            return
        await self._close_prompt()
        self.run_worker(self._write(offer, path, message.answer), group="export", exclusive=True)

    # -------------------------------------------------------------------------- writing
    async def _write(self, offer: Offer, path: Path, typed: str) -> None:
        try:
            size = await self.written(offer, path)
        except Stopped:
            self.show_notice(_("stopped: nothing was written"))
        except Problem as error:
            self._ask(offer, typed)
            self.show_notice(_("not written: {why}", why=error), "error")
        else:
            self.show_notice(_("written: {path} ({size})", path=path, size=in_bytes(size)))

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

    # -------------------------------------------------------------------------- keys
    async def action_leave(self) -> None:
        """Stops writing, else closes the prompt, else the dialog."""
        if self._stop is not None:
            self._stop.set()
        elif self._offer is not None:
            await self._close_prompt()
        else:
            self.dismiss()

    def action_choose(self) -> None:
        self.choices.action_choose()


def _free(offer: Offer) -> str:
    try:
        return free(offer.name, Path.cwd())
    except OSError:  # the current folder has been deleted
        return offer.name
