"""The most probable tokens of a row as bars; typing finds any token of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import N_, _
from ...ui.bars import horizontal
from ...ui.picker import MOST_SAID, Matches, Picker
from ...ui.search import Command, Line
from ...ui.text import cut, fit, safe
from .candidates import Candidates

RANK, TOKEN, SHARE = 7, 20, 9  # columns


class TokenMatches(Matches):
    """Rank, token, probability and bar of each token."""

    def __init__(self, candidates: Candidates, *, id: str | None = None) -> None:
        super().__init__([], id=id)
        self.candidates = candidates

    def parts(self, number: int, width_: int) -> list[tuple[str, str]]:
        token, candidates = self.found[number], self.candidates
        share = float(candidates.probabilities[token])
        word = max(1, min(TOKEN, width_ - RANK - SHARE))
        room = max(0, width_ - RANK - word - SHARE - 1)
        largest = float(candidates.probabilities[candidates.order[0]])
        return [
            (f"{int(candidates.ranks[token]):>{RANK - 2}}  ", "list--faint"),
            (fit(safe(candidates.words[token]), word), ""),
            (f"{share:>{SHARE - 2}.4f}  ", ""),
            (horizontal(share / largest if largest else 0.0, room), "list--current"),
        ]

    def chosen(self, number: int) -> None:
        if isinstance(self.screen, TokensScreen):
            self.screen.choose(self.found[number])


class TokensScreen(Picker):
    """Runs `go` with the token that was chosen.

    Args:
        here: the token under the reader's cursor.
    """

    HINT = N_("a part of a token, to find it among all")
    PICKING = N_("↑ ↓ choose · ⏎ go there · Esc closes")

    def __init__(self, candidates: Candidates, here: int, go: Callable[[int], object]) -> None:
        found = candidates.find("")
        super().__init__([], found.index(here) if here in found else 0)
        self.candidates, self.go = candidates, go
        self.matches = TokenMatches(candidates, id="matches")
        self.HEADING = _("most probable at {label}", label=cut(safe(candidates.label), MOST_SAID))

    def find(self, wanted: str) -> list[int]:
        return self.candidates.find(wanted)

    def show_preview(self) -> None:
        if found := self.matches.found:
            text = self.candidates.about(found[self.matches.cursor])
        else:
            text = _("No token contains {wanted}.", wanted=cut(safe(self.matches.wanted), MOST_SAID))
        self.query_one("#preview", Static).update(Content(text), layout=False)

    def choose(self, token: int) -> None:
        """Closes the list and goes to a token."""
        self.dismiss(Command(Line(""), "", "", partial(self.go, token)))
