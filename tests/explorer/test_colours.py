"""Colour scales: few, even, and readable without hue."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from transformer_explore.explorer.colours import (
    DIVERGING,
    LEVELS,
    RGB,
    SEQUENTIAL_DAY,
    SEQUENTIAL_NIGHT,
    ink,
    luminance,
    ramp,
    scale_for,
)
from transformer_explore.explorer.numbers import summarise

SCALES = pytest.mark.parametrize(
    "colours",
    [ramp(points) for points in (DIVERGING, SEQUENTIAL_NIGHT, SEQUENTIAL_DAY)],
    ids=["±", "night", "day"],
)


@SCALES
def test_lightness_only_rises_or_only_falls(colours: tuple[RGB, ...]) -> None:
    light = [luminance(colour) for colour in colours]
    rises = [b > a for a, b in pairwise(light)]
    assert all(rises) or not any(rises)
    assert max(light) - min(light) > 0.4


@SCALES
def test_steps_are_even(colours: tuple[RGB, ...]) -> None:
    steps = [np.linalg.norm(_oklab(b) - _oklab(a)) for a, b in pairwise(colours)]
    assert max(steps) < 1.5 * min(steps)


@SCALES
def test_there_are_few_of_them_and_ink_reads_on_each(colours: tuple[RGB, ...]) -> None:
    assert len(colours) == LEVELS <= 31
    for colour in colours:
        a, b = sorted((luminance(ink(colour)), luminance(colour)))
        assert (b + 0.05) / (a + 0.05) > 4.4


def test_zero_is_in_the_middle_of_a_signed_scale() -> None:
    scale = scale_for(summarise(np.array([-1.0, 3.0])))
    assert scale.diverging
    assert scale.levels(np.array([0.0, 3.0, -3.0, -np.inf, np.nan])).tolist() == [
        LEVELS // 2,
        LEVELS - 1,
        0,
        -1,
        -1,
    ]


def test_weights_span_nought_to_one_whatever_they_are() -> None:
    scale = scale_for(summarise(np.array([0.2, 0.3])))
    assert (scale.low, scale.high) == (0.0, 1.0)


def test_log_probabilities_end_at_their_largest() -> None:
    scale = scale_for(summarise(np.array([-7.0, -0.1])))
    assert not scale.diverging
    assert scale.levels(np.array([-7.0]))[0] == 0


def test_an_array_of_one_value_has_a_scale() -> None:
    for value in (0.0, 5.0, -5.0):
        assert scale_for(summarise(np.full(4, value))).levels(np.full(4, value)).min() >= 0


def _oklab(colour: RGB) -> np.ndarray:
    """From sRGB to OKLab, by Ottosson's matrices."""
    part = np.array(colour) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_cones @ linear)
