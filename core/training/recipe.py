"""Recipes of training runs: the same recipe gives the same weights on the same machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that determines the result of a training run.

    Attributes:
        pairs: sentence pairs drawn from the grammar; those with rare words are repeated (`corpus.emphasized`).
        updates: optimizer steps.
        tokens: approximate number of target tokens in a batch.
        warmup: updates until the learning rate peaks.
        averaged, every: how many of the last checkpoints are averaged, and the updates between them (section 6.1).
    """

    seed: int = 1
    pairs: int = 450_000
    updates: int = 12_500
    tokens: int = 2000
    warmup: int = 1000
    dropout: float = 0.0
    smoothing: float = 0.1
    d_model: int = 96
    heads: int = 6
    layers: int = 2
    d_ff: int = 384
    longest: int = 64
    averaged: int = 10
    every: int = 100

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def with_seed(self, seed: int) -> Recipe:
        return replace(self, seed=seed)


FULL = Recipe()
FAST = Recipe(updates=3000, warmup=600)


def recipe(fast: bool = False, updates: int | None = None) -> Recipe:
    """The recipe of the shipped model, or the fast one; `updates` shortens it, for experiments."""
    chosen = FAST if fast else FULL
    return chosen if updates is None else replace(chosen, updates=updates)
