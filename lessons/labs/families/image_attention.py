"""Attention over an image: what a pixel attends to.

Zhang et al. 2018, "SAGAN", arXiv 1805.08318, section 3: the output of attention is added with a learned scale γ,
initially 0. An image contains two figures that differ in shape and color, and a grey one shaped like one of them. A
layer of 3 × 3 convolution and one of attention are trained live to give the grey figure the color of its match.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..lab import Floats, Parameter, Result, Table, result, single, vector
from .recolouring import COLOURS, GREY, LIKE, OTHER, PARTS, SIDE, Images, draw, greys

EVERY = 10  # training steps between two points of the curves
SHOWN = ("paper", "grey", *COLOURS)
PLACES = tuple(str(number) for number in range(1, SIDE + 1))
GRID = {"row": PLACES, "column": PLACES}
PIXELS = tuple(f"{row}:{column}" for row in PLACES for column in PLACES)
WEIGHTS = {
    "scale.weight": "γ",
    "query.weight": "W^Q",
    "key.weight": "W^K",
    "value.weight": "W^V",
    "output.weight": "W^O",
}
PARAMETERS = (
    Parameter("seed", 0, "random seed of the image", 0, 9999, whole=True),
    Parameter("row", 0, "row of the pixel; 0: middle of the grey figure", 0, SIDE, whole=True),
    Parameter("column", 0, "column of the pixel; 0: the same", 0, SIDE, whole=True),
    Parameter("share", 1.0, "share of γ that is used", 0, 2, 0.25),
    Parameter("steps", 240, "training steps", 20, 400, 20, whole=True),
    Parameter("training", 0, "random seed of the training", 0, 9999, whole=True),
)


@dataclass(frozen=True)
class Seen:
    """One image, and the model's recorded steps.

    Attributes:
        images: only this image.
        pixel: row and column of the querying pixel, from 0.
        steps: the recorded arrays, by name.
    """

    images: Images
    pixel: tuple[int, int]
    steps: dict[str, Floats]

    @property
    def part(self) -> NDArray[np.int64]:
        """[row, column], the part that each pixel belongs to."""
        return np.asarray(self.images.part[0])

    @property
    def map(self) -> Floats:
        """[row, column], the weight the pixel gives each pixel."""
        row, column = self.pixel
        return np.asarray(self.steps["weights"][0, row * SIDE + column].reshape(SIDE, SIDE))


def run(seed: int, row: int, column: int, share: float, steps: int, training: int) -> Result:
    """One image, the attention of its pixels, the output, and the training of the model."""
    from . import recolouring_model as models

    trained = models.trained(steps, training)
    model = models.scaled(trained.model, share)
    images = draw(np.random.default_rng(seed), 1)
    middle = np.argwhere(images.part[0] == GREY).mean(axis=0).round().astype(int)
    pixel = tuple(
        int(given) - 1 if given else int(own) for given, own in zip((row, column), middle, strict=True)
    )
    seen = Seen(images, (pixel[0], pixel[1]), models.looked(model, images))
    off = models.scaled(trained.model, 0)
    return result(
        **_image(seen),
        **_map(seen),
        **_added(seen, models.looked(off, images)),
        accuracy=vector(
            np.array([models.accuracy(model), models.accuracy(off)]),
            "attention",
            "Share of grey pixels in new images that get the right color.",
            ("with this γ", "with γ = 0"),
        ),
        chance=single(1 / len(COLOURS), "Accuracy of guessing."),
        gamma=single(models.gamma(model), "γ as used here."),
        **_learned(trained.gammas, trained.losses, trained.first),
    )


def _image(seen: Seen) -> dict[str, Table]:
    pixels = seen.images.pixels[0]
    coloured = pixels[1:].any(axis=0)
    shown = pixels[0] + np.where(coloured, pixels[1:].argmax(axis=0) + 1, 0)
    return {
        "image": Table(shown.astype(int), ("row", "column"), GRID, f"Image: {', '.join(_numbered(SHOWN))}."),
        "part": Table(
            seen.part,
            ("row", "column"),
            GRID,
            f"Part of a pixel: {', '.join(_numbered(PARTS))}.",
        ),
        "pixels": single(SIDE * SIDE, "Number of pixels."),
    }


def _numbered(words: tuple[str, ...]) -> list[str]:
    return [f"{number} {word}" for number, word in enumerate(words)]


def _map(seen: Seen) -> dict[str, Table]:
    weights, part = seen.map, seen.part
    row, column = seen.pixel
    far = np.abs(np.indices((SIDE, SIDE)) - np.array(seen.pixel)[:, None, None]).max(axis=0)
    return {
        "pixel": vector(
            np.array([row, column]) + 1, "axis", "The querying pixel, from 1.", ("row", "column")
        ),
        "map": Table(weights, ("row", "column"), GRID, "Its attention to each pixel; the weights sum to 1."),
        "given": vector(
            np.array([weights[part == number].sum() for number in range(len(PARTS))]),
            "part",
            "The attention it gives each part of the image.",
            PARTS,
        ),
        "near": single(weights[far <= 1].sum(), "The attention within the 3 × 3 window around the pixel."),
        "distances": vector(
            np.array([far[part == number].min() for number in (LIKE, OTHER)]),
            "part",
            "The distance to the nearest pixel of each figure: 1 is a neighbor.",
            (PARTS[LIKE], PARTS[OTHER]),
        ),
        "weights": Table(
            seen.steps["weights"][0],
            ("query", "key"),
            {"query": PIXELS, "key": PIXELS},
            "The attention of each pixel; pixels are named row:column.",
        ),
    }


def _added(seen: Seen, off: dict[str, Floats]) -> dict[str, Table]:
    """The output of the attention with this γ and with 0, and the predicted colors."""
    steps, (row, column) = seen.steps, seen.pixel
    colour = int(seen.images.colour[0])
    said = np.stack([_softmax(each["logits"]) for each in (steps, off)])  # attention, colour, row, column
    both = {"attention": ("with this γ", "with γ = 0")}
    return {
        "input": Table(
            steps["input"],
            ("channel", "row", "column"),
            GRID,
            "The input of the attention: the output of the convolution.",
        ),
        "output": Table(steps["output"], ("channel", "row", "column"), GRID, "The output: γ o + x."),
        "moved": single(
            np.abs(steps["output"] - steps["input"]).max(),
            "The largest absolute difference of input and output.",
        ),
        "moved_at_0": single(np.abs(off["output"] - off["input"]).max(), "The same for γ = 0."),
        "right": Table(
            np.where(greys(seen.images)[0], said[0, colour], np.nan),
            ("row", "column"),
            GRID,
            f"The probability each grey pixel gives the right color, {COLOURS[colour]}.",
            gaps=True,
        ),
        "said": Table(
            said[:, :, row, column],
            ("attention", "colour"),
            both | {"colour": COLOURS},
            "The probability of each color for the pixel.",
        ),
    }


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=0))
    return np.asarray(raised / raised.sum(axis=0))


def _learned(gammas: Floats, losses: Floats, first: Mapping[str, float]) -> dict[str, Table]:
    moments = np.arange(0, len(losses), EVERY)
    return {
        "step": vector(moments, "step", "Training steps."),
        "gammas": vector(gammas[moments], "step", "γ during training."),
        "losses": vector(losses[moments], "step", "The loss: cross-entropy of the grey pixels."),
        "guessing": vector(
            np.full(len(moments), np.log(len(COLOURS))), "step", "The loss of guessing, ln 3."
        ),
        "first_gradients": vector(
            np.array([first[name] for name in WEIGHTS]),
            "parameter",
            "The norm of the first gradient of each attention parameter, while γ is 0.",
            tuple(WEIGHTS.values()),
        ),
    }
