"""The training loop: Adam, warm-up, label smoothing, dropout, the last checkpoints averaged (section 5)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Generic

import torch
from torch import Tensor

from ..running.torch_settings import pinned
from .objective import Example, LoopRecipe, Objective, SomeModel
from .schedule import Schedule, rate

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Update:
    """The result of one update; `seconds` is CPU time since the training began."""

    step: int
    loss: float
    rate: float
    seconds: float


class Training(Generic[SomeModel, Example]):
    """A model in training. Iterating over it makes one update at a time; between updates it can be saved.

    training = Training(recipe, Translation(recipe, pairs, vocabulary, padding))
    for update in training:
        show(update)
    model = training.averaged()

    Attributes:
        measured: the losses on development data that were measured so far, by number of updates.
    """

    @pinned(grad=True)
    def __init__(
        self, recipe: LoopRecipe, objective: Objective[SomeModel, Example], schedule: Schedule = rate
    ) -> None:
        self.recipe, self.objective, self.schedule = recipe, objective, schedule
        with torch.random.fork_rng():
            torch.manual_seed(recipe.seed)
            self.model = objective.build()
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=0.0, betas=(0.9, 0.98), eps=1e-9)
        self.recent: deque[Weights] = deque(maxlen=recipe.averaged)
        self.step = 0
        self.seconds = 0.0
        self.measured: dict[int, float] = {}
        # The state of the dropout generator between updates.
        self.random = torch.Generator().manual_seed(recipe.seed).get_state()

    def __iter__(self) -> Iterator[Update]:
        for number, batch in enumerate(self._batches(), start=1):
            if number <= self.step:
                continue  # skip the batches that a resumed run has already seen
            if number > self.recipe.updates:
                return
            yield self._update(batch)

    def _batches(self) -> Iterator[list[Example]]:
        for seed in count(self.recipe.seed * 1000):
            yield from self.objective.epoch(seed)

    @pinned(grad=True)
    def _update(self, batch: list[Example]) -> Update:
        began = time.process_time()
        self.step += 1
        learning_rate = self.schedule(self.step, self.recipe.d_model, self.recipe.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate
        self.model.train()
        with torch.random.fork_rng():
            torch.set_rng_state(self.random)
            loss = self.objective.loss(self.model, batch)
            self.random = torch.get_rng_state()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        if self._is_for_the_average():
            self.recent.append({name: p.detach().clone() for name, p in self.model.named_parameters()})
        self.seconds += time.process_time() - began
        return Update(self.step, float(loss.detach()), learning_rate, self.seconds)

    def _is_for_the_average(self) -> bool:
        left = self.recipe.updates - self.step
        return left % self.recipe.every == 0 and left // self.recipe.every < self.recipe.averaged

    def averaged(self) -> SomeModel:
        """A model whose weights are the mean of the last checkpoints, in evaluation mode."""
        with torch.random.fork_rng():  # for its initial weights, which are replaced
            model = self.objective.build()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                copies = [weights[name] for weights in self.recent] or [self.model.get_parameter(name)]
                parameter.copy_(torch.stack(copies).mean(0))
        return model.eval()
