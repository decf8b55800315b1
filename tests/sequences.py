"""Sequence models of every task and family, like the shipped ones but with random weights."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from transformer_explore.core.checkpoints import sequence
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.checkpoints.sequence import SUFFIX, packed
from transformer_explore.core.nn.sequence import build
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.tasks import task
from transformer_explore.core.trace import Trace
from transformer_explore.core.training.sequence_recipe import RECIPES, SequenceRecipe

from tests.models import scatter

MODELS = [recipe.name for recipe in RECIPES]


def write(recipe: SequenceRecipe, folder: Path) -> Path:
    """Writes the file of an untrained model."""
    model = build(recipe.configuration(), seed=1)
    scatter(model, seed=1)
    seeds = [{"seed": seed, "accuracy": [0.25] * len(task(recipe.task).distances)} for seed in (1, 2)]
    card = {
        "recipe": recipe.as_dict(),
        "parameters": sum(p.numel() for p in model.parameters()),
        "distances": list(task(recipe.task).distances),
        "seeds": seeds,
    }
    path = folder / f"{recipe.name}{SUFFIX}"
    path.write_bytes(packed(take(model), recipe.task, model.configuration, card))
    return path


@contextmanager
def shipped_from(folder: Path) -> Iterator[Path]:
    """Replaces the shipped models with such models."""
    for recipe in RECIPES:
        write(recipe, folder)
    with patch.object(sequence, "HERE", folder):
        yield folder


def text_of(model: str) -> str:
    return task(model.rpartition("-")[0]).example


def traced(model: str, text: str | None = None, **more) -> Trace:
    return run(Request(source=text or text_of(model), model=model, device="cpu", **more)).trace
