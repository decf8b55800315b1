"""What a task for sequence models consists of: words, sequences drawn from a seed, and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.errors import Problem
from ..support.localization import _
from ..support.typed_numbers import half_width

Ids = NDArray[np.int64]

PADDING = "[PAD]"
FEW = 4  # words that an error message lists
NOTHING = -1
"""The answer at a position without a question."""


class TaskError(Problem):
    """A text that a task cannot read, or an unknown task; the message is one line."""


@dataclass(frozen=True)
class Batch:
    """Sequences of one length.

    Attributes:
        ids: [sequence, position, stream], the parts of each token.
        wanted: [sequence, position], the number of the correct answer, or NOTHING.
        distance: [sequence, position], how hard the question is, in the unit of the task, for example positions.
    """

    ids: Ids
    wanted: Ids
    distance: Ids

    @property
    def asked(self) -> NDArray[np.bool_]:
        return np.asarray(self.wanted != NOTHING)


@dataclass(frozen=True)
class Task:
    """A task. Each other module of this package defines one.

    Attributes:
        says: what to do, in one sentence.
        streams: the words of each part of a token, by the part's name; the first word of the first part is padding.
        answers: the possible answers.
        axis: what `distance` counts.
        distances: the distances at which accuracy is measured.
        causal: whether an answer may depend only on its own and earlier positions.
        example: a text that `read` accepts.
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
        """A training batch."""
        raise NotImplementedError

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        """A batch whose questions have this distance."""
        raise NotImplementedError

    def read(self, text: str) -> Ids:
        """The ids of a text, [position, stream]; TaskError if the text is not a sequence of this task."""
        tokens = self.split(text)
        if not tokens:
            raise TaskError(
                _("a sequence needs at least one token; type something like {example}", example=self.example)
            )
        return np.array([self.token(each) for each in tokens])

    def split(self, text: str) -> Sequence[str]:
        """The typed tokens of a text: its words, unless a task overrides this."""
        return half_width(text).split()

    def token(self, typed: str) -> tuple[int, ...]:
        """The ids of the parts of a token; TaskError if there is no such token."""
        raise NotImplementedError

    def write(self, ids: Ids) -> tuple[str, ...]:
        """The tokens for ids [position, stream], as `read` accepts them."""
        raise NotImplementedError

    def asks(self, ids: Ids) -> NDArray[np.bool_]:
        """Which tokens of [position, stream] ask for an answer, [position]; all, unless a task overrides this."""
        return np.ones(len(ids), dtype=bool)

    def right(self, ids: Ids) -> Ids:
        """The number of the correct answer at each position of [position, stream].

        NOTHING at positions without a question or without a determined answer.
        """
        wanted = np.full(len(ids), NOTHING)
        for position, answer in self.known(ids).items():
            wanted[position] = answer
        return wanted

    def known(self, ids: Ids) -> dict[int, int]:
        """The correct answers by position, for the positions that have one."""
        raise NotImplementedError

    def number(self, words: Sequence[str], word: str, what: str) -> int:
        """The id of a typed word; TaskError if there is no such word, or it is padding."""
        if word in words and word != PADDING:
            return words.index(word)
        there = [each for each in words if each not in ("", PADDING)]
        some = ", ".join(there[:FEW]) + (" …" if there[FEW:] else "")
        raise TaskError(
            _(
                "{word!r:.40} is not a {what} ({some}); type something like {example}",
                word=word,
                what=what,
                some=some,
                example=self.example,
            )
        )

    @property
    def chance(self) -> float:
        """The accuracy of guessing."""
        return 1 / len(self.answers)
