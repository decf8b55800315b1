"""The curves of *little data*, made anew."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from ....core.support.localization import _
from ....core.training.little_data_recipe import FAST, FULL
from ...ui.plain.page import put
from .plain_train import Bars


def train_curves_and_show(console: Console, fast: bool, file: Path, threads: int) -> None:
    """Trains each family with every number of examples and writes what came of it into a file."""
    from ....core.training.little_data import Run, make
    from ....core.training.make import use_threads

    use_threads(threads)
    recipe, bars = FAST if fast else FULL, Bars(console)

    def report(run: Run, step: int, loss: float) -> None:
        if step == 1:
            said = _("{number} of {all}: {family}, {examples} examples, seed {seed}")
            bars.begin(
                said.format(
                    number=run.number,
                    all=recipe.runs,
                    family=run.family,
                    examples=run.examples,
                    seed=run.seed,
                ),
                recipe.updates,
            )
        bars.report(step, loss)

    with bars.progress:
        made = make(recipe, file, report)
    for family, found in made["families"].items():
        by_examples = zip(recipe.examples, found["accuracy"], strict=True)
        right = "  ".join(f"{examples}: {sum(each) / len(each):.3f}" for examples, each in by_examples)
        put(console, _("{family}, right by examples:  {right}", family=family, right=right))
