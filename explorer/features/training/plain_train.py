"""Training with a bar that moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ....core.checkpoints import Checkpoint
from ....core.support.localization import _
from ....core.training.recipe import Recipe
from ...ui.plain.model_card import print_card
from ...ui.plain.page import put

if TYPE_CHECKING:
    from ....core.training.loop import Update

EVERY = 500  # updates between two lines


class Bars:
    """A bar for each training; without a terminal a line every 500 updates."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.updates = 0
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn(_("loss {task.fields[loss]:.3f}")),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def begin(self, description: str, updates: int) -> None:
        self.updates = updates
        self.progress.add_task(description, total=updates, loss=0.0)

    def report(self, step: int, loss: float) -> None:
        self.progress.update(self.progress.task_ids[-1], completed=step, loss=loss)
        if not self.console.is_terminal and step % EVERY == 0:
            said = _("update {step} of {updates}, loss {loss:.3f}")
            put(self.console, said.format(step=step, updates=self.updates, loss=loss))


def train_and_show(
    console: Console, recipe: Recipe, seeds: Sequence[int], folder: Path, threads: int
) -> None:
    """Trains once for each seed, keeps the best, and shows its card."""
    from ....core.training.make import train, train_best, use_threads

    use_threads(threads)
    bars = Bars(console)

    def begin(seed: int) -> None:
        bars.begin(_("seed {seed}", seed=seed), recipe.updates)

    def report(update: Update) -> None:
        bars.report(update.step, update.loss)

    with bars.progress:
        if len(seeds) == 1:
            begin(seeds[0])
            train(recipe.with_seed(seeds[0]), folder, report)
        else:
            train_best(recipe, seeds, folder, begin, report)
    print_card(console, Checkpoint(folder.resolve().name, folder))
