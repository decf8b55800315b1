"""Trains the translator, the sequence models and the learning curves, with progress bars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ....core.checkpoints.sequence import SUFFIX, SequenceCheckpoint
from ....core.support.localization import _
from ....core.training.little_data_recipe import CurvesRecipe
from ....core.training.recipe import Recipe
from ....core.training.sequence_recipe import SequenceRecipe
from ....core.training.text_recipe import TextRecipe
from ....core.training.warm_up_recipe import WarmUpRecipe
from ...ui.plain.page import print_line

if TYPE_CHECKING:
    from ....core.running.workers import Workers
    from ....core.training.little_data import Run
    from ....core.training.warm_up import Run as WarmUpRun

EVERY = 500  # updates between two lines


class Bars:
    """A progress bar for each training; without a terminal, a line every 500 updates."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._tasks: dict[str, tuple[TaskID, int]] = {}  # and the last multiple of EVERY that was printed
        about, loss = TextColumn("{task.description}"), TextColumn(_("loss {task.fields[loss]:.3f}"))
        columns = (about, BarColumn(), TaskProgressColumn(), loss, TimeRemainingColumn())
        self.progress = Progress(*columns, console=console, disable=not console.is_terminal)

    def report(self, name: str, updates: int, step: int, loss: float) -> None:
        """Shows how far a training has come; several may run at the same time.

        Args:
            updates: how many the training makes.
        """
        if name not in self._tasks:
            self._tasks[name] = self.progress.add_task(name, total=updates, loss=0.0), 0
        task, printed = self._tasks[name]
        self.progress.update(task, completed=step, loss=loss)
        if not self.console.is_terminal and step // EVERY > printed:
            self._tasks[name] = task, step // EVERY
            text = _("{name}: update {step} of {updates}, loss {loss:.3f}")
            print_line(self.console, text.format(name=name, step=step, updates=updates, loss=loss))


def train_translator(
    console: Console, workers: Workers, recipe: Recipe, seeds: Sequence[int], folder: Path, threads: int
) -> None:
    """Trains once for each seed and keeps the best model."""
    from ....core.training.make import train_best, train_seeds

    bars = Bars(console)

    def report(seed: int, step: int, loss: float) -> None:
        bars.report(_("seed {seed}", seed=seed), recipe.updates, step, loss)

    with bars.progress:
        if len(seeds) == 1:
            train_seeds(workers, recipe, {seeds[0]: folder}, report, threads)
        else:
            train_best(workers, recipe, seeds, folder, report, threads)


def train_task(
    console: Console,
    workers: Workers,
    recipes: Sequence[SequenceRecipe],
    seeds: Sequence[int],
    folder: Path,
    threads: int,
) -> None:
    """Trains each sequence model for each seed; the folder gets the models of the first seed, with all results."""
    from ....core.training.sequences import train

    bars = Bars(console)

    def report(recipe: SequenceRecipe, step: int, loss: float) -> None:
        name = _("{name}, seed {seed}", name=recipe.name, seed=recipe.seed)
        bars.report(name, recipe.updates, step, loss)

    with bars.progress:
        for file in train(workers, recipes, seeds, folder, report, threads):
            for line in _results(SequenceCheckpoint(file.name.removesuffix(SUFFIX), file)):
                print_line(console, line)


def train_texts(
    console: Console,
    workers: Workers,
    recipes: Sequence[TextRecipe],
    seeds: Sequence[int],
    folder: Path,
    threads: int,
) -> None:
    """Trains each model that reads English; several in a folder each."""
    from ....core.training.make_text import figures_in, train_all

    bars = Bars(console)

    def report(recipe: TextRecipe, step: int, loss: float) -> None:
        name = _("{name}, seed {seed}", name=recipe.name, seed=recipe.seed)
        bars.report(name, recipe.updates, step, loss)

    with bars.progress:
        for recipe, place in train_all(workers, recipes, seeds, folder, report, threads):
            figures = figures_in(place)
            text = _("{name}: {count:,} parameters, loss on development data {loss:.3f}")
            print_line(
                console,
                text.format(name=recipe.name, count=figures["parameters"], loss=figures["final_dev"]),
            )


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


def train_curves(console: Console, workers: Workers, recipe: CurvesRecipe, file: Path, threads: int) -> None:
    """Trains each family on every number of examples and writes the learning curves to a file."""
    from ....core.training.little_data import make

    bars = Bars(console)

    def report(run: Run, step: int, loss: float) -> None:
        text = _("{number} of {all}: {family}, {examples} examples, seed {seed}")
        bars.report(text.format(all=recipe.runs, **vars(run)), recipe.updates, step, loss)

    with bars.progress:
        made = make(recipe, file, report, workers, threads)
    for family, found in made["families"].items():
        by_examples = zip(recipe.examples, found["accuracy"], strict=True)
        right = "  ".join(f"{examples}: {sum(each) / len(each):.3f}" for examples, each in by_examples)
        print_line(
            console, _("{family}, accuracy by number of examples:  {right}", family=family, right=right)
        )


def record_warm_up(
    console: Console, workers: Workers, recipe: WarmUpRecipe, file: Path, threads: int
) -> None:
    """Records training runs with and without warm-up and writes their learning curves to a file."""
    from ....core.training.warm_up import make

    bars = Bars(console)

    def report(run: WarmUpRun, step: int, loss: float) -> None:
        bars.report(_name(run.residual, run.warm_up), recipe.model.updates, step, loss)

    with bars.progress:
        made = make(recipe, file, report, workers, threads)
    for run in made["runs"]:
        name = _name(run["residual"], run["warm_up"])
        print_line(console, _("{name}: final loss {loss:.3f}", name=name, loss=run["losses"][-1]))


def _name(residual: str, warm_up: bool) -> str:
    """A recorded run, in words."""
    template = _("{residual}, with warm-up") if warm_up else _("{residual}, without warm-up")
    return template.format(residual=residual)
