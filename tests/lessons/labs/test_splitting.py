"""Projecting all of x for each head, against projecting a slice of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform


@given(heads=st.sampled_from(["2", "4", "8"]), seed=st.integers(0, 999))
def test_all_numbers_differ_as_soon_as_there_are_two_heads(heads: str, seed: int) -> None:
    lab = perform("splitting", {"heads": heads, "seed": seed})
    assert lab.field("differing") == lab.field("numbers") == 3 * 8


def test_with_one_head_both_ways_are_one() -> None:
    lab = perform("splitting", {"heads": 1})
    assert lab.field("differing") == 0
    assert lab.field("sliced_parameters") == lab.field("projected_parameters")


@pytest.mark.parametrize("heads", [2, 4, 8])
def test_a_slice_sees_its_own_features_and_a_projection_all(heads: int) -> None:
    lab = perform("splitting", {"heads": heads})
    assert np.all(np.asarray(lab.field("projected_reach")) == 1)
    assert np.array_equal(lab.field("sliced_reach"), np.kron(np.eye(heads), np.ones(8 // heads)))
    assert lab.field("sliced_parameters") == lab.field("projected_parameters") / heads


def test_the_slices_queries_are_those_of_small_matrices_on_slices() -> None:
    """What is called sliced is computed here the other way: cut x, and multiply by a block."""
    lab = perform("splitting", {"heads": 2, "seed": 5})
    rng = np.random.default_rng(5)
    x, weight = rng.standard_normal((3, 8)), rng.standard_normal((8, 8)) / np.sqrt(8)
    assert np.allclose(np.asarray(lab.field("sliced"))[1], x[:, 4:] @ weight[4:, 4:].T)
