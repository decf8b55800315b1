"""Arrows in the plane as text: to scale, from one point, with the axes through it."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.explorer.ui.plain.arrows import ASPECT, arrows
from transformer_explore.explorer.ui.text import width

from tests.explorer.outside import words

numbers = st.floats(-1e6, 1e6)
tips = st.tuples(numbers, numbers).map(np.array)


def places(lines: list[str], mark: str) -> list[tuple[int, int]]:
    return [(x, y) for y, line in enumerate(lines) for x, sign in enumerate(line) if sign == mark]


def test_a_right_angle_looks_like_one_and_equal_lengths_are_equally_long() -> None:
    lines = arrows([("", np.array([2.0, 0.0])), ("", np.array([0.0, 2.0]))], 60, 13)[:13]
    flat, upright = places(lines, "o"), places(lines, "x")
    assert len({y for _x, y in flat}) == 1
    assert len({x for x, _y in upright}) == 1
    across = max(x for x, _y in flat) - min(x for x, _y in flat) + 1
    down = max(y for _x, y in upright) - min(y for _x, y in upright) + 1
    assert abs(across - ASPECT * down) <= 2 * ASPECT


def test_an_arrow_points_where_its_angle_says() -> None:
    for degrees in (30, 60, 120, 210, 300):
        tip = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
        drawn = places(arrows([("", tip)], 80, 21)[:21], "o")
        begin, end = (drawn[-1], drawn[0]) if degrees < 180 else (drawn[0], drawn[-1])
        slope = math.degrees(math.atan2(ASPECT * (begin[1] - end[1]), end[0] - begin[0])) % 360
        assert abs(slope - degrees) < 8


def test_each_is_named_at_its_tip_and_below_with_its_coordinates() -> None:
    lines = arrows([("q", np.array([2.0, 0.0])), ("k", np.array([0.75, 1.299]))], 60, 13, "two arrows")
    assert lines[0] == "two arrows"
    assert lines[1].endswith("x k")
    assert lines[-2:] == ["o q = (2, 0)", "x k = (0.75, 1.299)"]


@given(st.lists(st.tuples(words, tips), max_size=4), st.integers(1, 120), st.integers(-2, 30))
def test_whatever_is_drawn_fits(drawn: list[tuple[str, np.ndarray]], columns: int, rows: int) -> None:
    lines = arrows(drawn, columns, rows)
    assert all(width(line) <= max(columns, 18) for line in lines)
    assert len(lines) == max(rows, 3) + len(drawn)
