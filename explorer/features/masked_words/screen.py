"""The screen of masked words: the words that the model considers most probable for each, as bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ....core.support.localization import N_, _
from ....core.trace import Candidate
from ....core.trace.tags import of_traces
from ...ui.bars import horizontal, share
from ...ui.keys import Footer, Key, KeyTable
from ...ui.routes import WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.tags import before
from ...ui.tensor_view import tensor_view
from ...ui.text import fit, safe
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.line_list import LineList
from ...ui.widgets.one_line import Spread
from .state import MaskedWordsState

LEAST = (30, 8)  # columns and lines below which only a message is shown
SMALL = "-small"
WIDTHS = [(0, SMALL), (LEAST[0], "-wide")]  # minimum columns for each class
HEIGHTS = [(0, SMALL), (LEAST[1], "-high")]  # lines
RANK, SHARE, WORD, LEAST_WORD = 7, 8, 16, 4  # columns
_WORD = Key(label=N_("word"), shown="↑ ↓")


def _several(screen: Any) -> bool:
    return bool(screen.state.count > 1)


class CandidateList(LineList):
    """Rank, word, probability and bar of each candidate."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"candidates--bar"}
    candidates: tuple[Candidate, ...] = ()

    @dataclass
    class Chosen(Message):
        """A candidate was chosen, by its rank counted from 0."""

        rank: int

    def show(self, candidates: tuple[Candidate, ...]) -> None:
        """Shows other candidates, with the cursor on the first."""
        self.candidates, self.cursor = candidates, 0
        self.changed()

    def count(self) -> int:
        return len(self.candidates)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        candidate = self.candidates[number]
        word = max(LEAST_WORD, min(WORD, width // 3))
        room = max(0, width - RANK - word - SHARE - 2)
        return [
            (f"{number + 1:>{RANK - 1}} ", "list--faint"),
            (fit(safe(candidate.token.text), word) + " ", ""),
            (f"{share(candidate.probability):>{SHARE}} ", "list--faint"),
            (horizontal(candidate.probability, room), "candidates--bar"),
        ]

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(number))


class MaskedWordsScreen(Screen[WalkRoute | None]):
    """Dismissed with the place where the walk continues, or with None."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS = KeyTable(
        Key(label=N_("word"), about=N_("move along the words, most probable first"), shown="↑ ↓"),
        Key("n,right", "next(1)", N_("masked word"), N_("next masked word"), "← →", when=_several),
        Key("p,left", "next(-1)", about=N_("previous masked word")),
        Key("enter,o", "open", N_("open in walk"), N_("open this probability in the walk")),
        Key(shown=N_("mouse"), about=N_("a click opens a probability in the walk")),
        Key("escape,d", "leave", N_("walk"), N_("go back to the walk")),
        footers={"masked words": Footer(N_("MASKED WORDS"), (_WORD, "next(1)", "open"))},
        always=("leave", "help", "app.quit"),
        intro=N_("""\
The words that the model considers most probable in place of each masked word. It sees the words on both sides."""),
    )

    def __init__(self, state: MaskedWordsState) -> None:
        super().__init__()
        self.state = state

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield Static(id="text", markup=False)
        yield CandidateList(id="candidates")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.candidates = self.query_one(CandidateList)
        self.candidates.focus()
        self.show()

    @property
    def mode(self) -> str:
        return "masked words"

    def show(self) -> None:
        """Shows the current masked word and its candidates."""
        state = self.state
        self.clear_notice()
        self.query_one("#heading", Spread).show(
            [(_("masked words"), "strong"), (f" · {safe(state.trace.model.name)}", "faint")],
            before(
                of_traces(state.trace),
                [(_("word {number} of {of}", number=state.here + 1, of=state.count), "strong")],
            ),
        )
        text = Text()
        for word, here in state.text():
            text.append(word, "bold reverse" if here else "")
            text.append(" ")
        self.query_one("#text", Static).update(text)
        self.candidates.show(state.word.candidates)
        self.candidates.border_title = Content(_("position {number}", number=state.word.position + 1))
        self.show_keys()

    def exported(self) -> Exported:
        """The log-probabilities, at the candidate under the cursor."""
        trace = self.state.trace
        source, cell = self.state.place(self.candidates.cursor)
        return Exported(trace, tensor_view(trace, trace.sides, source), cell)

    def action_next(self, by: int) -> None:
        moved = self.state.to_next(by)
        if moved:
            self.show()
        else:
            self.show_end(_("masked word"), by)

    @on(CandidateList.Chosen)
    def _open(self, message: CandidateList.Chosen) -> None:
        self.dismiss(WalkRoute(self.state.trace, *self.state.place(message.rank)))

    def action_open(self) -> None:
        """Opens the probability under the cursor in the walk."""
        self.candidates.action_choose()

    def action_leave(self) -> None:
        self.dismiss(None)
