"""The invariants of the sinusoidal encoding, and the mistake that breaks them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations.positions import sinusoids
from transformer_explore.lessons.labs import perform

widths = st.integers(1, 64).map(lambda half: 2 * half)
counts = st.integers(2, 100)


@given(widths, counts)
def test_every_position_has_the_same_length_and_the_same_product_with_the_next(d: int, count: int) -> None:
    lab = perform("positions", {"d": d, "count": count})

    np.testing.assert_allclose(lab.field("right_squares"), d / 2)
    np.testing.assert_allclose(lab.field("right_products"), np.asarray(lab.field("right_products"))[0])


@given(widths, st.integers(4, 100))
def test_the_mistake_breaks_both(d: int, count: int) -> None:
    lab = perform("positions", {"d": d, "count": count})

    assert np.ptp(lab.field("wrong_squares")) > 0.1
    assert np.ptp(lab.field("wrong_products")) > 0.1


def test_the_first_cosine_is_that_of_one() -> None:
    lab = perform("positions", {})

    assert np.asarray(lab.field("right"))[1, 1] == pytest.approx(math.cos(1))
    assert np.asarray(lab.field("wrong"))[1, 1] == pytest.approx(math.cos(1 / 10000 ** (1 / 4)))


@given(widths, counts)
def test_only_odd_features_are_off(d: int, count: int) -> None:
    difference = np.asarray(perform("positions", {"d": d, "count": count}).field("difference"))

    assert (difference[:, ::2] == 0).all()
    assert (difference[1:, 1::2] != 0).any()


def test_a_pair_begins_anew_after_its_wavelength() -> None:
    first = np.asarray(perform("positions", {"d": 8}).field("wavelengths"))[0]

    assert first == pytest.approx(2 * math.pi)
    np.testing.assert_allclose(
        sinusoids(1, 8, first=44)[0, :2], sinusoids(1, 8)[0, :2], atol=0.02
    )  # 7 × 2π ≈ 44
