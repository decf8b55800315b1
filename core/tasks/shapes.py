"""Shapes: recognize which of four figures of 3 × 3 pixels a small gray image contains.

Every figure has five pixels of ink, so counting ink does not help: only the arrangement of neighboring pixels
distinguishes the figures, and it is the same everywhere in the image.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Ink = NDArray[np.bool_]

_DRAWN = {
    "plus": (".#.", "###", ".#."),
    "cross": ("#.#", ".#.", "#.#"),
    "corner": ("#..", "#..", "###"),
    "tee": ("###", ".#.", ".#."),
}
NAMES = tuple(_DRAWN)
FIGURES: Ink = np.array([[[pixel == "#" for pixel in row] for row in rows] for rows in _DRAWN.values()])
WIDTH = FIGURES.shape[-1]  # of a figure
SIDE = 6  # of an image
DOTS = 3  # random pixels of ink, some of which the figure may cover
PAPER, INK = (1, 2), (3, 4)  # gray levels; 0 is padding, which an image does not contain
LEVELS = 5
CHANCE = 1 / len(NAMES)


class Images(NamedTuple):
    """Images and the figures in them.

    Attributes:
        ids: [image, row, column], the gray level of each pixel.
        shapes: [image], the index of the figure in NAMES.
    """

    ids: Ids
    shapes: Ids


def draw(random: np.random.Generator, count: int) -> Images:
    """Draws images; every four consecutive images contain each figure once.

    A figure can be anywhere. An image that contains a second figure by chance is drawn again.
    """
    fours = np.tile(np.arange(len(NAMES)), (-(-count // len(NAMES)), 1))
    shapes = random.permuted(fours, axis=1).ravel()[:count]
    ink = _ink(random, shapes)
    while (unclear := found(ink).sum(axis=(1, 2, 3)) != 1).any():
        ink[unclear] = _ink(random, shapes[unclear])
    shade = random.integers(0, 2, ink.shape)
    return Images(np.where(ink, INK[0], PAPER[0]) + shade, shapes)


def _ink(random: np.random.Generator, shapes: Ids) -> Ink:
    """Random dots, and over them the figure at a random position."""
    count = len(shapes)
    image = np.arange(count)[:, None, None]
    dots = random.permuted(np.tile(np.arange(SIDE * SIDE) < DOTS, (count, 1)), axis=1)
    ink = dots.reshape(count, SIDE, SIDE)
    row, column = random.integers(0, SIDE - WIDTH + 1, (2, count, 1, 1)) + np.indices((WIDTH, WIDTH))[:, None]
    ink[image, row, column] = FIGURES[shapes]
    return ink


def found(ink: Ink) -> Ink:
    """[image, figure, row, column]: whether the image contains this figure with its upper left corner there."""
    windows = np.lib.stride_tricks.sliding_window_view(ink, (WIDTH, WIDTH), axis=(1, 2))
    return np.asarray((windows[:, None] == FIGURES[:, None, None]).all(axis=(-2, -1)))
