"""Attention over an image: what a pixel attends to.

Zhang et al. 2018, "SAGAN", arXiv 1805.08318, section 3: the output of attention is added with a learned scale γ,
initially 0. An image contains two figures that differ in shape and color, and a gray one shaped like one of them. A 3 ×
3 convolution layer and an attention layer are trained live to give the gray figure the color of its match.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...core.trace.tags import Tag
from .families.recoloring import COLORS, GRAY, LIKE, OTHER, PARTS, SIDE, Images, draw, grays
from .lab import Floats, Parameter, Result, Table, numbered, picture, result, single, table

MATTERS = 0.01  # share of the weights that counts as a change
EVERY = 10  # training steps between two points of the curves
PLACES = numbered(SIDE)
PIXELS = tuple(f"{row}:{column}" for row in PLACES for column in PLACES)
WEIGHTS = {
    "scale.weight": "γ",
    "query.weight": "W^Q",
    "key.weight": "W^K",
    "value.weight": "W^V",
    "output.weight": "W^O",
}
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("seed", 0, "random seed for the image", 0, 9999, whole=True),
    Parameter("row", 0, "row of the pixel; 0: middle of the gray figure", 0, SIDE, whole=True),
    Parameter("column", 0, "column of the pixel; 0: middle of the gray figure", 0, SIDE, whole=True),
    Parameter("share", 1.0, "share of γ that is used", 0, 2, 0.25),
    Parameter("steps", 240, "number of training steps", 20, 400, 20, whole=True),
    Parameter("training", 0, "random seed for training", 0, 9999, whole=True),
)


def run(seed: int, row: int, column: int, share: float, steps: int, training: int) -> Result:
    """One image, the attention of its pixels, the output, and the training of the model."""
    from .families import recoloring_model as models

    trained = models.trained(steps, training)
    model, off = models.scaled(trained.model, share), models.scaled(trained.model, 0)
    images = draw(np.random.default_rng(seed), 1)
    middle = np.argwhere(images.part[0] == GRAY).mean(axis=0).round().astype(int).tolist()
    pixel = (row - 1 if row else middle[0], column - 1 if column else middle[1])
    right = [models.accuracy(each) for each in (model, off)]
    recorded, recorded_off = models.recorded(model, images), models.recorded(off, images)
    return result(
        {
            "row": PLACES,
            "column": PLACES,
            "part": PARTS,
            "axis": ("row", "column"),
            "query": PIXELS,
            "key": PIXELS,
            "parameter": WEIGHTS.values(),
            "color": COLORS,
            "attention": ("with this γ", "with γ = 0"),
        },
        **_image(images),
        **_weights(images.part[0], pixel, recorded["weights"][0]),
        **_channels(pixel, recorded),
        **_outputs(images, pixel, recorded, recorded_off),
        accuracy=table(right, "attention", "Share of gray pixels in new images that get the right color."),
        chance=single(1 / len(COLORS), "Accuracy of random guessing."),
        gamma=single(models.gamma(model), "The γ used here."),
        **_training(trained.gammas, trained.losses, trained.first),
    )


def _image(images: Images) -> dict[str, Table]:
    pixels = images.pixels[0]
    colored = pixels[1:].any(axis=0)
    image = pixels[0] + np.where(colored, pixels[1:].argmax(axis=0) + 1, 0)
    return {
        "image": picture(image.astype(int), "row, column", "The image.", ("·", "gray", *COLORS)),
        "part": table(
            images.part[0],
            "row, column",
            "What each pixel belongs to: 0 is the figure with the shape of the gray one, 1 the other colored "
            "figure, 2 the gray figure itself, 3 the blank paper.",
        ),
        "pixels": single(SIDE * SIDE, "Number of pixels."),
    }


def _weights(part: NDArray[np.int64], pixel: tuple[int, int], weights: Floats) -> dict[str, Table]:
    """The attention of one pixel to the parts of the image, and of all pixels, [query, key]."""
    row, column = pixel
    own = weights[row * SIDE + column].reshape(SIDE, SIDE)
    given = [own[part == number].sum() for number in range(len(PARTS))]
    far = np.abs(np.indices((SIDE, SIDE)) - np.array(pixel)[:, None, None]).max(axis=0)
    return {
        "pixel": table(np.array(pixel) + 1, "axis", "The querying pixel, counted from 1."),
        "map": table(
            own, "row, column", "The querying pixel's attention to each pixel; the weights sum to 1."
        ),
        "given": table(given, "part", "The attention that the querying pixel gives each part of the image."),
        "near": single(own[far <= 1].sum(), "The attention within the 3 × 3 window around the pixel."),
        "distances": table(
            [far[part == number].min() for number in (LIKE, OTHER)],
            "part",
            "The distance to the nearest pixel of each figure: 1 means a neighbor.",
            {"part": (PARTS[LIKE], PARTS[OTHER])},
        ),
        "weights": table(weights, "query, key", "The attention to each pixel; pixels are named row:column."),
    }


def _channels(pixel: tuple[int, int], steps: dict[str, Floats]) -> dict[str, Table]:
    """How a pixel's weights change if its query is computed without one channel."""
    place = pixel[0] * SIDE + pixel[1]
    x, key = steps["input"][:, pixel[0], pixel[1]], steps["key"][0]
    matrix = steps["W^Q"]  # d_k, channel
    without = matrix @ (x[:, None] * (1 - np.eye(len(x))))  # d_k, channel that is left out
    weights = _softmax(key @ without)  # key, channel
    own = steps["weights"][0, place]
    moved = np.abs(weights - own[:, None]).sum(axis=0) / 2
    return {
        "channels": single(len(x), "Number of channels of a pixel, from which its query is computed."),
        "maps": single(len(steps["weights"]), "Number of attention maps of the layer: one for each head."),
        "without": table(
            moved,
            "channel",
            "How much of the pixel's attention shifts if its query is computed without a channel.",
        ),
        "matter": single(
            int((moved > MATTERS).sum()),
            "Number of channels whose removal shifts more than {share} of the weights.",
            share=f"{MATTERS:.0%}",
        ),
    }


