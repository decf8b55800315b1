"""The tokens that a row of the model's output gives a number to, the most probable first. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ....core.support.localization import _
from ....core.trace.tokens import SPACE
from ...ui.navigator import VOCABULARY, Navigator

MOST = 200  # tokens in the list, however many match
ALMOST_1 = 1e-3  # a row of probabilities sums to 1, within this


class Candidates:
    """The tokens of the row that a reader is in.

    Args:
        navigator: is at a step for which `has_candidates` is true.
    """

    def __init__(self, navigator: Navigator) -> None:
        view, cell = navigator.view, navigator.cell
        self.words = view.words[VOCABULARY]
        self.form, self.name = view.format, view.name
        self.row: NDArray[np.float64] = np.asarray(view.values[cell[:-1]], dtype=np.float64)
        self.label = view.label(view.rows, cell[view.rows]) if view.rows is not None else ""

    @cached_property
    def order(self) -> list[int]:
        """All tokens, the largest number first."""
        found: list[int] = np.argsort(-self.row, kind="stable").tolist()
        return found

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """The rank of each token, counted from 1."""
        ranks = np.empty(len(self.order), dtype=np.int64)
        ranks[self.order] = np.arange(1, len(self.order) + 1)
        return ranks

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """The probability of each token: the row itself, or its softmax."""
        row = self.row
        if row.min() >= 0 and abs(row.sum() - 1) < ALMOST_1:
            return row
        raised = np.exp(row - row.max())
        shares: NDArray[np.float64] = raised / raised.sum()
        return shares

    def find(self, wanted: str) -> list[int]:
        """The tokens that contain a text, whole ones first, then by rank; without a text, the most probable ones."""
        text = wanted.casefold().replace(" ", SPACE)
        if not text:
            return self.order[:MOST]
        bare = text.strip(SPACE)
        words = _folded(self.words)
        matches = [n for n, word in enumerate(words) if text in word]
        return sorted(matches, key=lambda n: (words[n].strip(SPACE) != bare, self.ranks[n]))[:MOST]

    def about(self, token: int) -> str:
        """A sentence about a token."""
        values = {"rank": int(self.ranks[token]), "of": len(self.words), "number": token}
        place = _("rank {rank:,} of {of:,} · token {number}", **values)
        number = f"{self.name} = {self.form.write(float(self.row[token])).strip()}"
        return f"{place}\n{number} · p = {self.probabilities[token]:.3g}"


def has_candidates(navigator: Navigator) -> bool:
    """Whether the current array has a column for each token of the vocabulary."""
    view = navigator.view
    return view.axes[-1:] == (VOCABULARY,) and VOCABULARY in view.words and not navigator.empty


@lru_cache(maxsize=2)
def _folded(words: tuple[str, ...]) -> Sequence[str]:
    return [word.casefold() for word in words]
