"""Glossing: predict the English word that each character of a Chinese sentence corresponds to in context.

Most characters correspond to different words in different sentences (我 is i, me or my), so a model needs the context.
"""

from __future__ import annotations

import random as stdlib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from ..grammar import Sentence, characters, english_words, sample, understand
from ..grammar.corpus import evaluation, split_of
from ..grammar.normalization import normalized
from ..support.localization import N_, _
from .task import PADDING, Batch, Ids, Task

NONE = "·"
"""The gloss of a character without a corresponding word."""
LITTLE = frozenset(
    {"the", "a", "an", "?", "to", "will", "do", "does", "did", "more", "is", "are", "am", "of"}
)
"""Words that are the gloss of a character only if it corresponds to no other word."""
SENTENCES, HELD_OUT = 40_000, 1500  # drawn for training and for measuring
LENGTHS = tuple(range(2, 13))


def glosses(sentence: Sentence) -> tuple[str, ...]:
    """The English word of each character, in the most probable translation."""
    translation = sentence.translations[0]
    words: list[list[str]] = [[] for _character in sentence.source]
    for word, positions in zip(translation.words, translation.alignment, strict=True):
        for position in positions:
            words[position].append(word)
    return tuple(next((w for w in each if w not in LITTLE), [*each, NONE][0]) for each in words)


class Glossing(Task):
    """The characters of a sentence; each asks for its gloss."""

    def draw(self, random: np.random.Generator, count: int) -> Batch:
        pools = _training()
        lengths = list(pools)
        characters = np.array([length * len(pools[length].ids) for length in lengths], dtype=float)
        pool = pools[int(random.choice(lengths, p=characters / characters.sum()))]
        return _some(pool, random, count)

    def probe(self, random: np.random.Generator, count: int, distance: int) -> Batch:
        return _some(_held_out()[distance], random, count)

    def split(self, text: str) -> Sequence[str]:
        """The characters as the training language writes them, without spaces and punctuation."""
        written = "".join(c for c in text if not unicodedata.category(c).startswith("P"))
        return "".join(normalized(written, CHARACTERS).split())

    def token(self, typed: str) -> tuple[int, ...]:
        return (self.number(CHARACTERS, typed, _("character of this task")),)

    def known(self, ids: Ids) -> dict[int, int]:
        """The glosses of a sentence of the training language."""
        sentence = understand("".join(self.write(ids)))
        return {} if sentence is None else {at: _WORD[word] for at, word in enumerate(glosses(sentence))}

    def write(self, ids: Ids) -> tuple[str, ...]:
        return tuple(CHARACTERS[character] for (character,) in ids)


def _some(pool: Batch, random: np.random.Generator, count: int) -> Batch:
    chosen = random.integers(0, len(pool.ids), count)
    return Batch(pool.ids[chosen], pool.wanted[chosen], pool.distance[chosen])


def _batches(sentences: Iterable[Sentence]) -> dict[int, Batch]:
    """The sentences of each length as a batch."""
    by_length: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        by_length.setdefault(len(sentence.source), []).append(sentence)
    made = {}
    for length, some in sorted(by_length.items()):
        ids = np.array([[_CHARACTER[each] for each in one.source] for one in some])[..., None]
        wanted = np.array([[_WORD[word] for word in glosses(one)] for one in some])
        made[length] = Batch(ids, wanted, np.full(wanted.shape, length))
    return made


@cache
def _training() -> dict[int, Batch]:
    rng = stdlib.Random("glossing")
    drawn = (sample(rng) for _number in range(SENTENCES))
    return _batches(one for one in drawn if split_of(one) == "train")


@cache
def _held_out() -> dict[int, Batch]:
    return _batches(evaluation("sets-test", HELD_OUT, 1))


CHARACTERS = (PADDING, *sorted(characters()))
WORDS = (NONE, *sorted(english_words()))
_CHARACTER = {character: number for number, character in enumerate(CHARACTERS)}
_WORD = {word: number for number, word in enumerate(WORDS)}
TASK = Glossing(
    name="glossing",
    says=N_("Predict the English word for each character of a sentence."),
    streams={"character": CHARACTERS},
    answers=WORDS,
    axis=N_("characters"),
    distances=LENGTHS,
    causal=False,
    example="我爱你",
)
