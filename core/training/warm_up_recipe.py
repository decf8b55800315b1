"""The recipe of the recorded training runs with and without warm-up. Reading it needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .recipe import Recipe

RECORD = "warm-up"
COMMAND = f"transformer-explore train --record {RECORD} -o FILE"


def _model() -> Recipe:
    return Recipe(pairs=20_000, updates=300, tokens=400, warmup=200, d_model=64, heads=4, layers=2, d_ff=256)


@dataclass(frozen=True, kw_only=True)
class WarmUpRecipe:
    """Everything that determines the result: a short training run of the translator in four variants.

    Attributes:
        model: the run that the variants have in common: data, sizes, number of updates, length of the warm-up.
        residuals: the place of LayerNorm; each with and without warm-up.
        averaged: updates whose mean loss is a point of a curve.
    """

    model: Recipe = field(default_factory=_model)
    residuals: tuple[str, ...] = ("post-norm", "pre-norm")
    averaged: int = 10

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def shorter(self, updates: int | None) -> WarmUpRecipe:
        """The same recipe with fewer updates, for experiments."""
        return self if updates is None else replace(self, model=replace(self.model, updates=updates))

    def with_seeds(self, seeds: Sequence[int]) -> WarmUpRecipe:
        """The same recipe with the first of these seeds, if there are any."""
        return replace(self, model=self.model.with_seed(seeds[0])) if seeds else self


FULL = WarmUpRecipe()
