"""The home screen: what this is, and where one can go. It needs nothing of what it leads to, so it is there at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.examples import FIRST
from ...ui.keys import FooterKey
from ...ui.memory import Store
from ...ui.routes import (
    FamiliesRoute,
    FileRoute,
    LabsRoute,
    LessonsRoute,
    SentenceRoute,
    SettingsRoute,
    TrainingRoute,
)
from ...ui.screen import Screen
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.line_list import LineList
from .state import (
    BESIDE,
    CONTINUE,
    EXPERIMENT,
    EXPLORE,
    LEARN,
    LESSON,
    OWN,
    SENTENCE,
    SETTINGS,
    Entry,
    entries,
)

if TYPE_CHECKING:
    from ...ui.lesson_list import Offer
    from ...ui.widgets.prompt import Prompt

OWN_TEXT, FILE = _("your text"), _("file")
KEYS = (
    FooterKey("↑ ↓", _("choose")),
    FooterKey("⏎", _("open"), "choose"),
    FooterKey("t", _("own text"), "text"),
    FooterKey("l", _("lessons"), "lessons"),
    FooterKey("o", _("open a file"), "file"),
    FooterKey("T", _("training"), "training"),
    FooterKey("X", _("experiments"), "app.labs"),
    FooterKey("S", _("side by side"), "app.families"),
)
ALWAYS = (FooterKey("^p", _("more"), "app.palette"), FooterKey("q", _("quit"), "app.quit"))
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
        self.query_one(KeyBar).show(_("HOME"), KEYS, ALWAYS)
        self.call_after_refresh(self._read_lessons)

    def _read_lessons(self) -> None:
        self.run_worker(self._offer_lessons(), group="lessons", exclusive=True)

    async def _offer_lessons(self) -> None:
        """What there is to say of the lessons, read in a thread behind the first frame."""
        from ...ui.lesson_list import home_offers

        store = self.program.lesson_store
        self.lessons = await asyncio.to_thread(home_offers, store)
        if store is not None:
            self.program.show_problem_of(store)
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
            self.program.open(SentenceRoute(entry.text))
        elif entry.what == CONTINUE:
            self.program.open(SentenceRoute(entry.text, self.store.load().last))
        elif entry.what == OWN:
            self.action_text()
        elif entry.what == LESSON and entry.offer is not None:
            self.program.open(entry.offer.route)
        elif entry.what == LEARN:
            self.action_training()
        elif entry.what == EXPERIMENT:
            self.program.open(LabsRoute())
        elif entry.what == BESIDE:
            self.program.open(FamiliesRoute())
        elif entry.what == SETTINGS:
            self.program.open(SettingsRoute())
        else:
            self.action_file()

    def action_choose(self) -> None:
        self.places.action_choose()

    def action_leave(self) -> None:
        """Stays here, where a sentence is being computed to go to its walk."""
        self.stop_computing()

    def explore_sentence(self) -> Callable[[str], object]:
        return lambda text: self.program.open(SentenceRoute(text))

    def action_text(self) -> None:
        self.open_prompt(OWN_TEXT, _("a sentence such as {sentence}, then Enter", sentence=FIRST))

    def action_lessons(self) -> None:
        """All lessons."""
        self.program.open(LessonsRoute())

    def action_training(self) -> None:
        """How the attention of the model came about."""
        self.program.open(TrainingRoute())

    def action_file(self) -> None:
        self.open_prompt(FILE, _("the path of a trace, such as trace.json, then Enter"))

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
            self.program.open(SentenceRoute(message.answer))
        else:
            self.program.open(FileRoute(message.answer.strip()))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
