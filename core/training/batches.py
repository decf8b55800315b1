"""Sentences, or pairs of them, in padded batches of about equal size and similar length (section 5.1)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import torch
from jaxtyping import Int
from torch import Tensor

Example = TypeVar("Example")

POOL = 4096  # examples sorted by length together: enough to need little padding, few enough to stay mixed


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


def epoch(pairs: Sequence[Pair], tokens: int, seed: int) -> list[list[Pair]]:
    """All pairs in batches of about `tokens` target tokens; the same seed gives the same order."""
    return shuffled(pairs, tokens, seed, lambda pair: (len(pair.target), len(pair.source)))


def shuffled(
    examples: Sequence[Example], tokens: int, seed: int, lengths: Callable[[Example], tuple[int, ...]]
) -> list[list[Example]]:
    """All examples in batches of about `tokens` tokens; the same seed gives the same order.

    Args:
        lengths: the lengths of an example, by which it is sorted; the first one counts for the size of a batch.
    """
    order = random.Random(seed)
    mixed = list(examples)
    order.shuffle(mixed)
    batches: list[list[Example]] = []
    for start in range(0, len(mixed), POOL):
        batches.extend(_cut(sorted(mixed[start : start + POOL], key=lengths), tokens, lengths))
    order.shuffle(batches)
    return batches


def _cut(
    pool: Sequence[Example], tokens: int, lengths: Callable[[Example], tuple[int, ...]]
) -> list[list[Example]]:
    batches: list[list[Example]] = [[]]
    for example in pool:
        if batches[-1] and (len(batches[-1]) + 1) * lengths(example)[0] > tokens:
            batches.append([])
        batches[-1].append(example)
    return batches
