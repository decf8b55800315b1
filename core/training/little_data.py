"""Little data: how well convolutions and self-attention recognize shapes, by the number of training examples."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import torch
from torch import Tensor
from torch.nn import functional as F

from ..nn.image_classifier import AttentionSizes, ConvolutionSizes, ImageClassifier, ImageSizes, build
from ..running.machine import host, software
from ..running.torch_settings import pinned
from ..running.workers import Message, Send, Workers, in_order
from ..support.atomic import write_atomically
from ..tasks import shapes
from .little_data_recipe import COMMAND, TASK, CurvesRecipe

IMAGE = ImageSizes(levels=shapes.LEVELS, side=shapes.SIDE, classes=len(shapes.NAMES))
SIZES = {"convolution": ConvolutionSizes, "attention": AttentionSizes}
TRAINING, DEV, TEST = range(3)  # what the images are for; seeds the generator
TOGETHER = 500  # images classified at once


@dataclass(frozen=True)
class Run:
    """One of the training runs behind the curves.

    Attributes:
        number: counted from 1.
        tuning: whether its purpose is to choose the learning rate.
    """

    number: int
    family: str
    examples: int
    seed: int
    rate: float
    tuning: bool = False


Report = Callable[[Run, int, float], None]
"""Called after each update with the run, the number of the update, counted from 1, and its loss."""


@dataclass(frozen=True)
class Data:
    """Images for a model: ids [image, position], shapes [image]."""

    ids: Tensor
    shapes: Tensor

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, which: slice | Tensor) -> Data:
        return Data(self.ids[which], self.shapes[which])


@dataclass(frozen=True)
class Learned:
    """The result of one training: the accuracy on new images and on training images, from 0 to 1.

    Attributes:
        seconds: CPU time.
        host: the machine, as in `machine.host`.
    """

    accuracy: float
    by_heart: float
    seconds: float
    host: Mapping[str, str]


def drawn(purpose: int, seed: int, count: int) -> Data:
    """Images for a purpose; the same purpose, seed and count give the same images."""
    ids, wanted = shapes.draw(np.random.default_rng([purpose, seed]), count)
    return Data(torch.from_numpy(ids).flatten(1), torch.from_numpy(wanted))


@pinned(grad=True)
def model(recipe: CurvesRecipe, family: str, seed: int) -> ImageClassifier:
    """A family's model before its first update."""
    return build(family, IMAGE, SIZES[family](**recipe.sizes[family]), seed)


def parameters(recipe: CurvesRecipe, family: str) -> int:
    """The number of parameters of a family's model."""
    return sum(p.numel() for p in model(recipe, family, 0).parameters())


@pinned(grad=True)
def learn(recipe: CurvesRecipe, run: Run, given: Data, report: Report) -> ImageClassifier:
    """A model trained on the given images."""
    learner, random = model(recipe, run.family, run.seed), np.random.default_rng(run.seed)
    optimiser = torch.optim.Adam(learner.parameters())
    order = np.empty(0, dtype=np.intp)
    for step in range(1, recipe.updates + 1):
        if len(order) < min(recipe.batch, len(given)):
            order = random.permutation(len(given))
        chosen, order = torch.from_numpy(order[: recipe.batch]), order[recipe.batch :]
        for group in optimiser.param_groups:
            group["lr"] = _rate(recipe, run.rate, step)
        batch = given[chosen]
        loss = F.cross_entropy(learner.classify(batch.ids), batch.shapes)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        report(run, step, float(loss.detach()))
    return learner.eval()


def _rate(recipe: CurvesRecipe, highest: float, step: int) -> float:
    return highest * min(step / recipe.warmup, 1.0) * (1 - (step - 1) / recipe.updates)


@pinned()
def accuracy(learned: ImageClassifier, asked: Data) -> float:
    """The share of the images that the model classifies correctly."""
    parts = [asked[start : start + TOGETHER] for start in range(0, len(asked), TOGETHER)]
    right = sum(int((learned.classify(part.ids).argmax(dim=-1) == part.shapes).sum()) for part in parts)
    return right / len(asked)


