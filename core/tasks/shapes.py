"""Shapes: somewhere in a small grey image stands one of four figures of 3 × 3 pixels. Say which.

Five of a figure's nine pixels are ink, whichever it is, so that counting ink tells nothing; only which pixels stand
next to each other does, and that is the same wherever the figure stands.
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
DOTS = 3  # of stray ink, where the figure does not cover them
PAPER, INK = (1, 2), (3, 4)  # grey levels; 0 is padding, of which an image has none
LEVELS = 5
CHANCE = 1 / len(NAMES)


class Images(NamedTuple):
    """Images and what is in them.

    Attributes:
        ids: [image, row, column], the grey level of each pixel.
        shapes: [image], the number of the figure in NAMES.
    """

    ids: Ids
    shapes: Ids


def draw(random: np.random.Generator, count: int) -> Images:
    """So many images; each four in turn hold each figure once.

    A figure may stand anywhere, and no image holds a second one by chance: that one is drawn again.
    """
    fours = np.tile(np.arange(len(NAMES)), (-(-count // len(NAMES)), 1))
    shapes = random.permuted(fours, axis=1).ravel()[:count]
    ink = _ink(random, shapes)
    while (unclear := found(ink).sum(axis=(1, 2, 3)) != 1).any():
        ink[unclear] = _ink(random, shapes[unclear])
    shade = random.integers(0, 2, ink.shape)
    return Images(np.where(ink, INK[0], PAPER[0]) + shade, shapes)


def _ink(random: np.random.Generator, shapes: Ids) -> Ink:
    """Dots strewn at random, and over them a figure at a place of its own."""
    count = len(shapes)
    image = np.arange(count)[:, None, None]
    dots = random.permuted(np.tile(np.arange(SIDE * SIDE) < DOTS, (count, 1)), axis=1)
    ink = dots.reshape(count, SIDE, SIDE)
    row, column = random.integers(0, SIDE - WIDTH + 1, (2, count, 1, 1)) + np.indices((WIDTH, WIDTH))[:, None]
    ink[image, row, column] = FIGURES[shapes]
    return ink


def found(ink: Ink) -> Ink:
    """[image, figure, row, column]: whether that figure, all nine pixels of it, has its corner there."""
    windows = np.lib.stride_tricks.sliding_window_view(ink, (WIDTH, WIDTH), axis=(1, 2))
    return np.asarray((windows[:, None] == FIGURES[:, None, None]).all(axis=(-2, -1)))
