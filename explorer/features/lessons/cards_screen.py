"""Review cards: a question from a completed lesson, then its answer, and whether the learner knew it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import N_, _, plural
from ....lessons.cards import DueCard, due_cards
from ....lessons.error import LessonError
from ....lessons.material import Material
from ....lessons.shelf import by_id
from ...ui.keys import SOLUTION_KEYS, Footer, Key, KeyTable
from ...ui.prose import prose
from ...ui.screen import Screen
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Spread

if TYPE_CHECKING:
    from ....lessons.store import Store
    from ...ui.lab_runner import LabRunner

STYLES = {"strong": "bold", "emphasis": "italic", "heading": "bold"}
KEYS = KeyTable(
    Key(
        f"enter,space,{SOLUTION_KEYS}",
        "turn",
        N_("answer"),
        N_("show the answer; the letter keys work only after that"),
        shown="⏎ F3",
    ),
    Key("y", "known(True)", N_("I knew it"), N_("I knew it: the card returns in three days")),
    Key("n", "known(False)", N_("not yet"), N_("not yet: the card returns tomorrow")),
    Key("escape", "leave", N_("leave"), N_("quit; the other cards stay due")),
    Key("", "app.quit", N_("quit"), shown="^q"),
    Key("f1,question_mark", "help", N_("help"), N_("this help")),
    footers={
        "none": Footer(N_("CARDS"), ()),
        "question": Footer(N_("CARD"), ("turn",)),
        "answer": Footer(N_("CARD"), ("known(True)", "known(False)")),
    },
    always=("leave", "help", "app.quit"),
    intro=N_("Cards: questions from completed lessons, repeated on later days."),
    notes=N_("A card is learned once you have known it five times in a row."),
)


class CardsScreen(Screen[None]):
    """The cards that are due, the longest overdue first."""

    CSS_PATH = "cards_screen.tcss"
    KEYS = KEYS

    def __init__(self, runner: LabRunner, store: Store) -> None:
        super().__init__()
        self.runner, self.store = runner, store
        self.left: list[DueCard] = []
        self.texts: tuple[str, str] | None = None  # question and answer of the first card, if there is one
        self.turned = False

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with VerticalScroll(id="card"):
            yield Static(id="front", markup=False)
            yield Static(id="back", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.show()
        self.run_worker(self._begin(), exclusive=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    async def _begin(self) -> None:
        progress, today = self.store.load(), date.today()
        ids = {name.rpartition("/")[0] for name in progress.due(today)}
        self.left = due_cards((await asyncio.to_thread(by_id, ids)).values(), progress, today)
        await self._next()

    async def _next(self) -> None:
        """Shows the first card that can be shown."""
        self.texts, self.turned = None, False
        while self.left and self.texts is None:
            card = self.left[0]
            try:
                material = Material()
                if card.is_live:
                    material = await self.runner.material(card.lesson, card.page)
                self.texts = card.texts(material)
            except (LessonError, ValueError, OSError) as error:
                self.notify(safe(str(error)), severity="error", markup=False)
                self.left.pop(0)
        self.show()

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Shows the current card."""
        more = plural("{n} card due", "{n} cards due", len(self.left))
        self.query_one("#heading", Spread).show([(_("cards"), "strong")], [(more, "strong")])
        front, back = self.query_one("#front", Static), self.query_one("#back", Static)
        if self.texts is None:
            front.update(_("No card is due. The cards of a completed lesson become due a day later."))
            back.update("")
        else:
            title = safe(self.left[0].lesson.title)
            front.update(Content.assemble((f"{title}\n\n", "$faint"), self._text(self.texts[0])))
            back.update(self._text(self.texts[1]) if self.turned else "")
        back.set_class(self.turned, "turned")
        self.show_keys()

    @property
    def mode(self) -> str:
        return "none" if self.texts is None else "answer" if self.turned else "question"

    def _text(self, markdown: str) -> Content:
        columns = max(10, self.query_one("#card").content_size.width - 6)
        lines = prose(markdown, columns)
        return Content.assemble(
            *((piece, STYLES.get(style, "")) for line in lines for piece, style in [*line, ("\n", "")])
        )

    @property
    def unfinished(self) -> str:
        return "" if self.texts is None else _("This card is not finished. It stays due.")

    # -------------------------------------------------------------------------- keys
    def on_key(self, event: events.Key) -> None:
        """Until the answer is shown, a letter may be the reader's guess, so it is not a command."""
        if self.texts is not None and not self.turned and event.is_printable and event.key != "space":
            event.stop()

    def action_turn(self) -> None:
        if self.texts is not None:
            self.turned = True
            self.show()

    def action_known(self, known: bool) -> None:
        """Records the review, once the answer has been shown."""
        if self.texts is None or not self.turned:
            return
        name, today = self.left.pop(0).name, date.today()
        self.store.change_soon(lambda progress: progress.reviewed(name, known, today))
        self.texts = None
        self.run_worker(self._next(), exclusive=True)

    def action_leave(self) -> None:
        self.dismiss(None)
