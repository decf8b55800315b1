"""Recoloring: an image contains two colored figures of different shapes, and a gray one shaped like one of them.

Which color should the gray figure have? The answer is elsewhere in the image, and not always nearby.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....core.tasks.shapes import FIGURES, NAMES, WIDTH

SHAPES = (NAMES.index("plus"), NAMES.index("cross"))
COLORS = ("red", "green", "blue")
CHANNELS = ("ink", *COLORS)
CELL = WIDTH + 1  # pixels reserved for a figure along an axis
CELLS = 2  # cells along an axis
SIDE = CELLS * CELL
LIKE, OTHER, GRAY = range(3)  # the figure with the gray one's shape, the other one, and the gray one
PARTS = ("the figure of its shape", "the other figure", "its own figure", "paper")
PAPER = PARTS.index("paper")


class Images(NamedTuple):
    """Images and their contents. White pixels within a figure's 3 × 3 pixels belong to the figure."""

    pixels: NDArray[np.float32]  # [image, channel, row, column], 0 or 1: ink, and the color of colored ink
    part: NDArray[np.int64]  # [image, row, column], the number in PARTS of the part a pixel belongs to
    color: NDArray[np.int64]  # [image], the number in COLORS of the right color

    def chosen(self, numbers: NDArray[np.int64]) -> Images:
        """The images with these numbers."""
        return Images(self.pixels[numbers], self.part[numbers], self.color[numbers])


def draw(random: np.random.Generator, count: int) -> Images:
    """`count` random images. Each figure is anywhere in its own quarter; one quarter stays empty."""
    quarter = random.permuted(np.tile(np.arange(CELLS**2), (count, 1)), axis=1)
    shape = random.permuted(np.tile(SHAPES, (count, 1)), axis=1)[:, [LIKE, OTHER, LIKE]]
    color, unlike = random.permuted(np.tile(np.arange(len(COLORS)), (count, 1)), axis=1).T[:2]
    image, each = np.arange(count), np.arange(count)[:, None, None]
    part, ink = np.full((count, SIDE, SIDE), PAPER), np.zeros((count, SIDE, SIDE), dtype=bool)
    for figure in (LIKE, OTHER, GRAY):
        corner = np.stack(np.divmod(quarter[:, figure], CELLS)) * CELL
        corner += random.integers(0, CELL - WIDTH + 1, corner.shape)
        row, column = corner[..., None, None] + np.indices((WIDTH, WIDTH))[:, None]
        part[each, row, column] = figure
        ink[each, row, column] = FIGURES[shape[:, figure]]
    pixels = np.zeros((count, len(CHANNELS), SIDE, SIDE), dtype=np.float32)
    pixels[:, 0] = ink
    pixels[image, 1 + color] = ink & (part == LIKE)
    pixels[image, 1 + unlike] = ink & (part == OTHER)
    return Images(pixels, part, color)


def grays(images: Images) -> NDArray[np.bool_]:
    """[image, row, column], whether a pixel belongs to the gray figure's ink."""
    return np.asarray((images.part == GRAY) & (images.pixels[:, 0] > 0))
