"""Cards: pairs of a key and a value are shown one by one; then some keys are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..language import _
from .task import NOTHING, PADDING, Batch, Ids, Task, TaskError

SQUARES = tuple(column + row for row in "12345678" for column in "abcdefgh")  # 64 keys, as on a chess board
FACES = tuple("123456")  # as on a die
ASKS = "?"
COUNTS = (2, 4, 8, 16, 32, 64)
QUESTIONS = 8
KEY_WORDS, VALUE_WORDS = (PADDING, *SQUARES), (ASKS, *FACES)


class Cards(Task):
    """Tokens such as e4=5 (a card) and e4=? (asks for it)."""

    def draw(self, random: np.random.Generator, count: int) -> Batch:
        return self.probe(random, count, int(random.choice(COUNTS)))

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        questions = min(distance, QUESTIONS)
        keys = random.permuted(np.tile(np.arange(1, distance + 1), (count, 1)), axis=1)
        values = random.integers(1, len(VALUE_WORDS), (count, distance))
        which = random.permuted(np.tile(np.arange(distance), (count, 1)), axis=1)[:, :questions]
        ids = np.zeros((count, distance + questions, 2), dtype=np.int64)
        ids[:, :distance] = np.stack([keys, values], axis=-1)
        ids[:, distance:, 0] = np.take_along_axis(keys, which, axis=1)
        wanted = np.full(ids.shape[:2], NOTHING)
        wanted[:, distance:] = np.take_along_axis(values, which, axis=1) - 1
        return Batch(ids, wanted, np.full(wanted.shape, distance))

    def read(self, text: str) -> Ids:
        ids = []
        for word in text.split():
            key, equals, value = word.partition("=")
            if not equals:
                raise TaskError(
                    _("{word!r:.40} is no card; type cards such as: {example}").format(
                        word=word, example=self.example
                    )
                )
            ids.append((self.number(KEY_WORDS, key, _("key")), self.number(VALUE_WORDS, value, _("value"))))
        if not ids:
            raise TaskError(
                _("a sequence has at least one card, such as: {example}").format(example=self.example)
            )
        return np.array(ids)

    def asks(self, ids: Ids) -> NDArray[np.bool_]:
        return np.asarray(ids[:, 1] == VALUE_WORDS.index(ASKS))

    def write(self, ids: Ids) -> tuple[str, ...]:
        return tuple(f"{KEY_WORDS[key]}={VALUE_WORDS[value]}" for key, value in ids)


TASK = Cards(
    name="cards",
    says="Cards with a key and a value pass by (e4=5). Then say the value of each key asked for (e4=?).",
    streams={"key": KEY_WORDS, "value": VALUE_WORDS},
    answers=FACES,
    axis="cards",
    distances=COUNTS,
    example="e4=5 a1=3 e4=?",
)
