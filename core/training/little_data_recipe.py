"""How the curves of *little data* are made, as data. No torch is needed to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
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
    """Everything that decides what comes out.

    Each model is trained with the same number of updates, however many examples there are: with few it sees them
    often. Nothing is done against learning by heart (no dropout, no weight decay, no shifted copies), in either model.

    Attributes:
        seeds: each draws other examples and other first weights.
        examples: how many are learned from; those of a smaller number are among those of a larger.
        batch: images in an update, or all there are.
        warmup: updates until the rate peaks; after that it falls in a line to 0.
        rates: from which each family's is chosen, on images kept for that, after learning from `tuned_on` examples.
            Attention does best with the highest of them; one twice as high, tried once, did worse.
        tried, tested: images of the dev and the test set.
        sizes: of each family's model; so chosen that both have like many parameters.
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

    @property
    def runs(self) -> int:
        """How many trainings it takes."""
        tuning = len(self.rates) if len(self.rates) > 1 else 0
        return len(self.sizes) * (tuning + len(self.seeds) * len(self.examples))


FULL = CurvesRecipe()
FAST = CurvesRecipe(seeds=(1,), examples=(64, 512), updates=700, rates=(0.006,), tested=1000)
