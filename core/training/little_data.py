"""Little data: how well convolutions and self-attention recognize shapes, by the number of training examples."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import torch
from torch import Tensor
from torch.nn import functional as F

from ..nn.image_classifier import AttentionSizes, ConvolutionSizes, ImageClassifier, ImageSizes, build
from ..running.torch_settings import pinned
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
    """The result of one training: the accuracy on test images and on training images, from 0 to 1."""

    accuracy: float
    by_heart: float
    seconds: float


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


def _tried(recipe: CurvesRecipe, run: Run, given: Data, asked: Data, report: Report) -> Learned:
    began = time.process_time()
    learned = learn(recipe, run, given, report)
    return Learned(
        round(accuracy(learned, asked), 4),
        round(accuracy(learned, given[: recipe.tested]), 4),
        time.process_time() - began,
    )


def train_curves(recipe: CurvesRecipe, report: Report) -> dict[str, Any]:
    """Trains each family with each number of examples and each seed, after choosing the family's learning rate.

    Returns:
        The content of the curves' file: `accuracy` and `by_heart` (the accuracy on training images) are lists
        [examples][seed] by family.
    """
    test = drawn(TEST, 0, recipe.tested)
    found: dict[str, dict[str, Any]] = {}
    done = 0
    for family in recipe.sizes:
        tuning, spent = _tune(recipe, family, done, report)
        done += len(tuning)
        rate = max(tuning, key=lambda rate: tuning[rate]) if tuning else recipe.rates[0]
        grid: list[list[Learned]] = []
        for count in recipe.examples:
            grid.append([])
            for seed in recipe.seeds:
                done += 1
                given = drawn(TRAINING, seed, max(recipe.examples))[:count]
                grid[-1].append(_tried(recipe, Run(done, family, count, seed, rate), given, test, report))
        found[family] = {
            "parameters": parameters(recipe, family),
            "rate": rate,
            "tuning": [{"rate": each, "accuracy": share} for each, share in tuning.items()],
            "accuracy": [[each.accuracy for each in row] for row in grid],
            "by_heart": [[each.by_heart for each in row] for row in grid],
            "cpu_seconds": round(spent + sum(each.seconds for row in grid for each in row), 1),
        }
    return {
        "task": TASK,
        "command": COMMAND,
        "recipe": recipe.as_dict(),
        "chance": shapes.CHANCE,
        "families": found,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
    }


def _tune(recipe: CurvesRecipe, family: str, done: int, report: Report) -> tuple[dict[float, float], float]:
    """The accuracy on the dev set by rate, and the seconds it took; empty if there is only one rate."""
    if len(recipe.rates) == 1:
        return {}, 0.0
    dev, seed = drawn(DEV, 0, recipe.tried), recipe.seeds[0]
    given = drawn(TRAINING, seed, recipe.tuned_on)
    runs = [
        Run(done + number, family, recipe.tuned_on, seed, rate, tuning=True)
        for number, rate in enumerate(recipe.rates, start=1)
    ]
    found = {run.rate: _tried(recipe, run, given, dev, report) for run in runs}
    return {rate: each.accuracy for rate, each in found.items()}, sum(each.seconds for each in found.values())


def make(recipe: CurvesRecipe, file: Path, report: Report) -> dict[str, Any]:
    """Trains the models and writes their curves to a file in one step; creates its folder if necessary."""
    made = train_curves(recipe, report)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return made
