"""A shift of the positional encoding is a rotation of each pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.shift import wrapped

shifts = st.integers(-50, 50)
widths = st.integers(1, 32).map(lambda half: 2 * half)


@given(widths, shifts)
def test_one_matrix_shifts_every_position_and_its_blocks_turn_as_theory_says(d: int, k: int) -> None:
    lab = perform("shift", {"d": d, "k": k})

    assert float(lab.field("error")) < 1e-9
    np.testing.assert_allclose(lab.field("angles"), lab.field("theory"), atol=1e-6)
    np.testing.assert_allclose(lab.field("determinants"), 1, atol=1e-9)
    blocks = np.asarray(lab.field("blocks"))
    np.testing.assert_allclose(blocks @ blocks.swapaxes(1, 2), np.eye(2) + 0 * blocks, atol=1e-8)


@given(shifts)
def test_the_angle_does_not_depend_on_where_it_is_solved(k: int) -> None:
    local = np.asarray(perform("shift", {"k": k}).field("local"))

    np.testing.assert_allclose(local, np.broadcast_to(local[0], local.shape), atol=1e-6)


@given(shifts)
def test_nor_does_the_product_of_two_positions_at_one_distance(k: int) -> None:
    products = np.asarray(perform("shift", {"k": k}).field("products"))

    np.testing.assert_allclose(products, products[0])


@given(st.integers(2, 16), st.integers(1, 5))
def test_of_the_copied_mistake_there_is_no_such_matrix(half: int, k: int) -> None:
    assert float(perform("shift", {"d": 2 * half, "k": k}).field("wrong_error")) > 0.05


@pytest.mark.parametrize(("degrees", "expected"), [(0, 0), (180, 180), (-180, 180), (190, -170), (720, 0)])
def test_an_angle_is_above_minus_180_and_at_most_180(degrees: float, expected: float) -> None:
    assert wrapped(np.array(float(degrees))) == pytest.approx(expected)
