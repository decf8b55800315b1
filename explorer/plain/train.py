"""Training with a bar that moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ...core.checkpoints import Checkpoint
from ...core.language import _
from ...core.training.recipe import Recipe
from .models import print_card
from .page import put

if TYPE_CHECKING:
    from ...core.training.loop import Update


def train_and_show(
    console: Console, recipe: Recipe, seeds: Sequence[int], folder: Path, threads: int
) -> None:
    """Trains once for each seed, keeps the best, and shows its card."""
    from ...core.training.make import train, train_best, use_threads

    use_threads(threads)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(_("loss {task.fields[loss]:.3f}")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def begin(seed: int) -> None:
            progress.add_task(_("seed {seed}").format(seed=seed), total=recipe.updates, loss=0.0)

        def report(update: Update) -> None:
            progress.update(progress.task_ids[-1], completed=update.step, loss=update.loss)
            if not console.is_terminal and update.step % 500 == 0:
                put(
                    console,
                    _("update {step} of {updates}, loss {loss:.3f}").format(
                        step=update.step, updates=recipe.updates, loss=update.loss
                    ),
                )

        if len(seeds) == 1:
            begin(seeds[0])
            train(recipe.with_seed(seeds[0]), folder, report)
        else:
            train_best(recipe, seeds, folder, begin, report)
    print_card(console, Checkpoint(folder.resolve().name, folder))
