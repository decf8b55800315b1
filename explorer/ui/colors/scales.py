"""Color scales for arrays: few levels, even steps, and the largest numbers furthest from the background.

The lightness of a sequential scale grows (night) or falls (day) from end to end, so that it also works in grayscale and
for color-blind readers. A diverging scale does so from zero, which is close to the background, to both ends: lightness
is the size of a number, hue its sign, which is printed too. The hues are blue and orange, which all common kinds of
color blindness distinguish. The colors are computed in OKLab (Björn Ottosson, 2020), where equal steps look equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..numbers import Summary
from . import depth

LEVELS = 31  # odd, so that zero has its own; 31² pairs of half blocks fit into Textual's style cache

RGB = tuple[int, int, int]
LCH = tuple[float, float, float]  # lightness 0…1, chroma, hue in degrees

INK_DARK: RGB = (0, 0, 4)
INK_LIGHT: RGB = (255, 255, 255)

DIVERGING_NIGHT: tuple[LCH, ...] = (
    (0.80, 0.115, 240),
    (0.53, 0.13, 255),
    (0.25, 0.012, 265),
    (0.53, 0.105, 60),
    (0.84, 0.135, 80),
)
DIVERGING_DAY: tuple[LCH, ...] = (
    (0.40, 0.16, 264),
    (0.66, 0.12, 255),
    (0.965, 0.006, 100),
    (0.70, 0.12, 65),
    (0.44, 0.105, 50),
)
SEQUENTIAL_NIGHT: tuple[LCH, ...] = (
    (0.27, 0.03, 265),
    (0.43, 0.09, 255),
    (0.60, 0.10, 215),
    (0.77, 0.10, 165),
    (0.93, 0.12, 105),
)
SEQUENTIAL_DAY: tuple[LCH, ...] = (
    (0.97, 0.02, 105),
    (0.82, 0.09, 165),
    (0.66, 0.10, 215),
    (0.49, 0.11, 255),
    (0.32, 0.08, 270),
)
# Those of the 256 colors that are nearest to the scales and change in lightness by even steps. Rich, which uses its own
# distance, maps each of them to itself.
XTERM: dict[tuple[LCH, ...], tuple[int, ...]] = {
    DIVERGING_NIGHT: (117, 74, 67, 24, 235, 94, 136, 179, 222),
    DIVERGING_DAY: (25, 68, 110, 153, 231, 223, 180, 137, 94),
    SEQUENTIAL_NIGHT: (235, 237, 239, 60, 67, 73, 115, 186, 193),
    SEQUENTIAL_DAY: (195, 122, 115, 109, 246, 67, 60, 239, 237),
}
CUBE = (0, 95, 135, 175, 215, 255)  # the six steps of each of red, green and blue
GRAYS = 232  # the first of the grays

SHADES = " ░▒▓█"  # instead of colors


def shade(level: int) -> str:
    """The character for a level without colors: the more ink, the larger the number."""
    return SHADES[round(level * (len(SHADES) - 1) / (LEVELS - 1))]


@dataclass(frozen=True)
class Scale:
    """Maps numbers to levels, and levels to colors.

    Attributes:
        diverging: whether zero is in the middle.
        low, high: the numbers at the two ends.
        colors: a color for each level.
    """

    diverging: bool
    low: float
    high: float
    colors: tuple[RGB, ...]

    def levels(self, values: NDArray[np.generic]) -> NDArray[np.int16]:
        """The level of each number; −1 if it is not finite."""
        numbers = np.asarray(values, dtype=np.float64)
        span = self.high - self.low
        with np.errstate(invalid="ignore", over="ignore"):
            relative = (numbers - self.low) / span if span > 0 else np.zeros_like(numbers)
            level = np.rint(np.clip(relative, 0.0, 1.0) * (LEVELS - 1))
        return np.where(np.isfinite(numbers), level, -1).astype(np.int16)


def scale_for(summary: Summary, kind: str = "f", dark: bool = True) -> Scale:
    """The scale for an array: diverging if it has both signs, otherwise sequential.

    Probabilities and booleans always span 0…1, so that two planes of weights can be compared by eye.
    """
    low, high = summary.low, summary.high
    if low < 0 < high:
        end = max(-low, high)
        return Scale(True, -end, end, diverging(dark))
    colors = sequential(dark)
    if kind == "b" or (kind == "f" and low >= 0 and high <= 1):
        return Scale(False, 0.0, 1.0, colors)
    return Scale(False, min(low, 0.0) if high > 0 else low, max(high, 0.0) if low < 0 else high, colors)


def sequential(dark: bool) -> tuple[RGB, ...]:
    """LEVELS colors for numbers of one sign; with 256 colors only some of them differ."""
    points = SEQUENTIAL_NIGHT if dark else SEQUENTIAL_DAY
    return few(points) if depth.current == depth.FEW else even(points)


def diverging(dark: bool) -> tuple[RGB, ...]:
    """LEVELS colors for numbers of both signs; the middle one is for zero."""
    points = DIVERGING_NIGHT if dark else DIVERGING_DAY
    if depth.current == depth.FEW:
        return few(points)
    zero, side = len(points) // 2, LEVELS // 2 + 1  # each side by itself, so that zero keeps its color
    return (*even(points[: zero + 1], side), *even(points[zero:], side)[1:])


@lru_cache
def few(points: tuple[LCH, ...]) -> tuple[RGB, ...]:
    """LEVELS colors, each one of a terminal's 256; the middle one stays in the middle."""
    steps = XTERM[points]
    return tuple(xterm(steps[round(level * (len(steps) - 1) / (LEVELS - 1))]) for level in range(LEVELS))


def xterm(number: int) -> RGB:
    """One of the 256 colors, but not one of the first 16, which each terminal defines itself."""
    if number >= GRAYS:
        return (8 + 10 * (number - GRAYS),) * 3
    red, rest = divmod(number - 16, 36)
    return CUBE[red], CUBE[rest // 6], CUBE[rest % 6]


@lru_cache
def even(points: tuple[LCH, ...], count: int = LEVELS) -> tuple[RGB, ...]:
    """`count` colors along a path through given ones, at equal distances in OKLab."""
    marks = np.array([_lab(*point) for point in points])
    fine = np.linspace(0, len(points) - 1, 1001)
    path = np.stack([np.interp(fine, range(len(points)), marks[:, axis]) for axis in range(3)], axis=1)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    places = np.linspace(0, length[-1], count)
    return tuple(_rgb(*(float(np.interp(at, length, path[:, axis])) for axis in range(3))) for at in places)


@lru_cache
def ink(background: RGB) -> RGB:
    """Black or white, whichever reads better on a color."""
    light = luminance(background)
    on_dark = (luminance(INK_LIGHT) + 0.05) / (light + 0.05)
    on_light = (light + 0.05) / (luminance(INK_DARK) + 0.05)
    return INK_LIGHT if on_dark >= on_light else INK_DARK


def luminance(color: RGB) -> float:
    """Relative luminance as WCAG defines it."""
    red, green, blue = (_linear(part / 255) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _lab(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def _rgb(lightness: float, a: float, b: float) -> RGB:
    """From OKLab to sRGB, clipped to its gamut."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (round(255 * _companded(min(max(part, 0.0), 1.0))) for part in linear)
    return red, green, blue


def _companded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
