"""Colour scales: few, even, and readable without hue."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from transformer_explore.explorer.ui.colors import depth
from transformer_explore.explorer.ui.colors.colorless import bare
from transformer_explore.explorer.ui.colors.scales import (
    DIVERGING_DAY,
    DIVERGING_NIGHT,
    LCH,
    LEVELS,
    RGB,
    SEQUENTIAL_DAY,
    SEQUENTIAL_NIGHT,
    SHADES,
    XTERM,
    diverging,
    few,
    ink,
    luminance,
    scale_for,
    sequential,
    shade,
    xterm,
)
from transformer_explore.explorer.ui.colors.themes import themes
from transformer_explore.explorer.ui.grid_layout import Plane, dense
from transformer_explore.explorer.ui.numbers import summarise

DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

POINTS = (DIVERGING_NIGHT, DIVERGING_DAY, SEQUENTIAL_NIGHT, SEQUENTIAL_DAY)
NAMES = ["± night", "± day", "night", "day"]
BOTH = [diverging(True), diverging(False), sequential(True), sequential(False)]
SCALES = pytest.mark.parametrize("colors", BOTH, ids=NAMES)
RAMPS = pytest.mark.parametrize("points", POINTS, ids=NAMES)
ZERO = LEVELS // 2


def sides(colors: Sequence[RGB]) -> list[Sequence[RGB]]:
    """A scale from what is least to what is most: a diverging one from zero, the darkest or lightest, to each end."""
    middle = len(colors) // 2
    first, zero, last = (luminance(colors[n]) for n in (0, middle, -1))
    return [colors] if first < zero < last or first > zero > last else [colors[middle::-1], colors[middle:]]


def as_sent(colors: tuple[RGB, ...]) -> list[int]:
    """The numbers of the colors that a terminal with 256 of them is given, each once."""
    numbers = [Color.from_rgb(*color).downgrade(ColorSystem.EIGHT_BIT).number for color in colors]
    return [number for number in dict.fromkeys(numbers) if number is not None]


@SCALES
def test_lightness_only_rises_or_only_falls_from_least_to_most(colors: tuple[RGB, ...]) -> None:
    assert len(sides(colors)) == 1 + (colors in BOTH[:2])
    for side in sides(colors):
        light = [luminance(color) for color in side]
        rises = [b > a for a, b in pairwise(light)]
        assert all(rises) or not any(rises)
        assert max(light) - min(light) > 0.4


@SCALES
def test_steps_are_even(colors: tuple[RGB, ...]) -> None:
    steps = [np.linalg.norm(_oklab(b) - _oklab(a)) for a, b in pairwise(colors)]
    assert max(steps) < 1.5 * min(steps)


@pytest.mark.parametrize("shown", [depth.FULL, depth.FEW])
@pytest.mark.parametrize("dark", [True, False], ids=["night", "day"])
def test_zero_is_nearly_the_background_and_both_ends_contrast(shown: str, dark: bool) -> None:
    depth.use(shown)
    colors, ground = diverging(dark), themes()[not dark].background
    against = [_contrast(f"rgb{color}", ground) for color in colors]
    assert min(against) == against[ZERO] < 1.3
    assert against[0] > 5 and against[-1] > 5
    assert 0.6 < against[0] / against[-1] < 1.6  # as strong below zero as above


@SCALES
def test_there_are_few_of_them_and_ink_reads_on_each(colors: tuple[RGB, ...]) -> None:
    assert len(colors) == LEVELS <= 31
    for color in colors:
        assert _contrast(f"rgb{ink(color)}", f"rgb{color}") > 4.5


@RAMPS
def test_with_256_colours_ink_reads_on_each(points: tuple[LCH, ...]) -> None:
    for color in few(points):
        front, back = (Color.from_rgb(*each).downgrade(ColorSystem.EIGHT_BIT) for each in (ink(color), color))
        assert _contrast(front.get_truecolor().rgb, back.get_truecolor().rgb) > 4.5


def test_zero_is_in_the_middle_of_a_signed_scale() -> None:
    scale = scale_for(summarise(np.array([-1.0, 3.0])))
    assert scale.diverging
    levels = scale.levels(np.array([0.0, 3.0, -3.0, -np.inf, np.nan]))
    assert levels.tolist() == [LEVELS // 2, LEVELS - 1, 0, -1, -1]


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


@RAMPS
def test_with_256_colours_the_levels_stay_in_order_after_all_that_rich_does(points: tuple[LCH, ...]) -> None:
    sent = as_sent(few(points))
    assert sent == list(XTERM[points])  # none is taken for another one
    assert min(sent) >= 16  # the first ones are the terminal's own
    for side in sides([xterm(number) for number in sent]):
        light = [luminance(color) for color in side]
        lightness = [float(_oklab(color)[0]) for color in side]
        rising = light[-1] > light[0]
        assert all((b > a) == rising for a, b in pairwise(light))
        assert min(abs(b - a) for a, b in pairwise(lightness)) > 0.035  # to be told apart in grayscale too
        assert max(light) - min(light) > 0.4
    assert len(few(points)) == LEVELS


@RAMPS
def test_with_256_colours_steps_are_as_even_as_those_allow(points: tuple[LCH, ...]) -> None:
    colors = [_oklab(xterm(number)) for number in XTERM[points]]
    steps = [np.linalg.norm(b - a) for a, b in pairwise(colors)]
    assert max(steps) < 3 * min(steps)
    for a, b in combinations(colors, 2):
        assert np.linalg.norm(b - a) > 0.07


@pytest.mark.parametrize("points", POINTS[:2], ids=NAMES[:2])
def test_with_256_colours_zero_is_gray_with_blue_below_and_orange_above(points: tuple[LCH, ...]) -> None:
    colors = few(points)
    middle = colors[LEVELS // 2]
    assert len(set(middle)) == 1
    below, above = colors[: LEVELS // 2 - 1], colors[LEVELS // 2 + 2 :]
    assert all(_oklab(color)[2] < -0.02 for color in below)
    assert all(_oklab(color)[2] > 0.02 for color in above)


@pytest.mark.parametrize("kind", DEFICIENCIES)
@RAMPS
def test_neighbours_differ_with_each_kind_of_colour_blindness(points: tuple[LCH, ...], kind: str) -> None:
    """The levels of all colors by their ends and thirds, those of 256 one by one."""
    for colors, least in (
        ([xterm(number) for number in XTERM[points]], 0.03),
        (list(BOTH[POINTS.index(points)])[::5], 0.05),
    ):
        seen = [_oklab(_seen(color, kind)) for color in colors]
        assert min(np.linalg.norm(b - a) for a, b in combinations(seen, 2)) > least


@SCALES
def test_shades_grow_with_the_levels_and_zero_is_in_the_middle(colors: tuple[RGB, ...]) -> None:
    places = [SHADES.index(shade(level)) for level in range(len(colors))]
    assert places == sorted(places)
    assert places[LEVELS // 2] == len(SHADES) // 2
    assert set(places) == set(range(len(SHADES)))


@pytest.mark.parametrize(
    ("system", "no_color", "expected"),
    [
        ("truecolor", False, depth.FULL),
        ("256", False, depth.FEW),
        ("standard", False, depth.SIXTEEN),
        (None, False, depth.FULL),
        ("truecolor", True, depth.NONE),
    ],
)
def test_what_a_terminal_says_it_shows(system: str | None, no_color: bool, expected: str) -> None:
    assert depth.found(no_color, system) == expected


@pytest.mark.parametrize("shown", [depth.FULL, depth.FEW])
@pytest.mark.parametrize("by_day", [False, True], ids=["night", "day"])
def test_ordinary_text_and_text_that_steps_back_read_on_every_ground(shown: str, by_day: bool) -> None:
    depth.use(shown)
    theme = themes()[by_day]
    for ground in (theme.background, theme.surface, theme.panel):
        assert _contrast(theme.foreground, ground) > 7
        assert _contrast(theme.accent, ground) > 4.5
        assert _contrast(theme.variables["faint"], ground) > 4.5


def _contrast(one: str | None, other: str | None) -> float:
    a, b = sorted(luminance(tuple(Color.parse(str(name)).get_truecolor())) for name in (one, other))
    return (b + 0.05) / (a + 0.05)


def _seen(color: RGB, kind: str) -> RGB:
    """A color as it is seen by somebody who lacks one kind of cones (Machado, Oliveira and Fernandes, 2009)."""
    part = np.array(color) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    found = np.clip(np.array(DEFICIENCIES[kind]) @ linear, 0, 1)
    written = np.where(found <= 0.0031308, 12.92 * found, 1.055 * found ** (1 / 2.4) - 0.055)
    red, green, blue = (round(float(255 * value)) for value in written)
    return red, green, blue


def _oklab(color: RGB) -> np.ndarray:
    """From sRGB to OKLab, by Ottosson's matrices."""
    part = np.array(color) / 255
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


def test_with_shades_every_row_has_its_own_line() -> None:
    plane = Plane((500, 500))
    assert dense(plane, 4, 80, 20).half
    layout = dense(plane, 4, 80, 20, halves=False)
    assert (layout.half, layout.high, layout.height) == (False, 1, 1 + 500)


def test_colours_become_attributes() -> None:
    """Reversed on a ground of its own, underlined where the focus is elsewhere, dim where it steps back."""
    for written, expected in {
        "white": "none",
        "bold yellow": "bold",
        "cyan": "dim",
        "black on white": "reverse",
        "bold white on blue": "bold underline",
        "black on yellow": "reverse",
    }.items():
        found = bare(Style.parse(written))
        assert found == Style.parse(expected), written
        assert found.color is None
        assert found.bgcolor is None
