"""Cards: pairs of a key and a value are shown one by one; then questions ask for the values of some keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_, _
from .task import NOTHING, PADDING, Batch, Ids, Task, TaskError

SQUARES = tuple(column + row for row in "12345678" for column in "abcdefgh")  # 64 keys, as on a chess board
ASKS = "?"
QUESTIONS = 8


class Cards(Task):
    """Tokens such as e2=4 (a card) and e2=? (a question).

    n cards always have the first n keys; their order and their values vary.
    """

    def draw(self, random: np.random.Generator, count: int) -> Batch:
        counts = np.array(self.distances)  # sequences with more cards are harder and drawn more often
        return self.probe(random, count, int(random.choice(counts, p=counts / counts.sum())))

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        questions = min(distance, QUESTIONS)
        keys = random.permuted(np.tile(np.arange(1, distance + 1), (count, 1)), axis=1)
        values = random.integers(1, 1 + len(self.answers), (count, distance))
        which = random.permuted(np.tile(np.arange(distance), (count, 1)), axis=1)[:, :questions]
        ids = np.zeros((count, distance + questions, 2), dtype=np.int64)
        ids[:, :distance] = np.stack([keys, values], axis=-1)
        ids[:, distance:, 0] = np.take_along_axis(keys, which, axis=1)
        wanted = np.full(ids.shape[:2], NOTHING)
        wanted[:, distance:] = np.take_along_axis(values, which, axis=1) - 1
        return Batch(ids, wanted, np.full(wanted.shape, distance))

    def token(self, typed: str) -> tuple[int, ...]:
        keys, values = self.streams.values()
        key, equals, value = typed.partition("=")
        if not equals:
            example = self.example
            raise TaskError(
                _("{word!r:.40} is not a card; type cards such as: {example}", word=typed, example=example)
            )
        return self.number(keys, key, _("key")), self.number(values, value, _("value"))

    def asks(self, ids: Ids) -> NDArray[np.bool_]:
        return np.asarray(ids[:, 1] == self.streams["value"].index(ASKS))

    def known(self, ids: Ids) -> dict[int, int]:
        """The value that was last shown with the key."""
        found, shown = {}, {}
        for position, (key, value) in enumerate(ids.tolist()):
            if value:
                shown[key] = value - 1
            elif key in shown:
                found[position] = shown[key]
        return found

    def write(self, ids: Ids) -> tuple[str, ...]:
        keys, values = self.streams.values()
        return tuple(f"{keys[key]}={values[value]}" for key, value in ids)


def cards(name: str, answers: tuple[str, ...], counts: tuple[int, ...], example: str) -> Cards:
    """The task with these numbers of cards; the last one is the largest."""
    return Cards(
        name=name,
        says=N_("Cards show a key and a value (e2=4). Then questions ask for the value of a key (e2=?)."),
        streams={"key": (PADDING, *SQUARES[: counts[-1]]), "value": (ASKS, *answers)},
        answers=answers,
        axis=N_("cards"),
        distances=counts,
        example=example,
    )


TASK = cards("cards", tuple("1234"), (2, 4, 8, 16), "e2=4 a1=3 e2=?")