def learned(job: tuple[CurvesRecipe, Run], send: Send) -> Learned:
    """Trains one model and measures it; a plain function that any worker can run."""
    recipe, run = job
    asked = drawn(DEV, 0, recipe.tried) if run.tuning else drawn(TEST, 0, recipe.tested)
    most = recipe.tuned_on if run.tuning else max(recipe.examples)  # the larger sets contain the smaller ones
    given = drawn(TRAINING, run.seed, most)[: run.examples]
    began = time.process_time()
    learner = learn(recipe, run, given, lambda _run, step, loss: send((step, loss)))
    return Learned(
        round(accuracy(learner, asked), 4),
        round(accuracy(learner, given[: recipe.tested]), 4),
        time.process_time() - began,
        host(),
    )


def train_curves(recipe: CurvesRecipe, report: Report, workers: Workers, threads: int = 1) -> dict[str, Any]:
    """Trains each family with each number of examples and each seed, after choosing the family's learning rate.

    Returns:
        The content of the curves' file: `accuracy` and `by_heart` (the accuracy on training images) are lists
        [examples][seed] by family, and so is `host`, the index in `hosts` of the machine that trained each model.
    """

    def all_of(runs: Sequence[Run]) -> list[Learned]:
        def reported(number: int, message: Message) -> None:
            step, loss = message
            report(runs[number], int(step), loss)

        return in_order(workers.results(learned, [(recipe, run) for run in runs], reported, threads))

    tuning = _tuning(recipe)
    tried = all_of(tuning)
    rates = {family: _best_rate(recipe, family, tuning, tried) for family in recipe.sizes}
    runs = _grid(recipe, rates, len(tuning))
    found = all_of(runs)
    hosts = list({str(each.host): each.host for each in (*tried, *found)}.values())
    families = {}
    for family, rate in rates.items():
        tunings = [each for run, each in zip(tuning, tried, strict=True) if run.family == family]
        mine = [each for run, each in zip(runs, found, strict=True) if run.family == family]
        rows = [mine[start : start + len(recipe.seeds)] for start in range(0, len(mine), len(recipe.seeds))]
        families[family] = {
            "parameters": parameters(recipe, family),
            "rate": rate,
            "tuning": [
                {"rate": one, "accuracy": each.accuracy, "host": hosts.index(each.host)}
                for one, each in zip(recipe.rates, tunings, strict=False)
            ],
            "accuracy": [[each.accuracy for each in row] for row in rows],
            "by_heart": [[each.by_heart for each in row] for row in rows],
            "host": [[hosts.index(each.host) for each in row] for row in rows],
            "cpu_seconds": round(sum(each.seconds for each in (*tunings, *mine)), 1),
        }
    return {
        "task": TASK,
        "command": COMMAND,
        "recipe": recipe.as_dict(),
        "chance": shapes.CHANCE,
        "families": families,
        "hosts": hosts,
        "versions": software(),
    }


def _tuning(recipe: CurvesRecipe) -> list[Run]:
    """The runs that choose each family's rate; none if there is only one rate."""
    rates = recipe.rates if len(recipe.rates) > 1 else ()
    which = enumerate(product(recipe.sizes, rates), start=1)
    return [
        Run(number, family, recipe.tuned_on, recipe.seeds[0], rate, tuning=True)
        for number, (family, rate) in which
    ]


def _best_rate(recipe: CurvesRecipe, family: str, runs: Sequence[Run], found: Sequence[Learned]) -> float:
    """The first of the rates with the highest accuracy on the dev set."""
    tried = [pair for pair in zip(runs, found, strict=True) if pair[0].family == family]
    best = max(tried, key=lambda pair: pair[1].accuracy, default=None)
    return recipe.rates[0] if best is None else best[0].rate


def _grid(recipe: CurvesRecipe, rates: Mapping[str, float], before: int) -> list[Run]:
    """The runs behind the curves, numbered after those `before` them."""
    which = enumerate(product(rates.items(), recipe.examples, recipe.seeds), start=before + 1)
    return [Run(number, family, count, seed, rate) for number, ((family, rate), count, seed) in which]


def make(
    recipe: CurvesRecipe, file: Path, report: Report, workers: Workers, threads: int = 1
) -> dict[str, Any]:
    """Trains the models and writes their curves to a file in one step; creates its folder if necessary."""
    made = train_curves(recipe, report, workers, threads)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return made
