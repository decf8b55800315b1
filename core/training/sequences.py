"""Training of the sequence models from a seed: task, model, figures and file."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..checkpoints.loading import take
from ..checkpoints.sequence import packed
from ..nn.sequence import SequenceModel, build
from ..running.torch_settings import pinned
from ..support.atomic import write_atomically
from ..tasks import NOTHING, Batch, Task, task
from .fast_recurrent import fast
from .loop import Update
from .sequence_recipe import SequenceRecipe

PROBES = 400  # sequences at each distance
CLIP = 1.0
LAST = 0.02  # the final rate, as a share of the highest

Report = Callable[[Update], None]


def streams(batch: Batch) -> list[Tensor]:
    """The ids of a batch, one tensor for each part of the tokens."""
    ids = torch.from_numpy(batch.ids)
    return [ids[..., part].contiguous() for part in range(ids.shape[-1])]


@pinned(grad=True)
def started(recipe: SequenceRecipe) -> SequenceModel:
    """The model before its first update: the same for the same seed."""
    return build(recipe.configuration(), recipe.seed, recipe.remember)


@pinned(grad=True)
def learn(recipe: SequenceRecipe, report: Report) -> tuple[SequenceModel, float]:
    """A trained model, and the CPU time of the training in seconds."""
    about, random = task(recipe.task), np.random.default_rng(recipe.seed)
    model, seconds = started(recipe), 0.0
    with fast(model):
        parameters = [p for p in model.parameters() if p.requires_grad]
        optimiser = torch.optim.Adam(parameters, betas=(0.9, 0.98))
        for step in range(1, recipe.updates + 1):
            began = time.process_time()
            batch, rate = about.draw(random, recipe.batch), _rate(recipe, step)
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = _loss(model, batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(parameters, CLIP)
            optimiser.step()
            seconds += time.process_time() - began
            report(Update(step, float(loss.detach()), rate, seconds))
    return model.eval(), seconds


def _rate(recipe: SequenceRecipe, step: int) -> float:
    falling = 0.5 * (1 + math.cos(math.pi * step / recipe.updates))
    return recipe.rate * min(1.0, step / recipe.warmup) * max(LAST, falling)


def _loss(model: SequenceModel, batch: Batch) -> Tensor:
    log_probabilities, wanted = model(*streams(batch)), torch.from_numpy(batch.wanted)
    asked = wanted != NOTHING
    return F.nll_loss(log_probabilities[asked], wanted[asked])


@pinned()
def accuracy(model: SequenceModel, about: Task, distance: int, count: int = PROBES) -> float:
    """The share of correct answers to questions at this distance."""
    batch = about.probe(np.random.default_rng(distance), count, distance)
    with fast(model):
        answers = model(*streams(batch)).argmax(dim=-1).numpy()
    return float((answers == batch.wanted)[batch.asked].mean())


def measure(model: SequenceModel, about: Task) -> list[float]:
    """The accuracy at each of the task's distances."""
    return [round(accuracy(model, about, distance), 4) for distance in about.distances]


def train(
    recipe: SequenceRecipe, seeds: Sequence[int], file: Path, report: Callable[[int, Update], None]
) -> None:
    """Trains once for each seed and writes the first model, with the figures of all seeds in its card.

    Measures the model as it is in the file, with 16-bit weights.
    """
    about, found = task(recipe.task), []
    kept: SequenceModel | None = None
    for seed in seeds:
        model, seconds = learn(recipe.with_seed(seed), partial(report, seed))
        _round(model)
        found.append({"seed": seed, "cpu_seconds": round(seconds, 1), "accuracy": measure(model, about)})
        kept = kept or model
    assert kept is not None
    card = {
        "recipe": recipe.with_seed(seeds[0]).as_dict(),
        "parameters": sum(p.numel() for p in kept.parameters()),
        "distances": list(about.distances),
        "seeds": found,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, packed(take(kept), recipe.task, kept.configuration, card))


@pinned()
def _round(model: SequenceModel) -> None:
    for parameter in model.parameters():
        parameter.copy_(parameter.half())
