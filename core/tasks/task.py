"""What a task for a sequence model is: words, sequences drawn from a seed, and what is to be answered where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.errors import Problem
from ..support.localization import _

Ids = NDArray[np.int64]

PADDING = "[PAD]"
FEW = 4  # words named of those that there are
NOTHING = -1
"""Wanted where nothing is asked."""


class TaskError(Problem):
    """A text that a task cannot read, or a task that there is not; one line."""


@dataclass(frozen=True)
class Batch:
    """Sequences of one length.

    Attributes:
        ids: [sequence, position, stream], of each token's parts.
        wanted: [sequence, position], the number of the right answer, NOTHING where nothing is asked.
        distance: [sequence, position], how hard the question is, as the task counts it: how long ago, how many.
    """

    ids: Ids
    wanted: Ids
    distance: Ids

    @property
    def asked(self) -> NDArray[np.bool_]:
        return np.asarray(self.wanted != NOTHING)


@dataclass(frozen=True)
class Task:
    """A task; each of the modules beside this one makes one.

    Attributes:
        says: what is to be done, in one sentence.
        streams: the words of each part of a token, by the part's name; the first word of the first is padding.
        answers: the words that can be answered.
        axis: what `distance` counts.
        distances: where it is measured.
        causal: whether an answer may depend only on what came before.
        example: a text that `read` takes.
    """

    name: str
    says: str
    streams: Mapping[str, tuple[str, ...]]
    answers: tuple[str, ...]
    axis: str
    distances: tuple[int, ...]
    causal: bool = True
    example: str = ""

    def draw(self, random: np.random.Generator, count: int) -> Batch:
        """A batch to learn from."""
        raise NotImplementedError

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        """A batch that asks at this distance."""
        raise NotImplementedError

    def read(self, text: str) -> Ids:
        """A text as ids, [position, stream].

        Raises:
            TaskError: it is no sequence of this task.
        """
        raise NotImplementedError

    def write(self, ids: Ids) -> tuple[str, ...]:
        """The tokens of [position, stream] as `read` takes them."""
        raise NotImplementedError

    def asks(self, ids: Ids) -> NDArray[np.bool_]:
        """Which tokens of [position, stream] ask for an answer, [position]: all, unless a task says otherwise."""
        return np.ones(len(ids), dtype=bool)

    def right(self, ids: Ids) -> Ids:
        """The number of the right answer at each position of [position, stream].

        NOTHING where none is asked for, or none can be known.
        """
        wanted = np.full(len(ids), NOTHING)
        for position, answer in self.known(ids).items():
            wanted[position] = answer
        return wanted

    def known(self, ids: Ids) -> dict[int, int]:
        """The same, of the positions that have one alone."""
        raise NotImplementedError

    def number(self, words: Sequence[str], word: str, what: str) -> int:
        """The id of a word that somebody typed.

        Raises:
            TaskError: there is no such word, or it is padding.
        """
        if word in words and word != PADDING:
            return words.index(word)
        there = [each for each in words if each not in ("", PADDING)]
        some = ", ".join(there[:FEW]) + (" …" if there[FEW:] else "")
        raise TaskError(
            _(
                "{word!r:.40} is no {what} ({some}); a text is such as: {example}",
                word=word,
                what=what,
                some=some,
                example=self.example,
            )
        )

    @property
    def chance(self) -> float:
        """What guessing gives."""
        return 1 / len(self.answers)
