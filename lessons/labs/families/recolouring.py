"""Recolouring: an image holds a red figure, a blue one of another shape, and a grey one shaped like one of them.

What colour should the grey one have? The answer stands somewhere else in the image, and not always nearby.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....core.tasks.shapes import FIGURES, NAMES, WIDTH

SHAPES = (NAMES.index("plus"), NAMES.index("cross"))
COLOURS = ("red", "green", "blue")
CHANNELS = ("ink", *COLOURS)
CELL = WIDTH + 1  # pixels that a figure has to itself, along an axis
CELLS = 2  # along an axis
SIDE = CELLS * CELL
LIKE, OTHER, GREY = range(3)  # the figure of the grey one's shape, the one of another, and the grey one
PARTS = ("the figure of its shape", "the other figure", "its own figure", "paper")
PAPER = PARTS.index("paper")


class Images(NamedTuple):
    """Images and what is in them.

    Attributes:
        pixels: [image, channel, row, column], 0 or 1: ink, and of coloured ink also its colour.
        part: [image, row, column], the number of the part in PARTS that a pixel belongs to; what is left white within
            a figure's 3 × 3 pixels belongs to it.
        colour: [image], the number in COLOURS of the colour that is asked for.
    """

    pixels: NDArray[np.float32]
    part: NDArray[np.int64]
    colour: NDArray[np.int64]

    def chosen(self, numbers: NDArray[np.int64]) -> Images:
        """Those with these numbers."""
        return Images(self.pixels[numbers], self.part[numbers], self.colour[numbers])


def draw(random: np.random.Generator, count: int) -> Images:
    """So many images. Each figure stands in a quarter of its own, anywhere in it; one quarter stays empty."""
    quarter = random.permuted(np.tile(np.arange(CELLS**2), (count, 1)), axis=1)
    shape = random.permuted(np.tile(SHAPES, (count, 1)), axis=1)[:, [LIKE, OTHER, LIKE]]
    colour, unlike = random.permuted(np.tile(np.arange(len(COLOURS)), (count, 1)), axis=1).T[:2]
    image, each = np.arange(count), np.arange(count)[:, None, None]
    part, ink = np.full((count, SIDE, SIDE), PAPER), np.zeros((count, SIDE, SIDE), dtype=bool)
    for figure in (LIKE, OTHER, GREY):
        corner = np.stack(np.divmod(quarter[:, figure], CELLS)) * CELL
        corner += random.integers(0, CELL - WIDTH + 1, corner.shape)
        row, column = corner[..., None, None] + np.indices((WIDTH, WIDTH))[:, None]
        part[each, row, column] = figure
        ink[each, row, column] = FIGURES[shape[:, figure]]
    pixels = np.zeros((count, len(CHANNELS), SIDE, SIDE), dtype=np.float32)
    pixels[:, 0] = ink
    pixels[image, 1 + colour] = ink & (part == LIKE)
    pixels[image, 1 + unlike] = ink & (part == OTHER)
    return Images(pixels, part, colour)


def greys(images: Images) -> NDArray[np.bool_]:
    """[image, row, column], whether it is a pixel whose colour is asked for."""
    return np.asarray((images.part == GREY) & (images.pixels[:, 0] > 0))
