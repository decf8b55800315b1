"""Softmax: indifferent to a shift, sharpened by a factor, and of two axes only one is the right one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.softmax import softmax

SCORES = st.lists(st.integers(-20, 20), min_size=2, max_size=6)


def written(scores: list[int]) -> str:
    return ", ".join(map(str, scores))


@given(scores=SCORES, shift=st.integers(-1000, 1000))
def test_a_shift_changes_no_weight(scores: list[int], shift: int) -> None:
    soft = perform("softmax", {"scores": written(scores), "shift": shift})
    assert np.allclose(soft.field("weights"), soft.field("weights_before"))
    assert np.sum(soft.field("weights")) == pytest.approx(1)


@given(scores=SCORES, scale=st.floats(1, 100))
def test_a_factor_above_1_never_makes_a_row_less_decided(scores: list[int], scale: float) -> None:
    plain, scaled = (perform("softmax", {"scores": written(scores), "scale": each}) for each in (1, scale))
    assert float(scaled.field("entropy")) <= float(plain.field("entropy")) + 1e-9


def test_a_lead_of_one_point_is_worth_a_factor_e() -> None:
    weights = np.asarray(perform("softmax", {"scores": "2, 1, 3"}).field("weights"))
    assert weights[2] / weights[0] == pytest.approx(math.e)
    assert weights == pytest.approx([0.245, 0.090, 0.665], abs=5e-4)


def test_along_an_axis_it_is_the_softmax_of_each_line() -> None:
    scores = np.random.default_rng(0).normal(size=(3, 4))
    assert np.allclose(softmax(scores, axis=0), softmax(scores.T).T)
    assert np.isnan(softmax(np.full((1, 3), -np.inf))).all()


@given(st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_wrong_axis_makes_columns_sum_to_1_and_gives_no_error(rows: list[list[int]]) -> None:
    table = perform("softmax-axis", {"scores": ";".join(map(written, rows))})
    assert table.field("weights_row_sums") == pytest.approx(1)
    assert table.field("wrong_column_sums") == pytest.approx(1)
    assert np.shape(table.field("wrong")) == np.shape(table.field("weights"))
    assert np.sum(table.field("wrong_row_sums")) == pytest.approx(3)  # the number of keys, not of queries


def test_only_the_right_axis_brings_back_a_mean_of_the_values() -> None:
    table = perform("softmax-axis", {})
    values = np.asarray(table.field("values"))
    assert values.min() <= np.min(table.field("output"))
    assert np.max(table.field("output")) <= values.max()
    assert np.max(table.field("wrong_output")) > values.max()


def test_what_is_no_table_is_refused_in_one_line() -> None:
    for given_ in ({"scores": "1, 2; 3"}, {"scores": "1, x"}, {"values": "1, 2"}):
        with pytest.raises(Problem) as refused:
            perform("softmax-axis", given_)
        assert "\n" not in str(refused.value)
