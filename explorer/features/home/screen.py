"""The home screen: what this is, and where one can go. It needs nothing of what it leads to, so it is there at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.memory import Store
from ...ui.screen import Screen
from ...ui.widgets.key_bar import Key, KeyBar
from ...ui.widgets.line_list import LineList
from .state import (
    BESIDE,
    CONTINUE,
    EXPERIMENT,
    EXPLORE,
    FIRST,
    LEARN,
    LESSON,
    OWN,
    SENTENCE,
    SETTINGS,
    Entry,
    entries,
)

if TYPE_CHECKING:
    from ...app import Explorer
    from ...ui.widgets.prompt import Prompt
    from ..lessons.contents import Offer

OWN_TEXT, FILE = _("your text"), _("file")
KEYS = (
    Key("↑ ↓", _("choose")),
    Key("⏎", _("open"), "choose"),
    Key("t", _("own text"), "text"),
    Key("l", _("lessons"), "lessons"),
    Key("o", _("open a file"), "file"),
    Key("T", _("training"), "training"),
    Key("X", _("experiments"), "app.experiments"),
    Key("S", _("side by side"), "app.side_by_side"),
)
ALWAYS = (Key("^p", _("more"), "app.palette"), Key("q", _("quit"), "app.quit"))
TITLE_COLUMNS = 28
TITLE_MOST = 48  # that of a lesson may be long


class Places(LineList):
    """The lines of the home screen; headings are passed over."""

    class Chosen(Message):
        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = []

    def offer(self, offered: list[Entry], stay: bool = False) -> None:
        """Other lines; the cursor goes to the first that leads anywhere, or stays on the line that it is on."""
        here = self.entries[self.cursor] if stay else None
        self.entries = offered
        first = next(n for n, entry in enumerate(offered) if entry.what)
        self.cursor = next((n for n, entry in enumerate(offered) if here and entry == here), first)
        self.changed()

    def count(self) -> int:
        return len(self.entries)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        entry = self.entries[number]
        if not entry.what:
            return [(entry.title, "list--faint")]
        from ...ui.text import fit

        return [
            ("   ", ""),
            (fit(entry.title, min(self.columns_of(entry), width)), ""),
            (f"  {entry.note}", "list--faint"),
        ]

    def columns_of(self, entry: Entry) -> int:
        """For titles; those of lessons may be long, and stand in a column of their own."""
        if entry.offer is None:
            return TITLE_COLUMNS
        longest = max(len(each.title) for each in self.entries if each.offer is not None)
        return max(TITLE_COLUMNS, min(longest, TITLE_MOST))

    def action_line(self, by: int) -> None:
        place = self.cursor + by
        step = 1 if by > 0 else -1
        while 0 <= place < len(self.entries) and not self.entries[place].what:
            place += step
        if 0 <= place < len(self.entries):
            super().action_line(place - self.cursor)

    def chosen(self, number: int) -> None:
        if self.entries[number].what:
            self.post_message(self.Chosen(self.entries[number]))


class HomeScreen(Screen[None]):
    """Go on, explore a sentence, open a trace."""

    CSS_PATH = "screen.tcss"
    takes_text = True
    app: Explorer
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "choose", show=False),
        Binding("t", "text", show=False),
        Binding("escape", "leave", show=False),
        Binding("o", "file", show=False),
        Binding("T", "training", show=False),
        Binding("l", "lessons", show=False),
        Binding("L", "app.light", show=False),
        Binding("q,ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.lessons: list[Offer] = []

    def compose(self) -> ComposeResult:
        yield Static("transformer-explore", id="title", markup=False)
        yield Static(SENTENCE, id="sentence", markup=False)
        yield Places(id="places")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.places = self.query_one(Places)
        self.places.offer(entries(self.store.load()))
        self.places.focus()
        self.query_one(KeyBar).say(_("HOME"), KEYS, ALWAYS)
        self.call_after_refresh(self._read_lessons)

    def _read_lessons(self) -> None:
        self.run_worker(self._offer_lessons(), group="lessons", exclusive=True)

    async def _offer_lessons(self) -> None:
        """What there is to say of the lessons, read in a thread behind the first frame."""
        from ..lessons.door import home_offers, store_of

        store = store_of(self.app)
        self.lessons = await asyncio.to_thread(home_offers, store)
        if store is not None:
            self.app.tell_of(store)
        self.places.offer(entries(self.store.load(), self.lessons), stay=True)

    def on_screen_resume(self) -> None:
        """One may have been somewhere in the meantime."""
        if self.is_mounted and self.places.entries:
            self.clear_notice()
            self.places.offer(entries(self.store.load(), self.lessons))
            self.places.focus()
            self._read_lessons()

    # -------------------------------------------------------------------------- going somewhere
    def on_places_chosen(self, message: Places.Chosen) -> None:
        entry = message.entry
        if entry.what == EXPLORE:
            self.app.explore(entry.text)
        elif entry.what == CONTINUE:
            self.app.explore(entry.text, self.store.load().last)
        elif entry.what == OWN:
            self.action_text()
        elif entry.what == LESSON and entry.offer is not None:
            self.app.open_offer(entry.offer)
        elif entry.what == LEARN:
            self.action_training()
        elif entry.what == EXPERIMENT:
            self.app.show_experiments()
        elif entry.what == BESIDE:
            self.app.show_side_by_side()
        elif entry.what == SETTINGS:
            self.app.action_settings()
        else:
            self.action_file()

    def action_choose(self) -> None:
        self.places.action_choose()

    def action_leave(self) -> None:
        """Stays here, where a sentence is being computed to go to its walk."""
        self.stop_computing()

    def action_text(self) -> None:
        self._prompt(OWN_TEXT, _("a sentence such as {sentence}, then Enter", sentence=FIRST))

    def action_lessons(self) -> None:
        """All lessons."""
        from ..lessons.contents import LESSONS, Offer

        self.app.open_offer(Offer(LESSONS, ""))

    def action_training(self) -> None:
        """How the attention of the model came about."""
        self.app.show_training(self)

    def action_file(self) -> None:
        self._prompt(FILE, _("the path of a trace, such as trace.json, then Enter"))

    def _prompt(self, question: str, hint: str) -> None:
        from ...ui.widgets.prompt import Prompt  # Textual's Input is only loaded when somebody types

        self.close_prompt()
        self.mount(Prompt(question, hint))

    def close_prompt(self) -> None:
        super().close_prompt()
        self.places.focus()

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.close_prompt()
        if not message.answer.strip():
            return
        if message.question == OWN_TEXT:
            self.app.explore(message.answer)
        else:
            self.app.open_file(message.answer.strip())

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
