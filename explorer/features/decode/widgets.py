"""The lists of the decode screen: the hypotheses, the candidates for the next token, the cross-attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from ....core.support.localization import _
from ...ui.bars import horizontal, share
from ...ui.numbers import MINUS
from ...ui.text import cut, fit, safe, wrap
from ...ui.text import width as columns_of
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.line_list import LineList
from .prediction import Ids
from .tree import Candidate, Node, Tree

HERE, TRIED, ENDED, FULL, PENDING = "▶", "✓", "■", "□", "…"
WORD, SHARE = 12, 7  # columns
LEAST_WORD, REST = 2, 6 + 1 + SHARE + 1  # columns of a token; of the mark, the rank and the probability
ROOM_FOR_BOTH = 64  # columns from which the model's own probability is shown too
NUMBER = 5  # columns of a weight
LEAST_BAR, MOST_WORD = 1, 14


class Hypotheses(CursorList):
    """One line for each token; moving the cursor there goes to its hypothesis."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "line(-10000)", show=False),
        Binding("end", "line(10000)", show=False),
    ]

    def __init__(self, tree: Tree, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hypotheses = tree
        self.show(())

    def show(self, pending: Sequence[Ids]) -> None:
        """Shows the tree as it is now, and which of its hypotheses the engine is working on."""
        self.pending = frozenset(pending)
        self.nodes = self.hypotheses.lines()
        here = self.hypotheses.current
        self.cursor = next(n for n, (node, _branch) in enumerate(self.nodes) if node is here)
        self.changed()

    @property
    def number(self) -> int:
        """The number of the hypothesis under the cursor."""
        return self.nodes[self.cursor][0].number

    def count(self) -> int:
        return len(self.nodes)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        node, branch = self.nodes[number]
        here = self.hypotheses.current
        text = safe(node.token.text) if node.token else _("(beginning)")
        total = signed(node.log_probability, 2) if node.token else ""
        mark = ENDED if self.hypotheses.has_ended(node) else FULL if self.hypotheses.is_full(node) else " "
        mark = PENDING if node.ids in self.pending else mark
        room = width - 2 - len(branch) - len(total) - 3
        text = cut(text, max(4, room))
        pad = " " * max(1, width - 2 - len(branch) - columns_of(text) - len(total) - 2)
        leads_here = here.ids[: len(node.ids)] == node.ids
        name = "list--current" if node is here else "" if leads_here else "list--faint"
        ahead, faint = f"{HERE if node is here else ' '} ", "list--faint"
        return [(ahead, name), (branch, faint), (text, name), (f"{pad}{total} ", faint), (mark, name)]


class Candidates(LineList):
    """Rank, token, probability and bar of every token; if a token is cut, its bar is dotted and says why."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"candidates--bar"}

    @dataclass
    class Chosen(Message):
        """A token was chosen; None if there are none."""

        token: int | None

    def __init__(self, tree: Tree, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hypotheses = tree
        self._shown: Node | None = None
        self.instead: str | None = None  # a text that is shown instead

    def show(self, instead: str | None) -> None:
        """Shows the tokens after the current hypothesis, or a text instead."""
        self.instead = instead
        if self._shown is not self.hypotheses.current:
            self._shown, self.cursor = self.hypotheses.current, 0
        self.changed()

    @property
    def shows_both(self) -> bool:
        """Whether there is room for the model's own probability next to the one after the settings."""
        return self.content_size.width >= ROOM_FOR_BOTH

    def count(self) -> int:
        found = self.hypotheses.next
        return 0 if found is None or self.instead is not None else len(found.order)

    def render_line(self, y: int) -> Strip:
        if self.instead is None:
            return super().render_line(y)
        width = self.content_size.width
        lines = ["", *wrap(self.instead, max(1, width - 4), 6)]
        return Strip([Segment(fit(f"  {lines[y]}" if y < len(lines) else "", width), self.plain)], width)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        candidate = self.hypotheses.candidate(number)
        faint = "list--faint" if candidate.cut else ""
        mark = HERE if number == self.cursor else TRIED if candidate.is_tried else " "
        both = width >= ROOM_FOR_BOTH
        word = WORD + 4 if both else max(LEAST_WORD, min(WORD, width - REST))  # the number is never cut
        after = _("cut") if candidate.cut else share(candidate.probability)
        pieces = [
            (f"{mark}{number + 1:>4} ", "list--faint"),
            (fit(safe(candidate.token.text), word) + " ", faint),
            (f"{share(candidate.model):>{SHARE}} " if both else "", "list--faint"),
            (fit(after, SHARE, "right") + " ", faint),
        ]
        return [*pieces, *self._bar(candidate, width - 7 - word - (SHARE + 1) * (1 + both))]

    def _bar(self, candidate: Candidate, room: int) -> list[tuple[str, str]]:
        if not candidate.cut:
            return [(horizontal(candidate.probability, room), "candidates--bar")]
        name = f" {candidate.cut}"
        dots = "┄" * max(1, round(candidate.model * (room - len(name))))
        return [(dots, "list--faint"), (name, "list--faint")]

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(self.token))

    def action_choose(self) -> None:
        self.chosen(self.cursor)

    @property
    def token(self) -> int | None:
        """The token under the cursor."""
        return self.hypotheses.candidate(self.cursor).token.id if self.count() else None


class AttentionList(CursorList):
    """The source with the weight of each token, in as many columns as it takes to show all of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.head(-1)", show=False),
        Binding("right", "screen.head(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"attention--bar"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words: list[str] = []
        self.weights: Sequence[float] = ()

    def show(self, words: Sequence[str], weights: Sequence[float]) -> None:
        """Shows other weights. The words need not be made `safe`; those without a weight get no bar."""
        self.words, self.weights = [safe(word) for word in words], weights
        self.changed()

    def _columns(self, width: int) -> tuple[int, int]:
        """How many words fit next to each other, and the columns of a word."""
        word = min(MOST_WORD, max((columns_of(word) for word in self.words), default=1))
        most = max(1, width // (word + NUMBER + LEAST_BAR + 3))
        needed = -(-len(self.words) // max(1, self.content_size.height))
        return max(1, min(most, needed)), word

    def count(self) -> int:
        return -(-len(self.words) // self._columns(self.content_size.width)[0])

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        columns, word = self._columns(width)
        room = width // columns - word - NUMBER - 3
        pieces: list[tuple[str, str]] = []
        for place in range(number, len(self.words), self.count()):  # down, then across
            weight = float(self.weights[place]) if place < len(self.weights) else None
            written = " " * NUMBER if weight is None else f"{weight:{NUMBER}.3f}"
            pieces += [
                (f"{fit(self.words[place], word)} {written} ", ""),
                (fit(horizontal(weight or 0.0, room), room) + " ", "attention--bar"),
            ]
        return pieces


def signed(value: float, decimals: int = 3) -> str:
    """A log-probability or a score, with a real minus sign."""
    if value != value:
        return "NaN"
    if value in (float("inf"), -float("inf")):
        return "∞" if value > 0 else f"{MINUS}∞"
    return f"{value:.{decimals}f}".replace("-", MINUS)
