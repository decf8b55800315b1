"""Dropout changes a number at a time, keeps the mean, and is gone at inference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform


@given(rate=st.floats(0, 0.9), seed=st.integers(0, 999))
def test_a_number_is_dropped_or_made_larger_by_one_factor(rate: float, seed: int) -> None:
    lab = perform("dropout", {"rate": rate, "seed": seed, "times": 5})
    passes, x = np.asarray(lab.field("passes")), np.asarray(lab.field("x"))
    assert np.all((passes == 0) | np.isclose(passes, x * lab.field("factor")))


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_over_many_passes_the_mean_is_what_came_in(rate: float) -> None:
    lab = perform("dropout", {"rate": rate, "times": 2000})
    x, mean = np.asarray(lab.field("x")), np.asarray(lab.field("mean"))
    deviation = x * np.sqrt(rate / (1 - rate) / 2000)  # of a mean of so many coins
    assert np.all(np.abs(mean - x) < 5 * deviation)
    assert lab.field("dropped") == pytest.approx(rate, abs=0.02)


def test_outside_training_what_comes_in_goes_out() -> None:
    lab = perform("dropout", {"training": False, "rate": 0.9})
    assert np.array_equal(lab.field("first"), lab.field("x"))
    assert lab.field("factor") == 1


def test_two_passes_throw_coins_of_their_own() -> None:
    lab = perform("dropout", {"rate": 0.5})
    assert not np.array_equal(lab.field("first"), lab.field("second"))
