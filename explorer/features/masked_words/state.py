"""The masked words of a text, and what the model predicts for each. No Textual."""

from __future__ import annotations

from functools import lru_cache

from ....core.operations.expression import Index, Source
from ....core.trace import MaskedWord, masked_words
from ....core.trace.trace import MASKED_WORDS
from ...ui.navigator import Navigator
from ...ui.text import safe


class MaskedWordsState:
    """The predictions for all masked words, and the one that is shown.

    Attributes:
        here: the number of the masked word that is shown, counted from 0.

    Raises:
        TraceError: the trace has no such predictions.
    """

    def __init__(self, navigator: Navigator) -> None:
        self.trace = navigator.trace
        self._best = masked_words(self.trace, 1)
        self._all = lru_cache(maxsize=1)(lambda: masked_words(self.trace, len(self.trace.vocabulary)))
        self.here = self._nearest(navigator)

    def _nearest(self, navigator: Navigator) -> int:
        """The masked word that the walk's cursor is on, or the first one."""
        row = navigator.cell[0] if navigator.view.source.name == MASKED_WORDS and navigator.cell else -1
        return next((n for n, word in enumerate(self._best) if word.position == row), 0)

    @property
    def count(self) -> int:
        """The number of masked words."""
        return len(self._best)

    @property
    def word(self) -> MaskedWord:
        """The masked word that is shown, with every word of the vocabulary, the most probable first."""
        return self._all()[self.here]

    def to_next(self, by: int) -> bool:
        """Goes to another masked word; returns whether there is one."""
        before, self.here = self.here, max(0, min(self.here + by, self.count - 1))
        return self.here != before

    def text(self) -> list[tuple[str, bool]]:
        """The words of the text, and whether each is the masked word that is shown; the others are filled in."""
        filled = {word.position: word.candidates[0].token.text for word in self._best}
        here = self._best[self.here].position
        return [
            (
                f"{safe(token.label)}→{safe(filled[place])}" if place in filled else safe(token.label),
                place == here,
            )
            for place, token in enumerate(self.trace.tokens["source"])
        ]

    def place(self, rank: int) -> tuple[Source, Index]:
        """The step and cell with the probability of a candidate."""
        word = self.word
        return Source("step", MASKED_WORDS), (word.position, word.candidates[rank].token.id)
