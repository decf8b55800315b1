"""A small picture of an array: half blocks in the colors of its scale, or shades."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.operations.operation import Array
from ...ui.colors.scales import RGB, Scale, scale_for, shade
from ...ui.numbers import summarise

UPPER = "▀"
NO_NUMBER = "▚"
Paint = tuple[RGB | None, RGB | None]  # of the upper and the lower half; None for the background
Glyph = tuple[str, Paint | None]  # None for the color of text


def thumbnail(
    values: Array, columns: int, lines: int, halves: bool, dark: bool, largest: bool = False
) -> list[list[Glyph]]:
    """The array in this room, as lines of glyphs: if there is no room for all numbers, some of them.

    The planes of an array with more than two axes are next to each other.

    Args:
        largest: whether a column that stands for several shows their largest number, as along a vocabulary.
        halves: whether a line shows two rows as colored half blocks; otherwise it shows one row in shades.
    """
    flat = _plane(np.asarray(values))
    if not flat.size or columns < 1 or lines < 1:
        return []
    scale = scale_for(summarise(np.asarray(values)), flat.dtype.kind, dark)
    rows = _thinned(flat, lines * (2 if halves else 1), 0)
    levels = scale.levels(_thinned(rows, columns, 1, largest))
    if not halves:
        return [[(shade(n) if n >= 0 else NO_NUMBER, None) for n in row] for row in levels.tolist()]
    return [_half_blocks(levels[row : row + 2].tolist(), scale) for row in range(0, len(levels), 2)]


def _plane(values: Array) -> NDArray[np.generic]:
    if values.ndim < 2:
        return values.reshape(1, -1)
    if values.ndim == 2:
        return values
    planes = values.reshape(-1, *values.shape[-2:])
    return np.concatenate(list(planes), axis=1) if len(planes) else planes.reshape(0, 0)


def _thinned(values: NDArray[np.generic], most: int, axis: int, largest: bool = False) -> NDArray[np.generic]:
    """At most this many entries along an axis, at even distances; with `largest`, the largest number of each part."""
    size = values.shape[axis]
    if size <= most:
        return values
    edges = np.linspace(0, size, most + 1).round().astype(int)
    if largest:
        found: NDArray[np.generic] = np.maximum.reduceat(values, edges[:-1], axis)
        return found
    some: NDArray[np.generic] = np.take(values, (edges[:-1] + edges[1:] - 1) // 2, axis)
    return some


def _half_blocks(rows: list[list[int]], scale: Scale) -> list[Glyph]:
    upper = rows[0]
    lower = rows[1] if len(rows) > 1 else [None] * len(upper)
    return [
        (NO_NUMBER if min(pair) < 0 else UPPER, (_color(above, scale), _color(below, scale)))
        for above, below in zip(upper, lower, strict=True)
        for pair in [tuple(level for level in (above, below) if level is not None)]
    ]


def _color(level: int | None, scale: Scale) -> RGB | None:
    return None if level is None or level < 0 else scale.colors[level]
