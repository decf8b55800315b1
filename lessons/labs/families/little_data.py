"""With few examples a convolution wins, since what is near is built into it; with many, attention learns it.

Two models of like size say which of four figures stands somewhere in a small grey image. Their curves come with the
program; each says which command makes it again. `shape` and `seed` choose the image that is shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.checkpoints.little_data import Curves, shipped
from ....core.tasks import shapes
from ..lab import Parameter, Result, Table, Value, single

FAMILIES = ("convolution", "attention")
ENOUGH = 0.9  # accuracy from which a model is said to know the figures
PARAMETERS = (
    Parameter("shape", shapes.NAMES[0], "the figure", choices=shapes.NAMES),
    Parameter("seed", 1, "seed of the images", 0, 99, whole=True),
)


def run(shape: Value, seed: Value) -> Result:
    """The shipped curves, and images such as they were trained on."""
    return Result(_learned(shipped()) | _shown(str(shape), int(seed)))


def _learned(curves: Curves) -> dict[str, Table]:
    found = [curves.families[name] for name in FAMILIES]
    each = np.array([family.accuracy for family in found])  # family, examples, seed
    heart = np.array([family.by_heart for family in found]).mean(axis=-1)
    mean = each.mean(axis=-1)
    families, counts = {"family": FAMILIES}, {"examples": tuple(map(str, curves.examples))}
    both, labels = ("family", "examples"), families | counts
    how = f"Made by {curves.command}."
    seeds = f"{len(curves.seeds)} seeds"
    along = ("family",)
    return {
        "accuracy": Table(
            mean,
            both,
            labels,
            f"Share of new images named rightly, by examples learned from: mean of {seeds}. {how}",
        ),
        "lowest": Table(each.min(axis=-1), both, labels, f"The same of the worst of the {seeds}. {how}"),
        "highest": Table(each.max(axis=-1), both, labels, f"The same of the best of the {seeds}. {how}"),
        "gap": Table(
            mean[0] - mean[1], ("examples",), counts, f"How far the convolution is ahead of attention. {how}"
        ),
        "by_heart": Table(
            heart,
            both,
            labels,
            f"Share named rightly of the images that it learned from: mean of {seeds}. {how}",
        ),
        "examples": Table(np.array(curves.examples), ("examples",), counts, "How many were learned from."),
        "needed": Table(
            np.array([_needed(row, curves.examples) for row in mean]),
            along,
            families,
            f"The fewest examples, of those tried, after which {ENOUGH:.0%} were right, if it was enough. {how}",
            gaps=True,
        ),
        "parameters": Table(
            np.array([family.parameters for family in found]), along, families, "Parameters of each model."
        ),
        "rates": Table(
            np.array([family.rate for family in found]),
            along,
            families,
            "Learning rate, chosen on a dev set.",
        ),
        "seconds": Table(
            np.array([family.seconds for family in found]), along, families, f"CPU seconds of all runs. {how}"
        ),
        "updates": single(curves.updates, "Updates of each run, however many examples there were."),
        "chance": single(curves.chance, "Accuracy of one who guesses."),
    }


def _needed(accuracy: NDArray[np.float64], examples: tuple[int, ...]) -> float:
    return next((count for count, share in zip(examples, accuracy, strict=True) if share >= ENOUGH), np.nan)


def _shown(shape: str, seed: int) -> dict[str, Table]:
    number = shapes.NAMES.index(shape)
    drawn = shapes.draw(np.random.default_rng(seed), len(shapes.NAMES))
    by_shape = drawn.ids[np.argsort(drawn.shapes)]
    grey = "paper is 1 or 2, ink is 3 or 4"
    return {
        "figure": Table(
            shapes.FIGURES[number].astype(int), ("row", "column"), says=f"The {shape}: 1 is ink."
        ),
        "image": Table(
            by_shape[number], ("row", "column"), says=f"An image with a {shape} somewhere: {grey}."
        ),
        "images": Table(
            by_shape, ("shape", "row", "column"), {"shape": shapes.NAMES}, f"One of each figure: {grey}."
        ),
    }
