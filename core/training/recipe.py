"""Recipes of training runs: the same recipe gives the same weights on the same machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that determines the result of a training run.

    Attributes:
        pairs: sentence pairs drawn from the grammar.
        updates: optimizer steps.
        tokens: approximate number of target tokens in a batch.
        warmup: updates until the learning rate peaks.
        averaged, every: how many of the last checkpoints are averaged, and the updates between them (section 6.1).
    """

    seed: int = 1
    pairs: int = 150_000
    updates: int = 7500
    tokens: int = 1500
    warmup: int = 800
    dropout: float = 0.1
    smoothing: float = 0.1
    d_model: int = 64
    heads: int = 4
    layers: int = 2
    d_ff: int = 256
    longest: int = 64
    averaged: int = 5
    every: int = 50

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def with_seed(self, seed: int) -> Recipe:
        return replace(self, seed=seed)


FULL = Recipe()
FAST = Recipe(updates=2400, warmup=500)


def recipe(fast: bool = False, updates: int | None = None) -> Recipe:
    """The recipe of the shipped model, or the fast one; `updates` shortens it, for experiments."""
    chosen = FAST if fast else FULL
    return chosen if updates is None else replace(chosen, updates=updates)
