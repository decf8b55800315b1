"""The export dialog: what to write, its size, and where to; then it is written while one watches."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ....core.support.errors import Problem
from ....core.support.localization import _
from ...ui.keys import FooterKey
from ...ui.screen import Exported, ModalScreen, Screen
from ...ui.sizes import in_bytes
from ...ui.text import fit, gist, safe, width
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.line_list import LineList
from ...ui.widgets.prompt import Prompt
from .picture import View, taken
from .state import Offer, Stopped, base_name, free, of_array, of_content, of_trace, path_of, write

FRAME, PROMPT, TOLD = 3, 3, 2  # lines of the border and the footer; of the prompt; of what is said
TICK = 0.1  # seconds between two looks at how far the writing is
PATH = _("write to")
CHOOSING = (FooterKey("↑ ↓", _("choose")), FooterKey("⏎", _("where to"), "choose"))
ALWAYS = (FooterKey("Esc", _("close"), "leave"), FooterKey("q", _("quit"), "app.quit"))
TYPING = (FooterKey("⏎", _("write")), FooterKey("Esc", _("something else"), "leave"))
WRITING = (FooterKey("Esc", _("stop"), "leave"),)


def open_export(app: App[Any]) -> None:
    """The dialog over the screen that is on top, with what can be exported from there."""
    what = app.screen.exported() if isinstance(app.screen, Screen) else Exported()
    named = (app.title, what.trace.source_text if what.trace else "", what.shown.name if what.shown else "")
    view = taken(app, " · ".join(safe(name) for name in named if name))
    app.push_screen(ExportScreen(offers(view, what), what.hidden is not None))


def offers(view: View, what: Exported) -> list[Offer]:
    """Everything that can be written: the view, the array, the trace. What tells a hidden number is left out."""
    from ....core.support.localization import current
    from .picture_files import as_html, as_svg, as_text

    of = _("this view, as it stands on the screen")
    base = base_name(what.trace, *([what.shown.name] if what.shown else []))
    made = [
        of_content(of, _("as text"), f"{base}.txt", as_text(view)),
        of_content(of, _("as SVG, a picture"), f"{base}.svg", as_svg(view)),
        of_content(of, _("as HTML, a page"), f"{base}.html", as_html(view, current())),
    ]
    if what.hidden is None:
        made += of_array(what.shown, base) if what.shown else []
        made += of_trace(what.trace, base_name(what.trace)) if what.trace else []
    return made


class Choices(LineList):
    """The offers, under a heading for each thing they are about."""

    class Chosen(Message):
        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

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

    def action_line(self, by: int) -> None:
        """Over the headings."""
        place, step = self.cursor + by, 1 if by > 0 else -1
        place = max(1, min(place, self.count() - 1))
        if isinstance(self.lines[place], str):
            place += step
        super().action_line(place - self.cursor)

    def chosen(self, number: int) -> None:
        line = self.lines[number]
        if isinstance(line, Offer):
            self.post_message(self.Chosen(line))


class ExportScreen(ModalScreen[None]):
    """Choose, say where to, done. Nothing is lost if it cannot be written, and nothing half is left."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,e", "leave", _("close"), show=False),
        Binding("L", "app.light", _("light or dark"), show=False),
        Binding("q,ctrl+c", "app.quit", _("quit"), show=False),
    ]

    def __init__(self, offered: list[Offer], hiding: bool) -> None:
        super().__init__()
        self.offered, self.hiding = offered, hiding
        self._offer: Offer | None = None
        self._replaces: Path | None = None  # what the reader was asked about: Enter once more replaces it
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
        self._show_keys()
        if self.hiding:
            self._tell(_("A number is still hidden, so that only the view can be exported."))

    def _show_keys(self) -> None:
        bar = self.query_one(KeyBar)
        if self._stop is not None:
            bar.show(_("WRITING"), WRITING, ())
        elif self._offer is not None:
            bar.show(_("TYPE"), TYPING, ())
        else:
            bar.show(_("EXPORT"), CHOOSING, ALWAYS)

        self._make_room()

    def _make_room(self) -> None:
        """In a low window the offers give way to the prompt, the footer and what is said."""
        wanted = (
            FRAME + PROMPT * (self._offer is not None) + TOLD * self.query_one("#notice").has_class("said")
        )
        choices, height = self.query_one(Choices), self.size.height
        self.set_class(height < choices.count() + wanted + 1, "low")
        choices.styles.height = max(1, min(choices.count(), height - wanted))
        choices.call_after_refresh(choices.changed)

    def _tell(self, text: str, kind: str = "") -> None:
        """A line or two; `kind` is "error", "busy" or ""."""
        told = self.query_one("#notice", Static)
        told.update(Content(gist(safe(text))))
        told.set_classes(f"said {kind}".strip())
        self._make_room()

    # -------------------------------------------------------------------------- where to
    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        if self._stop is None:
            self._ask(message.offer)

    async def _close_prompt(self) -> None:
        self._offer = self._replaces = None
        await self.query(Prompt).remove()
        self.choices.focus()
        self._show_keys()

    def _ask(self, offer: Offer, typed: str = "") -> None:
        """For the path; what was typed before, or else a name that is free, stands there already."""
        self.query(Prompt).remove()
        self.query_one("#notice", Static).set_classes("")
        self._offer, self._replaces = offer, None
        prompt = Prompt(PATH, _("a path, then Enter"), typed or _free(offer))
        self.query_one("#export").mount(prompt, before="#keys")
        self._show_keys()

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
                self._tell(_("{path} is there ({size}): Enter again replaces it.", path=path, size=size))
                return
        except (Problem, OSError) as error:
            self._tell(str(error), "error")
            return
        await self._close_prompt()
        self.run_worker(self._write(offer, path, message.answer), group="export", exclusive=True)

    # -------------------------------------------------------------------------- writing
    async def _write(self, offer: Offer, path: Path, typed: str) -> None:
        stop = self._stop = threading.Event()
        self._written, began = 0, time.monotonic()
        self._show_keys()
        clock = self.set_interval(TICK, lambda: self._progress(offer, began))
        try:
            size = await asyncio.to_thread(write, offer, path, self._count, stop.is_set)
        except Stopped:
            self._tell(_("stopped: nothing was written"))
        except Problem as error:
            self._ask(offer, typed)
            self._tell(_("not written: {why}", why=error), "error")
        else:
            self._tell(_("written: {path} ({size})", path=path, size=in_bytes(size)))
        finally:
            clock.stop()
            stop.set()  # where this was cancelled, the thread must not go on
            self._stop = None
        self._show_keys()

    def _count(self, written: int) -> None:
        self._written = written

    def _progress(self, offer: Offer, began: float) -> None:
        done, whole = in_bytes(self._written), in_bytes(offer.size)
        said = _("writing… {done} of about {whole}, {seconds:.0f} s; Esc stops")
        self._tell(said.format(done=done, whole=whole, seconds=time.monotonic() - began), "busy")

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop.set()

    # -------------------------------------------------------------------------- keys
    async def action_leave(self) -> None:
        """Stops the writing; or closes."""
        if self._stop is not None:
            self._stop.set()
        elif self._offer is not None:
            await self._close_prompt()
        else:
            self.dismiss()

    def action_choose(self) -> None:
        self.choices.action_choose()

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def on_resize(self, event: events.Resize) -> None:
        self._make_room()


def _free(offer: Offer) -> str:
    try:
        return free(offer.name, Path.cwd())
    except OSError:  # the folder one started in is gone
        return offer.name