def _outputs(
    images: Images, pixel: tuple[int, int], steps: dict[str, Floats], off: dict[str, Floats]
) -> dict[str, Table]:
    """The output of the attention with this γ and with 0, and the predicted colors."""
    row, column = pixel
    axes = "channel, row, column"
    color = int(images.color[0])
    predicted = np.stack([_softmax(each["logits"]) for each in (steps, off)])  # attention, color, row, column
    of_pixel = predicted[:, :, row, column]
    moved, moved_off = (np.abs(each["output"] - each["input"]).max() for each in (steps, off))
    return {
        "input": table(
            steps["input"], axes, "The input of the attention layer: the output of the convolution."
        ),
        "output": table(steps["output"], axes, "The output: γ o + x."),
        "moved": single(moved, "The largest absolute difference between input and output."),
        "moved_at_0": single(
            moved_off, "The largest absolute difference between input and output for γ = 0."
        ),
        "right": table(
            np.where(grays(images)[0], predicted[0, color], np.nan),
            "row, column",
            "The probability of the right color, {color}, at each gray pixel.",
            gaps=True,
            color=COLORS[color],
        ),
        "said": table(of_pixel, "attention, color", "The probability of each color for the pixel."),
    }


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=0))
    return np.asarray(raised / raised.sum(axis=0))


def _training(gammas: Floats, losses: Floats, first: Mapping[str, float]) -> dict[str, Table]:
    steps = np.arange(0, len(losses), EVERY)
    guessing = np.full(len(steps), np.log(len(COLORS)))
    return {
        "step": table(steps, "step", "The training steps."),
        "gammas": table(gammas[steps], "step", "γ during training."),
        "losses": table(losses[steps], "step", "The loss: cross-entropy of the gray pixels."),
        "guessing": table(guessing, "step", "The loss of random guessing, ln 3."),
        "first_gradients": table(
            [first[name] for name in WEIGHTS],
            "parameter",
            "The norm of the first gradient of each attention parameter, while γ is 0.",
        ),
    }
