"""Of the ways to hide a key only −∞ before softmax hides it; a padding mask is no causal mask."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.softmax import softmax

SCORES = st.lists(st.integers(-9, 9), min_size=2, max_size=6)


def test_the_three_ways_on_2_1_3() -> None:
    hide = perform("masking", {})
    assert hide.field("infinity") == pytest.approx([math.e / (math.e + 1), 1 / (math.e + 1), 0])
    assert hide.field("zero_before_leak") == pytest.approx(1 / (math.e**2 + math.e + 1))
    assert hide.field("zero_after_sum") == pytest.approx(
        (math.e**2 + math.e) / (math.e**2 + math.e + math.e**3)
    )


@given(scores=SCORES, other=st.integers(-30, 30))
def test_with_infinity_the_row_is_as_if_the_hidden_key_were_not_there(scores: list[int], other: int) -> None:
    allowed = ", ".join(["1"] * (len(scores) - 1) + ["0"])
    hide = perform("masking", {"scores": ", ".join(map(str, [*scores[:-1], other])), "allowed": allowed})
    assert hide.field("infinity_leak") == 0
    assert np.allclose(np.asarray(hide.field("infinity"))[:-1], softmax(np.array(scores[:-1], dtype=float)))
    assert np.allclose(hide.field("low"), hide.field("infinity"))


@given(scores=SCORES)
def test_zero_before_leaks_and_zero_after_loses(scores: list[int]) -> None:
    allowed = ", ".join(["0"] + ["1"] * (len(scores) - 1))
    hide = perform("masking", {"scores": ", ".join(map(str, scores)), "allowed": allowed})
    assert float(hide.field("zero_before_leak")) > 0
    assert hide.field("zero_before_sum") == pytest.approx(1)
    assert hide.field("zero_after_leak") == 0
    assert float(hide.field("zero_after_sum")) < 1


def test_a_row_that_is_hidden_whole_is_nan_or_with_a_low_number_even() -> None:
    none = perform("masking", {"allowed": "0, 0, 0"})
    assert np.isnan(none.field("infinity")).all()
    assert none.field("low") == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("allowed", ["1, 1", "1, 1, 2", "yes"])
def test_a_mask_that_does_not_fit_is_refused(allowed: str) -> None:
    with pytest.raises(Problem):
        perform("masking", {"allowed": allowed})


@given(tokens=st.integers(1, 16), padding=st.integers(0, 16))
def test_the_padding_mask_closes_columns_and_the_causal_mask_a_triangle(tokens: int, padding: int) -> None:
    masks = perform("mask-shapes", {"tokens": tokens, "padding": padding})
    n = tokens + padding
    columns, triangle = np.asarray(masks.field("padding")), np.asarray(masks.field("causal"))
    assert (columns == (np.arange(n) < tokens)).all()
    assert (triangle == np.tri(n)).all()
    assert (np.asarray(masks.field("both")) == columns * triangle).all()
    assert masks.field("padding_allowed") == n * tokens
    assert masks.field("causal_allowed") == n * (n + 1) / 2
