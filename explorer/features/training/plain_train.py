"""Trains the translator, the sequence models and the learning curves, with progress bars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ....core.checkpoints.sequence import SUFFIX, SequenceCheckpoint
from ....core.support.localization import _
from ....core.training.little_data_recipe import CurvesRecipe
from ....core.training.recipe import Recipe
from ....core.training.sequence_recipe import SequenceRecipe
from ....core.training.warm_up_recipe import WarmUpRecipe
from ...ui.plain.page import print_line

if TYPE_CHECKING:
    from ....core.training.little_data import Run
    from ....core.training.loop import Update
    from ....core.training.warm_up import Run as WarmUpRun

EVERY = 500  # updates between two lines


class Bars:
    """A progress bar for each training; without a terminal, a line every 500 updates."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.updates = 0
        about, loss = TextColumn("{task.description}"), TextColumn(_("loss {task.fields[loss]:.3f}"))
        columns = (about, BarColumn(), TaskProgressColumn(), loss, TimeRemainingColumn())
        self.progress = Progress(*columns, console=console, disable=not console.is_terminal)

    def begin(self, description: str, updates: int) -> None:
        """Adds a bar for this many updates."""
        self.updates = updates
        self.progress.add_task(description, total=updates, loss=0.0)

    def report(self, step: int, loss: float) -> None:
        """Shows how far the latest training has come."""
        self.progress.update(self.progress.task_ids[-1], completed=step, loss=loss)
        if not self.console.is_terminal and step % EVERY == 0:
            text = _("update {step} of {updates}, loss {loss:.3f}")
            print_line(self.console, text.format(step=step, updates=self.updates, loss=loss))


def train_translator(
    console: Console, recipe: Recipe, seeds: Sequence[int], folder: Path, threads: int
) -> None:
    """Trains once for each seed and keeps the best model."""
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


def train_task(
    console: Console, recipes: Sequence[SequenceRecipe], seeds: Sequence[int], folder: Path, threads: int
) -> None:
    """Trains each sequence model for each seed; the folder gets the models of the first seed, with all results."""
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
        for line in _results(SequenceCheckpoint(recipe.name, file)):
            print_line(console, line)


def _results(checkpoint: SequenceCheckpoint) -> list[str]:
    """The measurements, a line for each seed."""
    card, axis = checkpoint.card, _(checkpoint.task.axis)
    lines = [_("{name}: {count:,} parameters", name=checkpoint.name, count=card["parameters"])]
    for seed in card["seeds"]:
        right = "  ".join(
            f"{axis} {distance}: {share:.3f}"
            for distance, share in zip(card["distances"], seed["accuracy"], strict=True)
        )
        lines.append(
            _("  seed {seed}, accuracy by {axis}:  {right}", seed=seed["seed"], axis=axis, right=right)
        )
    return lines


def train_curves(console: Console, recipe: CurvesRecipe, file: Path, threads: int) -> None:
    """Trains each family on every number of examples and writes the learning curves to a file."""
    from ....core.training.little_data import make
    from ....core.training.make import use_threads

    use_threads(threads)
    bars = Bars(console)

    def report(run: Run, step: int, loss: float) -> None:
        if step == 1:
            text = _("{number} of {all}: {family}, {examples} examples, seed {seed}")
            bars.begin(text.format(all=recipe.runs, **vars(run)), recipe.updates)
        bars.report(step, loss)

    with bars.progress:
        made = make(recipe, file, report)
    for family, found in made["families"].items():
        by_examples = zip(recipe.examples, found["accuracy"], strict=True)
        right = "  ".join(f"{examples}: {sum(each) / len(each):.3f}" for examples, each in by_examples)
        print_line(
            console, _("{family}, accuracy by number of examples:  {right}", family=family, right=right)
        )


def record_warm_up(console: Console, recipe: WarmUpRecipe, file: Path, threads: int) -> None:
    """Records training runs with and without warm-up and writes their learning curves to a file."""
    from ....core.training.make import use_threads
    from ....core.training.warm_up import make

    use_threads(threads)
    bars = Bars(console)

    def report(run: WarmUpRun, step: int, loss: float) -> None:
        if step == 1:
            bars.begin(_name(run.residual, run.warm_up), recipe.model.updates)
        bars.report(step, loss)

    with bars.progress:
        made = make(recipe, file, report)
    for run in made["runs"]:
        name = _name(run["residual"], run["warm_up"])
        print_line(console, _("{name}: final loss {loss:.3f}", name=name, loss=run["losses"][-1]))


def _name(residual: str, warm_up: bool) -> str:
    """A recorded run, in words."""
    template = _("{residual}, with warm-up") if warm_up else _("{residual}, without warm-up")
    return template.format(residual=residual)
