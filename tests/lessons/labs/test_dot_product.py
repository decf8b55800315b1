"""A dot product by coordinates, by lengths and angle, and as a shadow is the same number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform

ANGLES = st.floats(0, 360)
LENGTHS = st.floats(0, 10)


@given(angle=ANGLES, query_length=LENGTHS, key_length=LENGTHS, turn=ANGLES)
def test_coordinates_lengths_and_both_shadows_agree(
    angle: float, query_length: float, key_length: float, turn: float
) -> None:
    arrows = perform(
        "dot-product", {"angle": angle, "query_length": query_length, "key_length": key_length, "turn": turn}
    )
    expected = query_length * key_length * math.cos(math.radians(angle))
    assert arrows.field("dot") == pytest.approx(expected, abs=1e-9)
    assert arrows.field("by_lengths") == pytest.approx(expected, abs=1e-9)
    assert float(arrows.field("shadow")) * query_length == pytest.approx(expected, abs=1e-9)
    assert float(arrows.field("query_shadow")) * key_length == pytest.approx(expected, abs=1e-9)
    assert np.sum(arrows.field("products")) == pytest.approx(expected, abs=1e-9)


def test_at_right_angles_it_is_exactly_0_and_parallel_it_is_largest() -> None:
    assert perform("dot-product", {"angle": 90}).field("dot") == 0
    assert perform("dot-product", {"angle": 270}).field("dot") == 0
    dots = np.asarray(perform("dot-product", {}).field("dots"))
    assert dots.max() == dots[0] == 2 * 1.5
    assert dots.min() == pytest.approx(-dots[0])


def test_a_key_of_double_length_doubles_it_and_leaves_the_cosine() -> None:
    once, twice = (perform("dot-product", {"key_length": length}) for length in (1.5, 3))
    assert twice.field("dot") == pytest.approx(2 * float(once.field("dot")))
    assert twice.field("cosine") == once.field("cosine")
