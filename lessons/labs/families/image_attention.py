"""Attention over an image: where a pixel looks, among all of them.

Zhang et al. 2018, "SAGAN", arXiv 1805.08318, section 3: what attention gathers is added with a learned scale γ, at
first 0. An image holds two figures, unlike in shape and colour, and a grey one shaped like one of them. A layer of
3 × 3 convolution and one of attention are trained, here and now, to give the grey one the colour of its like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..lab import Parameter, Result, Table, Value, single
from .recolouring import COLOURS, GREY, LIKE, OTHER, PARTS, SIDE, Images, draw, greys

Numbers = NDArray[np.float64]

EVERY = 10  # steps of training between two that are shown
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
    Parameter("seed", 0, "seed of the image", 0, 9999, whole=True),
    Parameter("row", 0, "row of the pixel; 0: grey's middle", 0, SIDE, whole=True),
    Parameter("column", 0, "its column; 0: the same", 0, SIDE, whole=True),
    Parameter("share", 1.0, "how much of γ is used", 0, 2, 0.25),
    Parameter("steps", 240, "steps of training", 20, 400, 20, whole=True),
    Parameter("training", 0, "seed of the training", 0, 9999, whole=True),
)


@dataclass(frozen=True)
class Seen:
    """What one image is, and what the model does with it.

    Attributes:
        images: it alone.
        pixel: row and column, from 0, of the one that looks.
        steps: what was recorded, by name.
    """

    images: Images
    pixel: tuple[int, int]
    steps: dict[str, Numbers]

    @property
    def part(self) -> NDArray[np.int64]:
        """[row, column], what a pixel belongs to."""
        return np.asarray(self.images.part[0])

    @property
    def map(self) -> Numbers:
        """[row, column], how much of its attention the pixel gives to each."""
        row, column = self.pixel
        return np.asarray(self.steps["weights"][0, row * SIDE + column].reshape(SIDE, SIDE))


def run(seed: Value, row: Value, column: Value, share: Value, steps: Value, training: Value) -> Result:
    """One image, where its pixels look, what comes of it, and how the model learned."""
    from . import recolouring_model as models

    trained = models.trained(int(steps), int(training))
    model = models.scaled(trained.model, float(share))
    images = draw(np.random.default_rng(int(seed)), 1)
    middle = np.argwhere(images.part[0] == GREY).mean(axis=0).round().astype(int)
    pixel = tuple(
        int(given) - 1 if given else int(own) for given, own in zip((row, column), middle, strict=True)
    )
    seen = Seen(images, (pixel[0], pixel[1]), models.looked(model, images))
    off = models.scaled(trained.model, 0)
    return Result(
        _image(seen)
        | _map(seen)
        | _added(seen, models.looked(off, images))
        | {
            "accuracy": Table(
                np.array([models.accuracy(model), models.accuracy(off)]),
                ("attention",),
                {"attention": ("with this γ", "with γ = 0")},
                "Share of grey pixels of new images that get the right colour.",
            ),
            "chance": single(1 / len(COLOURS), "The same of one who guesses."),
            "gamma": single(models.gamma(model), "γ, as it is used here."),
        }
        | _learned(trained.gammas, trained.losses, trained.first)
    )


def _image(seen: Seen) -> dict[str, Table]:
    pixels = seen.images.pixels[0]
    coloured = pixels[1:].any(axis=0)
    shown = pixels[0] + np.where(coloured, pixels[1:].argmax(axis=0) + 1, 0)
    return {
        "image": Table(
            shown.astype(int), ("row", "column"), GRID, f"The image: {', '.join(_numbered(SHOWN))}."
        ),
        "part": Table(
            seen.part,
            ("row", "column"),
            GRID,
            f"Which 3 × 3 pixels belong to what: {', '.join(_numbered(PARTS))}.",
        ),
        "pixels": single(SIDE * SIDE, "Pixels in the image."),
    }


def _numbered(words: tuple[str, ...]) -> list[str]:
    return [f"{number} {word}" for number, word in enumerate(words)]


def _map(seen: Seen) -> dict[str, Table]:
    weights, part = seen.map, seen.part
    row, column = seen.pixel
    far = np.abs(np.indices((SIDE, SIDE)) - np.array(seen.pixel)[:, None, None]).max(axis=0)
    return {
        "pixel": Table(
            np.array([row, column]) + 1,
            ("axis",),
            {"axis": ("row", "column")},
            "The pixel that looks, from 1.",
        ),
        "map": Table(
            weights, ("row", "column"), GRID, "Where it looks: a weight for each pixel, together 1."
        ),
        "given": Table(
            np.array([weights[part == number].sum() for number in range(len(PARTS))]),
            ("part",),
            {"part": PARTS},
            "How much of its attention it gives to each part of the image.",
        ),
        "near": single(weights[far <= 1].sum(), "How much of it stays in the 3 × 3 window around the pixel."),
        "distances": Table(
            np.array([far[part == number].min() for number in (LIKE, OTHER)]),
            ("part",),
            {"part": (PARTS[LIKE], PARTS[OTHER])},
            "How far away the nearest pixel of each figure is, in windows' reach: 1 is a neighbour.",
        ),
        "weights": Table(
            seen.steps["weights"][0],
            ("query", "key"),
            {"query": PIXELS, "key": PIXELS},
            "Where each pixel looks; a pixel is named row:column.",
        ),
    }


def _added(seen: Seen, off: dict[str, Numbers]) -> dict[str, Table]:
    """What comes out of the attention, with this γ and with 0, and which colour is said then."""
    steps, (row, column) = seen.steps, seen.pixel
    colour = int(seen.images.colour[0])
    said = np.stack([_softmax(each["logits"]) for each in (steps, off)])  # attention, colour, row, column
    both = {"attention": ("with this γ", "with γ = 0")}
    return {
        "input": Table(
            steps["input"],
            ("channel", "row", "column"),
            GRID,
            "What comes into the attention, from the convolution.",
        ),
        "output": Table(steps["output"], ("channel", "row", "column"), GRID, "What goes out: γ o + x."),
        "moved": single(
            np.abs(steps["output"] - steps["input"]).max(), "Their largest difference, without sign."
        ),
        "moved_at_0": single(np.abs(off["output"] - off["input"]).max(), "The same with γ = 0."),
        "right": Table(
            np.where(greys(seen.images)[0], said[0, colour], np.nan),
            ("row", "column"),
            GRID,
            f"How much each grey pixel believes in the right colour, {COLOURS[colour]}.",
            gaps=True,
        ),
        "said": Table(
            said[:, :, row, column],
            ("attention", "colour"),
            both | {"colour": COLOURS},
            "Which colour the pixel is given, with what probability.",
        ),
    }


def _softmax(logits: Numbers) -> Numbers:
    raised = np.exp(logits - logits.max(axis=0))
    return np.asarray(raised / raised.sum(axis=0))


def _learned(gammas: Numbers, losses: Numbers, first: Mapping[str, float]) -> dict[str, Table]:
    moments = np.arange(0, len(losses), EVERY)
    return {
        "step": Table(moments, ("step",), says="After how many steps of training."),
        "gammas": Table(gammas[moments], ("step",), says="γ, as it is learned."),
        "losses": Table(losses[moments], ("step",), says="The loss, the cross-entropy of the grey pixels."),
        "guessing": Table(
            np.full(len(moments), np.log(len(COLOURS))), ("step",), says="That of one who guesses: ln 3."
        ),
        "first_gradients": Table(
            np.array([first[name] for name in WEIGHTS]),
            ("parameter",),
            {"parameter": tuple(WEIGHTS.values())},
            "How large the first gradient of each parameter of the attention is, while γ is 0.",
        ),
    }
