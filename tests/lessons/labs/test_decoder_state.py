"""A decoder without its mask is right one token at a time, and leaks when it is fed a whole target."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform


@given(positions=st.integers(1, 12), layers=st.integers(1, 4), seed=st.integers(0, 99))
def test_one_at_a_time_without_a_mask_is_the_whole_with_it(positions: int, layers: int, seed: int) -> None:
    lab = perform("decoder-state", {"positions": positions, "layers": layers, "seed": seed})
    assert lab.field("masked_gap") < 1e-9
    assert np.array_equal(lab.field("kept"), np.arange(1, positions + 1))


@given(positions=st.integers(2, 12), seed=st.integers(0, 99))
def test_through_one_block_the_last_row_alone_is_right(positions: int, seed: int) -> None:
    lab = perform("decoder-state", {"positions": positions, "seed": seed})
    leaks = np.asarray(lab.field("leaks"))
    assert leaks[-1] < 1e-9
    assert np.all(leaks[:-1] > 1e-3)
    assert lab.field("right") == 1


@pytest.mark.parametrize("layers", [2, 3, 4])
def test_through_more_blocks_not_even_that_one_is(layers: int) -> None:
    assert perform("decoder-state", {"layers": layers}).field("right") == 0
