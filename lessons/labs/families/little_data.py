"""With few examples a convolution wins, because locality is built in; with many, attention learns it.

Two models of similar size recognize which of four figures is somewhere in a small grey image. Their curves come with
the program; each names the command that reproduces it. `shape` and `seed` choose the image shown.
"""

from __future__ import annotations

import numpy as np

from ....core.checkpoints.little_data import Curves, shipped
from ....core.tasks import shapes
from ..lab import Floats, Parameter, Result, Table, result, single

FAMILIES = ("convolution", "attention")
ENOUGH = 0.9  # accuracy at which a model counts as knowing the figures
PARAMETERS = (
    Parameter("shape", shapes.NAMES[0], "the figure", choices=shapes.NAMES),
    Parameter("seed", 1, "random seed of the images", 0, 99, whole=True),
)


def run(shape: str, seed: int) -> Result:
    """The shipped curves, and images like those in training."""
    return result(**_learned(shipped()), **_shown(shape, seed))


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
            f"Accuracy on new images by number of training examples: mean of {seeds}. {how}",
        ),
        "lowest": Table(each.min(axis=-1), both, labels, f"The accuracy of the worst of {seeds}. {how}"),
        "highest": Table(each.max(axis=-1), both, labels, f"The accuracy of the best of {seeds}. {how}"),
        "gap": Table(
            mean[0] - mean[1],
            ("examples",),
            counts,
            f"Accuracy of the convolution − accuracy of attention. {how}",
        ),
        "by_heart": Table(
            heart,
            both,
            labels,
            f"Accuracy on the training images: mean of {seeds}. {how}",
        ),
        "examples": Table(np.array(curves.examples), ("examples",), counts, "Number of training examples."),
        "needed": Table(
            np.array([_needed(row, curves.examples) for row in mean]),
            along,
            families,
            f"The smallest tested number of examples that gives {ENOUGH:.0%} accuracy, if any. {how}",
            gaps=True,
        ),
        "parameters": Table(
            np.array([family.parameters for family in found]), along, families, "Parameters."
        ),
        "rates": Table(
            np.array([family.rate for family in found]),
            along,
            families,
            "Learning rate from a dev set.",
        ),
        "seconds": Table(
            np.array([family.seconds for family in found]),
            along,
            families,
            f"CPU seconds for all runs. {how}",
        ),
        "updates": single(curves.updates, "Updates of each run, independent of the number of examples."),
        "chance": single(curves.chance, "Accuracy of one who guesses."),
    }


def _needed(accuracy: Floats, examples: tuple[int, ...]) -> float:
    return next((count for count, share in zip(examples, accuracy, strict=True) if share >= ENOUGH), np.nan)


def _shown(shape: str, seed: int) -> dict[str, Table]:
    number = shapes.NAMES.index(shape)
    drawn = shapes.draw(np.random.default_rng(seed), len(shapes.NAMES))
    by_shape = drawn.ids[np.argsort(drawn.shapes)]
    grey = "paper is 1 or 2, ink is 3 or 4"
    return {
        "figure": Table(shapes.FIGURES[number].astype(int), ("row", "column"), says=f"The {shape}; 1: ink."),
        "image": Table(by_shape[number], ("row", "column"), says=f"An image with a {shape}: {grey}."),
        "images": Table(
            by_shape, ("shape", "row", "column"), {"shape": shapes.NAMES}, f"Each figure: {grey}."
        ),
    }
