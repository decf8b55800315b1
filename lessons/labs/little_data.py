"""With few examples a convolution wins, because locality is built in; with many, attention learns it.

Two models of similar size recognize which of four figures is somewhere in a small gray image. Their curves come with
the program; each names the command that reproduces it. `shape` and `seed` choose the image shown.
"""

from __future__ import annotations

import numpy as np

from ...core.checkpoints.little_data import Curves, shipped
from ...core.tasks import shapes
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, Table, picture, result, single, table, tagged

FAMILIES = ("convolution", "attention")
GRAYS = (" ", " ", "·", "▓", "█")  # paper is 1 or 2, ink is 3 or 4
ENOUGH = 0.9  # accuracy at which a model counts as knowing the figures
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("shape", shapes.NAMES[0], "the figure", choices=shapes.NAMES),
    Parameter("seed", 1, "random seed for the images", 0, 99, whole=True),
)


def run(shape: str, seed: int) -> Result:
    """The shipped curves, and images like those in training."""
    curves = shipped()
    return result(
        {"family": FAMILIES, "examples": curves.examples, "shape": shapes.NAMES},
        **_learned(curves),
        **_images(shape, seed),
    )


def _learned(curves: Curves) -> dict[str, Table]:
    families = [curves.families[name] for name in FAMILIES]
    each = np.array([family.accuracy for family in families])  # family, examples, seed
    memorized = np.array([family.by_heart for family in families]).mean(axis=-1)
    mean = each.mean(axis=-1)
    needed = [_needed(row, curves.examples) for row in mean]
    rates, seconds = [family.rate for family in families], [family.seconds for family in families]
    how, seeds = curves.command, len(curves.seeds)
    both, gap = "family, examples", mean[0] - mean[1]
    return {
        "accuracy": table(
            mean,
            both,
            "Accuracy on new images by number of training examples: mean of {n} seeds. Made by {command}.",
            n=seeds,
            command=how,
        ),
        "lowest": table(
            each.min(axis=-1),
            both,
            "The accuracy of the worst of {n} seeds. Made by {command}.",
            n=seeds,
            command=how,
        ),
        "highest": table(
            each.max(axis=-1),
            both,
            "The accuracy of the best of {n} seeds. Made by {command}.",
            n=seeds,
            command=how,
        ),
        "gap": table(
            gap,
            "examples",
            "Accuracy of the convolution − accuracy of attention. Made by {command}.",
            command=how,
        ),
        "by_heart": table(
            memorized,
            both,
            "Accuracy on the training images: mean of {n} seeds. Made by {command}.",
            n=seeds,
            command=how,
        ),
        "examples": table(curves.examples, "examples", "Number of training examples."),
        "needed": table(
            needed,
            "family",
            "The smallest tested number of examples that gives {share} accuracy, if any. Made by {command}.",
            gaps=True,
            share=f"{ENOUGH:.0%}",
            command=how,
        ),
        "parameters": table([family.parameters for family in families], "family", "Number of parameters."),
        "rates": table(rates, "family", "Learning rate chosen on a dev set."),
        "seconds": table(seconds, "family", "CPU seconds for all runs. Made by {command}.", command=how),
        "updates": single(
            curves.updates, "Number of updates of each run, independent of the number of examples."
        ),
        "chance": single(curves.chance, "Accuracy of random guessing."),
    }


def _needed(accuracy: Floats, examples: tuple[int, ...]) -> float:
    return next((count for count, share in zip(examples, accuracy, strict=True) if share >= ENOUGH), np.nan)


def _images(shape: str, seed: int) -> dict[str, Table]:
    number = shapes.NAMES.index(shape)
    drawn = shapes.draw(np.random.default_rng(seed), len(shapes.NAMES))
    by_shape = drawn.ids[np.argsort(drawn.shapes)]
    pictures = {
        "figure": table(
            shapes.FIGURES[number].astype(int), "row, column", "The {shape}, with 1 for ink.", shape=shape
        ),
        "image": picture(by_shape[number], "row, column", "An image with a {shape}.", GRAYS, shape=shape),
        "images": picture(by_shape, "shape, row, column", "One image for each figure.", GRAYS),
    }
    return tagged(Tag.RANDOM, pictures)
