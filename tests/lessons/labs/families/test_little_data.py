"""With few examples the convolution is far ahead, with many hardly; both learn what they are shown by heart."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.tasks.shapes import FIGURES, INK, NAMES, found
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.lab import Array


def table(name: str, **given: float | str) -> Array:
    return np.asarray(perform("little-data", given).field(name))


def after(examples: int) -> int:
    return list(table("examples")).index(examples)


def test_with_few_examples_the_worst_convolution_beats_the_best_attention_by_far() -> None:
    for few, ahead in ((64, 0.3), (256, 0.5), (1024, 0.1)):
        assert table("lowest")[0, after(few)] > table("highest")[1, after(few)] + ahead


def test_with_many_both_know_the_figures_and_the_gap_is_nearly_closed() -> None:
    assert (table("accuracy")[:, -1] > 0.97).all()
    gap = table("gap")
    assert gap.max() > 0.5
    assert abs(gap[-1]) < gap.max() / 10


def test_attention_needs_many_times_as_many_examples() -> None:
    convolution, attention = table("needed")
    assert attention >= 16 * convolution


def test_sixteen_examples_are_too_few_for_either() -> None:
    assert (table("accuracy")[:, after(16)] < 2 * perform("little-data", {}).field("chance")).all()


def test_attention_knows_by_heart_what_it_has_not_understood() -> None:
    assert table("by_heart")[1, after(256)] > 0.99
    assert table("accuracy")[1, after(256)] < 0.5


def test_the_models_are_alike_in_size() -> None:
    one, other = table("parameters")
    assert one == pytest.approx(other, rel=0.1)


@pytest.mark.parametrize("shape", NAMES)
def test_the_chosen_figure_is_in_the_image_that_is_shown(shape: str) -> None:
    number = NAMES.index(shape)
    assert np.array_equal(table("figure", shape=shape), FIGURES[number])
    for seed in range(3):
        image = table("image", shape=shape, seed=seed)
        assert found(np.isin(image, INK)[None])[0, number].any()
        assert np.array_equal(image, table("images", seed=seed)[number])
