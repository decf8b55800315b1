"""The images of the task "shapes": labels are correct, balanced, and determined by the pixels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.tasks.shapes import (
    DOTS,
    FIGURES,
    INK,
    LEVELS,
    NAMES,
    PAPER,
    SIDE,
    WIDTH,
    Images,
    draw,
    found,
)


def images(seed: int, count: int) -> Images:
    return draw(np.random.default_rng(seed), count)


def dark(drawn: Images) -> np.ndarray:
    return np.isin(drawn.ids, INK)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 200))
def test_comparing_with_templates_gives_the_label(seed: int, count: int) -> None:
    drawn = images(seed, count)
    assert drawn.ids.shape == (count, SIDE, SIDE)
    there = found(dark(drawn))
    assert np.array_equal(there.sum(axis=(1, 2, 3)), np.ones(count))
    assert np.array_equal(there.any(axis=(2, 3)).argmax(axis=1), drawn.shapes)


@given(count=st.integers(1, 99))
def test_any_number_of_images_contains_each_figure_equally_often(count: int) -> None:
    often = np.bincount(images(3, 100).shapes[:count], minlength=len(NAMES))
    assert often.max() - often.min() <= 1


def test_the_same_seed_draws_the_same_images_and_another_seed_different_ones() -> None:
    one, again, other = images(1, 50), images(1, 50), images(2, 50)
    assert np.array_equal(one.ids, again.ids) and np.array_equal(one.shapes, again.shapes)
    assert (one.ids != other.ids).any(axis=(1, 2)).all()


def test_figures_have_equal_ink_and_are_everywhere_equally_often() -> None:
    assert set(FIGURES.sum(axis=(1, 2))) == {5}
    there = found(dark(images(5, 6400))).sum(axis=0)
    expected = 6400 / len(NAMES) / (SIDE - WIDTH + 1) ** 2  # 100
    assert there.shape == (len(NAMES), SIDE - WIDTH + 1, SIDE - WIDTH + 1)
    assert np.abs(there - expected).max() < 5 * np.sqrt(expected)


def test_the_amount_of_ink_does_not_reveal_the_figure() -> None:
    drawn = images(6, 6400)
    ink = dark(drawn).sum(axis=(1, 2))
    assert ink.min() >= 5 and ink.max() <= 5 + DOTS
    means = [ink[drawn.shapes == number].mean() for number in range(len(NAMES))]
    assert np.ptp(means) < 0.15


def test_both_grays_of_paper_and_ink_are_equally_common_and_none_is_padding() -> None:
    drawn = images(7, 800)
    often = np.bincount(drawn.ids.ravel(), minlength=LEVELS)
    assert often[0] == 0 and len(often) == LEVELS
    for light, dark_one in (PAPER, INK):
        assert often[light] == pytest.approx(often[dark_one], rel=0.1)
