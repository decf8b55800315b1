"""Training of the sequence models from a seed: task, model, figures and file."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..checkpoints.loading import take
from ..checkpoints.sequence import SUFFIX, packed
from ..nn.sequence import SequenceModel, build
from ..operations.operation import Array
from ..running.machine import host
from ..running.torch_settings import pinned
from ..running.workers import Message, Send, Workers
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


@dataclass(frozen=True)
class Trained:
    """A trained model as plain data, and its measurements.

    Attributes:
        weights: rounded to 16 bits, as in a file.
        figures: the seed, the CPU time, the accuracy at each distance, and the machine that trained it.
    """

    recipe: SequenceRecipe
    weights: Mapping[str, Array]
    figures: Mapping[str, Any]


def trained(recipe: SequenceRecipe, send: Send) -> Trained:
    """Trains a model and measures it as it is in the file; a plain function that any worker can run."""
    model, seconds = learn(recipe, lambda update: send((update.step, update.loss)))
    _round(model)
    accuracies = measure(model, task(recipe.task))
    figures = {"seed": recipe.seed, "cpu_seconds": round(seconds, 1), "accuracy": accuracies, "host": host()}
    return Trained(recipe, take(model), figures)


def train(
    workers: Workers,
    recipes: Sequence[SequenceRecipe],
    seeds: Sequence[int],
    folder: Path,
    report: Callable[[SequenceRecipe, int, float], None],
    threads: int = 1,
) -> Iterator[Path]:
    """Trains each model once for each seed, on all workers.

    The file of a recipe is written as soon as all its seeds are ready: the model of the first seed, with the figures of
    all seeds in its card. Creates the folder if necessary.

    Args:
        report: called with the recipe of one training, the number of the update and its loss.

    Yields:
        The path of each file after it is written.
    """
    jobs = [recipe.with_seed(seed) for recipe in recipes for seed in seeds]
    found: dict[str, list[Trained | None]] = {recipe.name: [None] * len(seeds) for recipe in recipes}

    def reported(number: int, message: Message) -> None:
        step, loss = message
        report(jobs[number], int(step), loss)

    for number, result in workers.results(trained, jobs, reported, threads):
        of_recipe = found[jobs[number].name]
        of_recipe[number % len(seeds)] = result
        ready = [each for each in of_recipe if each is not None]
        if len(ready) == len(seeds):
            yield _write(ready, folder)


def _write(seeds: Sequence[Trained], folder: Path) -> Path:
    """Writes the model of the first seed, with the figures of all of them."""
    first = seeds[0]
    recipe, about = first.recipe, task(first.recipe.task)
    card = {
        "recipe": recipe.as_dict(),
        "parameters": sum(weights.size for weights in first.weights.values()),
        "distances": list(about.distances),
        "seeds": [dict(each.figures) for each in seeds],
    }
    file = folder / f"{recipe.name}{SUFFIX}"
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(file, packed(first.weights, recipe.task, recipe.configuration(), card))
    return file


@pinned()
def _round(model: SequenceModel) -> None:
    for parameter in model.parameters():
        parameter.copy_(parameter.half())
