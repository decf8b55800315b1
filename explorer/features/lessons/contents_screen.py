"""The list of all lessons, with the progress in each."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from ....core.support.localization import N_, _
from ...ui.keys import Footer, Key, KeyTable
from ...ui.lesson_list import Offer
from ...ui.routes import CardsRoute, Route
from ...ui.screen import Screen
from ...ui.strings import too_small
from ...ui.text import fit, width
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.key_bar import KeyBar

LEAST = (20, 5)
WIDTHS = [(0, "narrow"), (LEAST[0], "wide")]
HEIGHTS = [(0, "low"), (LEAST[1], "high")]
NOTE = 26  # columns
KEYS = KeyTable(
    Key(label=N_("choose"), shown="↑ ↓", about=N_("choose a lesson; Home and End: the first and last")),
    Key(action="choose", label=N_("open"), shown="⏎", about=N_("open it; → or a click works too")),
    Key("R", "cards", N_("cards due"), N_("review the cards due: questions from completed lessons")),
    Key("escape,l", "leave", N_("back"), N_("back")),
    footers={"lessons": Footer(N_("LESSONS"), (Key(label=N_("choose"), shown="↑ ↓"), "choose", "cards"))},
    always=("leave", "help", "app.quit"),
    intro=N_(
        "All lessons, part by part. Each starts where you left off.\n●  completed     ◐  begun     ○  new"
    ),
)


class OfferList(CursorList):
    """Lines that open something; the cursor skips headings."""

    shows_more = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "choose", show=False),
        Binding("home", "line(-10000)", show=False),
        Binding("end", "line(10000)", show=False),
    ]

    def __init__(self, offers: list[Offer], lesson: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.offers = offers
        leads = [n for n, line in enumerate(offers) if line.route is not None]
        first = leads[0] if leads else 0
        self.cursor = next((n for n in leads if lesson and offers[n].lesson == lesson), first)

    def count(self) -> int:
        return len(self.offers)

    def is_heading(self, number: int) -> bool:
        return self.offers[number].route is None

    def parts(self, number: int, width_: int) -> list[tuple[str, str]]:
        line = self.offers[number]
        if line.route is None:
            return [(line.title, "list--faint")]
        room = max(10, width_ - min(NOTE, width(line.note)) - 4)
        return [("  ", ""), (fit(line.title, min(room, 60)), ""), (f"  {line.note}", "list--faint")]


class LessonsScreen(Screen[Route | None]):
    """The list of all lessons; dismissed with the route that was chosen, or None."""

    CSS_PATH = "contents_screen.tcss"
    KEYS = KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, offered: list[Offer], lesson: str = "") -> None:
        super().__init__()
        self.offered, self.lesson = offered, lesson

    def compose(self) -> ComposeResult:
        yield Static(_("Lessons"), id="title", markup=False)
        yield OfferList(self.offered, self.lesson, id="offers")
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.list = self.query_one(OfferList)
        self.list.focus()
        self.show_keys()

    def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        if message.enter:
            self.dismiss(self.offered[message.number].route)

    def action_choose(self) -> None:
        self.list.action_choose()

    def action_cards(self) -> None:
        self.dismiss(CardsRoute())

    def action_leave(self) -> None:
        self.dismiss(None)
