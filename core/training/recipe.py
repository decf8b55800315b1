"""What a training run is made of, as data: the same recipe makes the same weights on the same machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides what comes out of a training run.

    Attributes:
        pairs: sentence pairs drawn from the grammar.
        updates: optimiser steps.
        tokens: target tokens in a batch, about.
        warmup: updates until the learning rate peaks.
        averaged, every: the last so many checkpoints, so many updates apart, are averaged (section 6.1).
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
    """The recipe of the shipped model, or the quick one; `updates` cuts it short, for trying things out."""
    chosen = FAST if fast else FULL
    return chosen if updates is None else replace(chosen, updates=updates)
