"""Cards: a question from a lesson that one has done, then its answer, and whether one knew it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from ....core.support.localization import _, plural
from ....lessons.error import LessonError
from ...ui import question_keys
from ...ui.keys import FooterKey
from ...ui.prose import prose
from ...ui.screen import Screen
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.spread import Spread
from .cards import Asked, asked, lessons_of

if TYPE_CHECKING:
    from ....lessons.lesson import Lesson
    from ....lessons.store import Store
    from ...ui.lab_runner import LabRunner

STYLES = {"strong": Style(bold=True), "emphasis": Style(italic=True), "heading": Style(bold=True)}
ASKING = (FooterKey("⏎ F3", _("answer"), "turn"),)
ANSWERED = (FooterKey("y", _("I knew it"), "known(True)"), FooterKey("n", _("not yet"), "known(False)"))
ALWAYS = (FooterKey("Esc", _("leave"), "leave"), question_keys.HELP, question_keys.QUIT)
HELP = _("""\
Cards: what lessons wanted to leave behind, asked again on other days.

  ⏎  space  F3      the answer; until then no letter does anything
  y                 I knew it: it comes again in three days
  n                 not yet: it comes again tomorrow
  Esc               leave; what was not asked stays due
  Ctrl+Q            quit

After five times in a row that you knew it, a card is learned.
""")


class CardsScreen(Screen[None]):
    """The cards that are due, the longest due first."""

    CSS_PATH = "cards_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"enter,space,{question_keys.SOLUTION_KEYS}", "turn", _("the answer"), show=False),
        Binding("y", "known(True)", _("I knew it"), show=False),
        Binding("n", "known(False)", _("not yet"), show=False),
        Binding("escape", "leave", _("leave"), show=False),
        Binding("question_mark,f1", "help", _("help"), show=False),
    ]

    def __init__(self, bench: LabRunner, store: Store) -> None:
        super().__init__()
        self.bench, self.store = bench, store
        self.left: list[str] = []
        self.lessons: dict[str, Lesson] = {}
        self.asked: Asked | None = None
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
        from asyncio import to_thread

        self.left = self.store.load().due(date.today())
        self.lessons = await to_thread(lessons_of, self.left)
        await self._next()

    async def _next(self) -> None:
        """The first card that is left and still there."""
        self.asked, self.turned = None, False
        while self.left and self.asked is None:
            try:
                self.asked = await asked(self.left[0], self.lessons, self.bench)
            except (LessonError, ValueError, OSError) as error:
                self.notify(safe(str(error)), severity="error", markup=False)
            if self.asked is None:
                self.left.pop(0)
        self.show()

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """The card as it lies."""
        count, card = len(self.left), self.asked
        more = plural("{n} card due", "{n} cards due", count)
        self.query_one("#heading", Spread).say([(_("cards"), "strong")], [(more, "strong")])
        front, back = self.query_one("#front", Static), self.query_one("#back", Static)
        if card is None:
            front.update(_("No card is due. They come from lessons that you have done, a day later."))
            back.update("")
        else:
            front.update(Text.assemble((f"{safe(card.lesson)}\n\n", "dim"), self._text(card.front)))
            back.update(self._text(card.back) if self.turned else "")
        back.set_class(self.turned, "turned")
        mode = _("CARD") if card is not None else _("CARDS")
        keys = () if card is None else ANSWERED if self.turned else ASKING
        self.query_one(KeyBar).show(mode, keys, ALWAYS)

    def _text(self, markdown: str) -> Text:
        columns = max(10, self.query_one("#card").content_size.width - 6)
        text = Text()
        for line in prose(markdown, columns):
            for piece, style in line:
                text.append(piece, STYLES.get(style, Style()))
            text.append("\n")
        return text

    @property
    def unfinished(self) -> str:
        """What is open here, for somebody who is about to quit; "" if nothing is."""
        return "" if self.asked is None else _("This card is not done yet. It stays due.")

    # -------------------------------------------------------------------------- keys
    def on_key(self, event: events.Key) -> None:
        """Until the answer is seen, a letter may be what the reader thinks it is, and no command."""
        if self.asked is not None and not self.turned and event.is_printable and event.key != "space":
            event.stop()

    def action_turn(self) -> None:
        if self.asked is not None:
            self.turned = True
            self.show()

    def action_known(self, known: bool) -> None:
        """Counts only when the answer has been seen."""
        if self.asked is None or not self.turned:
            return
        name = self.asked.name
        today = date.today()
        self.store.change_soon(lambda progress: progress.reviewed(name, known, today))
        self.asked = None
        self.left = [each for each in self.left if each != name]
        self.run_worker(self._next(), exclusive=True)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(HELP))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
