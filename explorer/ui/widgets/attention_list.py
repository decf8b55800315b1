"""What a token looks at: a bar and a number for each word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ..text import fit, safe
from ..text import width as columns_of
from .bars import drawn
from .line_list import LineList

NUMBER = 5  # columns
LEAST_BAR, MOST_WORD = 1, 14


class AttentionList(LineList):
    """Words of the source with their weights; as many side by side as it takes to show all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
    ]
    DEFAULT_CSS = """
    AttentionList > .list--cursor { background: transparent; }
    AttentionList:focus > .list--cursor { background: transparent; color: $foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"attention--bar"}

    class Chosen(Message):
        """The reader wants to see these weights in the walk."""

    class Turned(Message):
        """Another head is wanted."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words: list[str] = []
        self.weights: Sequence[float] = ()

    def show(self, words: Sequence[str], weights: Sequence[float]) -> None:
        """Shows other weights; the words need not be safe. A word that has no weight stands alone."""
        self.words, self.weights = [safe(word) for word in words], weights
        self.changed()

    def _columns(self, width: int) -> tuple[int, int]:
        """How many words stand side by side, and how wide a word is."""
        word = min(MOST_WORD, max((columns_of(word) for word in self.words), default=1))
        most = max(1, width // (word + NUMBER + LEAST_BAR + 3))
        needed = -(-len(self.words) // max(1, self.content_size.height))
        return max(1, min(most, needed)), word

    def count(self) -> int:
        return -(-len(self.words) // self._columns(self.content_size.width)[0])

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        columns, word = self._columns(width)
        each = width // columns
        room = each - word - NUMBER - 3
        pieces: list[tuple[str, str]] = []
        lines = self.count()
        for place in range(number, len(self.words), lines):  # down, then across
            weight = float(self.weights[place]) if place < len(self.weights) else None
            written = " " * NUMBER if weight is None else f"{weight:{NUMBER}.3f}"
            pieces += [
                (fit(self.words[place], word) + " ", ""),
                (f"{written} ", ""),
                (fit(drawn(weight or 0.0, room), room) + " ", "attention--bar"),
            ]
        return pieces

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen())

    def action_turn(self, by: int) -> None:
        self.post_message(self.Turned(by))
