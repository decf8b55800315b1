"""n-back: a token asks for the symbol that came a given number of positions before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_, _
from .task import NOTHING, PADDING, Batch, Ids, Task

SYMBOLS = tuple("abcdefghijklmnop")
ASKS = "?"
LENGTH = 32
MOST = 16
SYMBOL_WORDS = (PADDING, *SYMBOLS)
BACK_WORDS = ("", *map(str, range(1, MOST + 1)))


class NBack(Task):
    """Tokens such as b?3: the symbol b, and a question about the symbol three positions earlier."""

    def draw(self, random: np.random.Generator, count: int) -> Batch:
        return _batch(random, random.integers(1, MOST + 1, (count, LENGTH)))

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        return _batch(random, np.full((count, LENGTH), distance))

    def token(self, typed: str) -> tuple[int, ...]:
        symbol, _asks, back = typed.partition(ASKS)
        return self.number(SYMBOL_WORDS, symbol, _("symbol")), self.number(BACK_WORDS, back, _("number"))

    def asks(self, ids: Ids) -> NDArray[np.bool_]:
        return np.asarray(ids[:, 1] > 0)

    def known(self, ids: Ids) -> dict[int, int]:
        """The symbol at the earlier position."""
        symbols = ids[:, 0].tolist()
        return {
            position: symbols[position - back] - 1
            for position, back in enumerate(ids[:, 1].tolist())
            if 0 < back <= position
        }

    def write(self, ids: Ids) -> tuple[str, ...]:
        return tuple(SYMBOL_WORDS[symbol] + (ASKS + BACK_WORDS[back] if back else "") for symbol, back in ids)


def _batch(random: np.random.Generator, back: Ids) -> Batch:
    symbols = random.integers(1, len(SYMBOL_WORDS), back.shape)
    earlier = np.arange(back.shape[1]) - back
    found = np.take_along_axis(symbols, earlier.clip(0), axis=1) - 1
    asked = np.where(earlier >= 0, back, 0)
    return Batch(np.stack([symbols, asked], axis=-1), np.where(earlier >= 0, found, NOTHING), back)


TASK = NBack(
    name="n-back",
    says=N_("A token such as b?3 asks for the symbol three positions earlier."),
    streams={"symbol": SYMBOL_WORDS, "back": BACK_WORDS},
    answers=SYMBOLS,
    axis=N_("n"),
    distances=tuple(range(1, MOST + 1)),
    example="a b c?2",
)
