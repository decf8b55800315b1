"""The recipe of each sequence model: for every task, four families of nearly equal size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..nn.sequence_configuration import SequenceConfiguration
from ..tasks import Task, task


@dataclass(frozen=True, kw_only=True)
class SequenceRecipe:
    """Everything that determines the result.

    Attributes:
        size, d_ff, dilations: of the model, chosen so that a task's families have about the same number of parameters.
        remember: initial bias of an LSTM's forget gates: with a larger one, an untrained model forgets more slowly
            (Jozefowicz et al. 2015).
        rate: the highest learning rate, tuned for the family.
        updates: optimizer steps; the rate rises during the first `warmup` of them and then falls like a cosine.
        batch: sequences in an update.
    """

    task: str
    family: str
    size: int
    rate: float
    updates: int
    d_ff: int = 64
    dilations: tuple[int, ...] = (1, 5)
    remember: float = 1.0
    batch: int = 64
    warmup: int = 200
    seed: int = 1

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "dilations": list(self.dilations)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> SequenceRecipe:
        """The recipe that `as_dict` wrote."""
        return cls(**{**data, "dilations": tuple(data["dilations"])})

    def with_seed(self, seed: int) -> SequenceRecipe:
        return replace(self, seed=seed)

    def shorter(self, updates: int | None) -> SequenceRecipe:
        """The same recipe with fewer updates, for experiments."""
        return self if updates is None else replace(self, updates=updates, warmup=min(self.warmup, updates))

    @property
    def name(self) -> str:
        return f"{self.task}-{self.family}"

    def configuration(self) -> SequenceConfiguration:
        """The configuration of the model."""
        about: Task = task(self.task)
        return SequenceConfiguration(
            family=self.family,
            streams={name: len(words) for name, words in about.streams.items()},
            answers=len(about.answers),
            size=self.size,
            d_ff=self.d_ff,
            dilations=self.dilations,
            causal=about.causal,
        )


RECIPES = (
    SequenceRecipe(task="glossing", family="attention", size=28, d_ff=56, rate=3e-3, updates=4000),
    SequenceRecipe(task="glossing", family="convolution", size=30, dilations=(1, 2), rate=3e-3, updates=4000),
    SequenceRecipe(task="glossing", family="rnn", size=34, rate=2e-3, updates=4000),
    SequenceRecipe(task="glossing", family="lstm", size=28, rate=5e-3, updates=4000),
    SequenceRecipe(task="copying", family="attention", size=28, d_ff=56, rate=2e-3, updates=600),
    SequenceRecipe(task="copying", family="convolution", size=36, rate=3e-3, updates=1000),
    SequenceRecipe(task="copying", family="rnn", size=56, rate=5e-4, updates=3000),
    SequenceRecipe(task="copying", family="lstm", size=28, rate=5e-3, updates=800),
    SequenceRecipe(task="cards", family="attention", size=40, d_ff=80, rate=2e-3, updates=1500),
    SequenceRecipe(task="cards", family="convolution", size=50, rate=3e-3, updates=2000),
    SequenceRecipe(task="cards", family="rnn", size=80, rate=1e-3, updates=4000),
    SequenceRecipe(task="cards", family="lstm", size=40, remember=3.0, rate=5e-3, updates=5000),
    SequenceRecipe(task="many-cards", family="attention", size=28, d_ff=56, rate=2e-3, updates=1500),
    SequenceRecipe(task="many-cards", family="convolution", size=34, rate=3e-3, updates=1500),
    SequenceRecipe(task="many-cards", family="rnn", size=50, rate=1e-3, updates=3000),
    SequenceRecipe(task="many-cards", family="lstm", size=27, remember=3.0, rate=5e-3, updates=4000),
    SequenceRecipe(task="n-back", family="attention", size=32, d_ff=64, rate=2e-3, updates=5000),
    SequenceRecipe(task="n-back", family="convolution", size=40, rate=3e-3, updates=3000),
    SequenceRecipe(task="n-back", family="rnn", size=64, rate=1e-3, updates=3000),
    SequenceRecipe(task="n-back", family="lstm", size=32, rate=5e-3, updates=3000),
)
"""Each rate is the best of a few that were tried for the family."""


def recipes(of_task: str, family: str | None = None) -> list[SequenceRecipe]:
    """The recipes of a task, or of one family in it."""
    return [one for one in RECIPES if one.task == of_task and family in (None, one.family)]
