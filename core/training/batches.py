"""Sentence pairs in padded batches of about equal size, each with sentences of similar length (section 5.1)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor

POOL = 4096  # pairs sorted by length together: enough to need little padding, few enough to stay mixed


class Pair(NamedTuple):
    """A sentence and its translation as ids; the target begins with [BOS] and ends with [EOS]."""

    source: Sequence[int]
    target: Sequence[int]


@dataclass(frozen=True)
class Batch:
    """The pairs of one update.

    Attributes:
        source: the encoder's input.
        target: the decoder's input: [BOS] and all tokens but the last.
        wanted: the tokens to predict: the target, shifted left by one.
    """

    source: Int[Tensor, "batch source_position"]
    target: Int[Tensor, "batch position"]
    wanted: Int[Tensor, "batch position"]


def pad(sentences: Sequence[Sequence[int]], padding: int) -> Int[Tensor, "batch position"]:
    """Sentences of different lengths as one tensor, padded at the end."""
    longest = max(map(len, sentences))
    return torch.tensor([[*sentence, *[padding] * (longest - len(sentence))] for sentence in sentences])


def collate(pairs: Sequence[Pair], padding: int) -> Batch:
    """One batch of pairs; the decoder's input is the target shifted by one (teacher forcing)."""
    target = pad([pair.target for pair in pairs], padding)
    return Batch(pad([pair.source for pair in pairs], padding), target[:, :-1], target[:, 1:])


def epoch(pairs: Sequence[Pair], tokens: int, seed: int, padding: int) -> list[list[Pair]]:
    """All pairs in batches of about `tokens` target tokens; the same seed gives the same order."""
    order = random.Random(seed)
    shuffled = list(pairs)
    order.shuffle(shuffled)
    batches: list[list[Pair]] = []
    for start in range(0, len(shuffled), POOL):
        pool = sorted(shuffled[start : start + POOL], key=lambda pair: (len(pair.target), len(pair.source)))
        batches.extend(_cut(pool, tokens))
    order.shuffle(batches)
    return batches


def _cut(pool: list[Pair], tokens: int) -> list[list[Pair]]:
    batches: list[list[Pair]] = [[]]
    for pair in pool:
        if batches[-1] and (len(batches[-1]) + 1) * len(pair.target) > tokens:
            batches.append([])
        batches[-1].append(pair)
    return batches
