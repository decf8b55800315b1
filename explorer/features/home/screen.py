"""The home screen. It does not import the screens that it opens, so that the first frame appears quickly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from ....core.support.errors import Problem
from ....core.support.localization import N_, _
from ...ui import routes
from ...ui.browser import require_files
from ...ui.examples import FIRST
from ...ui.keys import Footer, Key, KeyTable
from ...ui.memory import Store
from ...ui.screen import Screen
from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.key_bar import KeyBar
from . import state
from .state import Entry, entries, introduction

if TYPE_CHECKING:
    from ...ui.lesson_list import Offer
    from ...ui.widgets.prompt import Prompt

WIDTHS, HEIGHTS = (
    [(0, "-narrow"), (120, "-wide")],
    [(0, "-low"), (30, "-high")],
)  # minimum columns, lines
OWN_TEXT, FILE = N_("your text"), N_("file")
TITLE_COLUMNS, LONGEST_TITLE = 28, 48  # the titles of lessons may be long
KEYS = KeyTable(
    Key(action="line", label=N_("choose"), about=N_("choose a line; a click opens it"), shown="↑ ↓"),
    Key("right,space", "choose", N_("open"), N_("open the line"), shown="⏎"),
    Key("t", "text", N_("own text"), N_("type your own sentence")),
    Key("l", "lessons", N_("lessons"), N_("lessons")),
    Key("o", "file", N_("open a file"), N_("open a trace file")),
    Key("T", "training", N_("training"), N_("training: how attention developed")),
    Key("escape", "leave", about=N_("cancel the computation")),
    footers={
        "home": Footer(
            N_("HOME"), ("line", "choose", "text", "lessons", "file", "training", "app.labs", "app.families")
        )
    },
)


class Places(CursorList):
    """The lines of the home screen."""

    shows_more = True

    entries: Sequence[Entry] = ()

    def show(self, entries: list[Entry], stay: bool = False) -> None:
        """Shows other lines; the cursor goes to the first one, or stays on the same line."""
        here = self.entries[self.cursor] if stay else None
        self.entries = entries
        first = next(n for n, entry in enumerate(entries) if entry.what)
        self.cursor = next((n for n, entry in enumerate(entries) if here and entry == here), first)
        self.changed()

    def count(self) -> int:
        return len(self.entries)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        entry = self.entries[number]
        if not entry.what:
            return [(entry.title, "list--faint")]
        title = fit(entry.title, min(self.columns_of(entry), width))
        note = entry.note_in(width - columns_of(title) - 5)
        return [("   ", ""), (title, ""), (f"  {note}", "list--faint")]

    def columns_of(self, entry: Entry) -> int:
        """The width of the title; lessons have their own column."""
        if entry.offer is None:
            return TITLE_COLUMNS
        longest = max(len(each.title) for each in self.entries if each.offer is not None)
        return max(TITLE_COLUMNS, min(longest, LONGEST_TITLE))

    def is_heading(self, number: int) -> bool:
        return not self.entries[number].what


class HomeScreen(Screen[None]):
    """Continue, explore a sentence, take a lesson, open a trace."""

    CSS_PATH = "screen.tcss"
    KEYS = KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    takes_text = True

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.lessons: list[Offer] = []
        self.titles: state.Titles | None = None

    def compose(self) -> ComposeResult:
        yield Static("transformer-explore", id="title", markup=False)
        yield Static(introduction(self.program.other_model), id="sentence", markup=False)
        yield Places(id="places")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")

    def _entries(self) -> list[Entry]:
        return entries(self.store.load(), self.lessons, self.program.other_model, self.titles)

    def on_mount(self) -> None:
        self.places = self.query_one(Places)
        self.places.show(self._entries())
        self.places.focus()
        self.show_keys()
        self.call_after_refresh(self._read_lessons)

    def _read_lessons(self) -> None:
        self.run_worker(self._show_lessons(), group="lessons", exclusive=True)

    async def _show_lessons(self) -> None:
        """Adds the lessons and the title of the last step, which a thread gets ready after the first frame."""
        from ...ui.lesson_list import home_offers

        store = self.program.lesson_store
        self.lessons = await asyncio.to_thread(home_offers, store)
        self.titles = await asyncio.to_thread(_titles)
        if store is not None:
            self.program.show_problem_of(store)
        self.places.show(self._entries(), stay=True)

    def on_screen_resume(self) -> None:
        """Updates the list to what the reader did on other screens."""
        if self.is_mounted and self.places.entries:
            self.clear_notice()
            self.places.show(self._entries())
            self.places.focus()
            self._read_lessons()

    # -------------------------------------------------------------------------- going somewhere
    def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        if message.enter:
            self._open(self.places.entries[message.number])

    def _open(self, entry: Entry) -> None:
        if entry.what == state.OWN:
            self.action_text()
        elif entry.what == state.OPEN:
            self.action_file()
        elif entry.what == state.LESSON and entry.offer is not None and entry.offer.route is not None:
            self.program.open(entry.offer.route)
        else:
            targets = {
                state.EXPLORE: routes.SentenceRoute(entry.text),
                state.CONTINUE: routes.SentenceRoute(entry.text, self.store.load().last),
                state.LEARN: routes.TrainingRoute(),
                state.EXPERIMENT: routes.LabsRoute(),
                state.FAMILIES: routes.FamiliesRoute(),
                state.SETTINGS: routes.SettingsRoute(),
            }
            self.program.open(targets[entry.what])

    def action_choose(self) -> None:
        self.places.action_choose()

    def action_leave(self) -> None:
        """Stops computing the sentence that was chosen."""
        self.stop_computing()

    def explore_sentence(self) -> Callable[[str], object]:
        return lambda text: self.program.open(routes.SentenceRoute(text))

    def action_lessons(self) -> None:
        self.program.open(routes.LessonsRoute())

    def action_training(self) -> None:
        self.program.open(routes.TrainingRoute())

    def action_text(self) -> None:
        hint = _("a sentence such as {sentence}, then Enter", sentence=FIRST)
        if self.program.other_model:
            hint = _("a text for the model, then Enter")
        self.open_prompt(_(OWN_TEXT), hint)

    def action_file(self) -> None:
        try:
            require_files()
        except Problem as error:
            self.show_notice(str(error), "error")
            return
        self.open_prompt(_(FILE), _("the path of a trace, such as trace.json, then Enter"))

    def close_prompt(self) -> None:
        super().close_prompt()
        self.places.focus()

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.accept(message)
        answer = message.answer.strip()
        if answer:
            own = message.question == _(OWN_TEXT)
            self.program.open(routes.SentenceRoute(message.answer) if own else routes.FileRoute(answer))


def _titles() -> state.Titles:
    """The walk's titles of steps; imports NumPy."""
    from ...ui.walk import titles

    return titles
