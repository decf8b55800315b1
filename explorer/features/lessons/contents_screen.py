"""All lessons, with how far one is in each."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.keys import FooterKey
from ...ui.lesson_list import Offer
from ...ui.routes import CardsRoute, Route
from ...ui.screen import Screen
from ...ui.strings import too_small
from ...ui.text import fit, width
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.line_list import LineList

LEAST = (20, 5)
NOTE = 26  # columns
KEYS = (
    FooterKey("↑ ↓", _("choose")),
    FooterKey("⏎", _("open"), "choose"),
    FooterKey("c", _("cards due"), "cards"),
)
ALWAYS = (
    FooterKey("Esc", _("back"), "leave"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)
HELP = _("""\
All lessons, part by part. Each begins where you left it.

  ↑ ↓  Home End     choose
  ⏎  →  a click     open it
  c                 cards due: questions from lessons that you have done,
                    on other days, until each was known five times
  Esc               back

  ●  done     ◐  begun     ○  new
""")


class OfferList(LineList):
    """Lines that offer something; headings are passed over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "choose", show=False),
        Binding("home", "edge(False)", show=False),
        Binding("end", "edge(True)", show=False),
    ]

    class Chosen(Message):
        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.offers: list[Offer] = []

    def offer(self, offered: list[Offer], lesson: str = "") -> None:
        """Other lines; the cursor goes to a lesson, or to the first line that leads anywhere."""
        self.offers = offered
        leads = [n for n, line in enumerate(offered) if line.what]
        self.cursor = next(
            (n for n in leads if lesson and offered[n].lesson == lesson), leads[0] if leads else 0
        )
        self.changed()

    def count(self) -> int:
        return len(self.offers)

    def parts(self, number: int, width_: int) -> list[tuple[str, str]]:
        line = self.offers[number]
        if not line.what:
            return [(line.title, "list--faint")]
        room = max(10, width_ - min(NOTE, width(line.note)) - 4)
        return [("  ", ""), (fit(line.title, min(room, 60)), ""), (f"  {line.note}", "list--faint")]

    def action_line(self, by: int) -> None:
        place, step = self.cursor + by, 1 if by > 0 else -1
        while 0 <= place < len(self.offers) and not self.offers[place].what:
            place += step
        if 0 <= place < len(self.offers):
            super().action_line(place - self.cursor)

    def action_edge(self, last: bool) -> None:
        leads = [n for n, line in enumerate(self.offers) if line.what]
        if leads:
            super().action_line((leads[-1] if last else leads[0]) - self.cursor)

    def chosen(self, number: int) -> None:
        if self.offers[number].what:
            self.post_message(self.Chosen(self.offers[number]))


class LessonsScreen(Screen[Route | None]):
    """Left with what was chosen, or with nothing."""

    CSS_PATH = "contents_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "cards", _("cards due"), show=False),
        Binding("escape,l", "leave", _("back"), show=False),
        Binding("question_mark,f1", "help", _("help"), show=False),
    ]

    def __init__(self, offered: list[Offer], lesson: str = "") -> None:
        super().__init__()
        self.offered, self.lesson = offered, lesson

    def compose(self) -> ComposeResult:
        yield Static(_("Lessons"), id="title", markup=False)
        yield OfferList(id="offers")
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.list = self.query_one(OfferList)
        self.list.offer(self.offered, self.lesson)
        self.list.focus()
        self.query_one(KeyBar).show(_("LESSONS"), KEYS, ALWAYS)

    def on_resize(self) -> None:
        self.set_class(self.size.width < LEAST[0] or self.size.height < LEAST[1], "small")

    def on_offer_list_chosen(self, message: OfferList.Chosen) -> None:
        self.dismiss(message.offer.route)

    def action_choose(self) -> None:
        self.list.action_choose()

    def action_cards(self) -> None:
        self.dismiss(CardsRoute())

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(HELP))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
