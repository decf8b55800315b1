"""The recipe of the curves of *little data*. Reading it needs no torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

TASK = "shapes"
COMMAND = f"transformer-explore train --task {TASK} -o FILE"


def _sizes() -> dict[str, dict[str, int]]:
    return {
        "convolution": {"embedding": 8, "channels": 30, "layers": 2},
        "attention": {"d_model": 24, "heads": 4, "layers": 2, "d_ff": 48},
    }


@dataclass(frozen=True, kw_only=True)
class CurvesRecipe:
    """Everything that determines the result.

    Every model is trained with the same number of updates: with few examples, it sees each of them often. Neither model
    is prevented from memorizing (no dropout, no weight decay, no shifted copies).

    Attributes:
        seeds: each draws different examples and initial weights.
        examples: numbers of training examples; the larger sets contain the smaller ones.
        batch: images in an update, at most.
        warmup: updates until the rate peaks; then it falls linearly to 0.
        rates: each family's rate is chosen from these by its accuracy on the dev set after training on `tuned_on`
            examples. Attention does best with the highest; a rate twice as high was worse in one trial.
        tried, tested: sizes of the dev set and the test set.
        sizes: of each family's model, chosen so that both have about the same number of parameters.
    """

    seeds: tuple[int, ...] = (1, 2, 3)
    examples: tuple[int, ...] = (16, 64, 256, 1024, 4096, 16384)
    updates: int = 2000
    batch: int = 32
    warmup: int = 100
    rates: tuple[float, ...] = (0.0015, 0.003, 0.006, 0.012)
    tuned_on: int = 1024
    tried: int = 1000
    tested: int = 2000
    sizes: Mapping[str, Mapping[str, int]] = field(default_factory=_sizes)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def shorter(self, updates: int | None) -> CurvesRecipe:
        """The same recipe with fewer updates, for experiments."""
        return self if updates is None else replace(self, updates=updates, warmup=min(self.warmup, updates))

    def with_seeds(self, seeds: Sequence[int]) -> CurvesRecipe:
        """The same recipe with these seeds, if there are any."""
        return replace(self, seeds=tuple(seeds)) if seeds else self

    @property
    def runs(self) -> int:
        """The number of training runs."""
        tuning = len(self.rates) if len(self.rates) > 1 else 0
        return len(self.sizes) * (tuning + len(self.seeds) * len(self.examples))


FULL = CurvesRecipe()
FAST = CurvesRecipe(seeds=(1,), examples=(64, 512), updates=700, rates=(0.006,), tested=1000)
