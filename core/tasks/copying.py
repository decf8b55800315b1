"""Copying: one symbol of a sequence is marked; later questions ask which symbol it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_, _
from .task import NOTHING, PADDING, Batch, Ids, Task

SYMBOLS = tuple("abcdefghij")
ASKS = "?"
MARK = "*"
GAPS = (1, 2, 4, 8, 12, 16, 20, 23, 24, 25, 26, 28, 32, 48, 64, 96, 128)
LENGTHS = (16, 32, 64, 132)  # of training sequences
QUESTIONS = 8  # in each training sequence


class Copying(Task):
    """Tokens such as b, *c (marked) and ? (a question)."""

    def draw(self, random: np.random.Generator, count: int) -> Batch:
        length = int(random.choice(LENGTHS))
        marked = random.integers(0, length // 4, count)
        later = random.integers(marked[:, None] + 1, length, (count, QUESTIONS))
        return _batch(random, length, marked, later)

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        marked = random.integers(0, 3, count)
        return _batch(random, distance + 3, marked, (marked + distance)[:, None])

    def token(self, typed: str) -> tuple[int, ...]:
        symbol = self.number(SYMBOL_WORDS, typed.removeprefix(MARK), _("symbol of this task"))
        return symbol, int(typed.startswith(MARK))

    def asks(self, ids: Ids) -> NDArray[np.bool_]:
        return np.asarray(ids[:, 0] == SYMBOL_WORDS.index(ASKS))

    def known(self, ids: Ids) -> dict[int, int]:
        """The marked symbol, if exactly one was marked before."""
        asks = SYMBOL_WORDS.index(ASKS)
        found: dict[int, int] = {}
        marked: list[int] = []
        for position, (symbol, mark) in enumerate(ids.tolist()):
            if symbol == asks and len(marked) == 1:
                found[position] = marked[0] - 1
            elif symbol != asks and mark:
                marked.append(symbol)
        return found

    def write(self, ids: Ids) -> tuple[str, ...]:
        return tuple(MARK * int(marked) + SYMBOL_WORDS[symbol] for symbol, marked in ids)


def _batch(random: np.random.Generator, length: int, marked: Ids, asks: Ids) -> Batch:
    count = len(marked)
    rows = np.arange(count)
    ids = np.zeros((count, length, 2), dtype=np.int64)
    ids[..., 0] = random.integers(1, 1 + len(SYMBOLS), (count, length))
    answer = ids[rows, marked, 0] - 1
    ids[rows, marked, 1] = 1
    wanted = np.full((count, length), NOTHING)
    ids[rows[:, None], asks, 0] = SYMBOL_WORDS.index(ASKS)
    wanted[rows[:, None], asks] = answer[:, None]
    distance = np.arange(length) - marked[:, None]
    return Batch(ids, wanted, distance)


SYMBOL_WORDS = (PADDING, *SYMBOLS, ASKS)
TASK = Copying(
    name="copying",
    says=N_("One symbol is marked (*c). Each ? after it asks which symbol that was."),
    streams={"symbol": SYMBOL_WORDS, "mark": ("", MARK)},
    answers=SYMBOLS,
    axis=N_("gap"),
    distances=GAPS,
    example="a b *c d e ?",
)
