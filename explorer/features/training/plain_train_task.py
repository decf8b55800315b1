"""Training of the models that are compared, a file each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from ....core.checkpoints.sequence import SUFFIX, SequenceCheckpoint
from ....core.support.localization import _
from ....core.training.sequence_recipe import SequenceRecipe
from ...ui.plain.page import put
from .plain_train import Bars


def train_task_and_show(
    console: Console, recipes: Sequence[SequenceRecipe], seeds: Sequence[int], folder: Path, threads: int
) -> None:
    """Trains each model once for each seed; `folder` gets those of the first seed, with the figures of all."""
    from ....core.training.loop import Update
    from ....core.training.make import use_threads
    from ....core.training.sequences import train

    use_threads(threads)
    bars = Bars(console)

    def report(seed: int, update: Update) -> None:
        if update.step == 1:
            bars.begin(_("{name}, seed {seed}", name=recipe.name, seed=seed), recipe.updates)
        bars.report(update.step, update.loss)

    for recipe in recipes:
        file = folder / f"{recipe.name}{SUFFIX}"
        with bars.progress:
            train(recipe, seeds, file, report)
        for line in figures(SequenceCheckpoint(recipe.name, file)):
            put(console, line)


def figures(checkpoint: SequenceCheckpoint) -> list[str]:
    """What was measured, a line for each seed."""
    card, axis = checkpoint.card, _(checkpoint.task.axis)
    lines = [_("{name}: {count:,} parameters", name=checkpoint.name, count=card["parameters"])]
    for seed in card["seeds"]:
        right = "  ".join(
            f"{axis} {distance}: {share:.3f}"
            for distance, share in zip(card["distances"], seed["accuracy"], strict=True)
        )
        lines.append(_("  seed {seed}, right by {axis}:  {right}", seed=seed["seed"], axis=axis, right=right))
    return lines
