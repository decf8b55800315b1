"""Table 1, computed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.cost import field, layers


def test_layers_that_connect_a_thousand_positions() -> None:
    lab = perform("cost", {})
    assert list(np.asarray(lab.field("layers"))) == [1, 1, 500, 7, 63]


@given(d=st.integers(1, 4096))
def test_attention_and_recurrence_cost_the_same_where_n_is_d(d: int) -> None:
    assert perform("cost", {"n": max(2, d), "d": max(2, d)}).field("ratio") == 1
    lab = perform("cost", {"d": d})
    lengths = np.asarray(lab.field("lengths"))
    cheaper = np.asarray(lab.field("attention")) < np.asarray(lab.field("recurrent"))
    assert np.array_equal(cheaper, lengths < d)


@given(n=st.integers(2, 3000), k=st.integers(2, 9))
def test_so_many_layers_see_all_positions_and_one_less_does_not(n: int, k: int) -> None:
    lab = perform("cost", {"n": n, "k": k})
    contiguous, dilated = int(lab.field("convolutional_layers")), int(lab.field("dilated_layers"))
    assert contiguous * (k - 1) + 1 >= n > (contiguous - 1) * (k - 1) + 1
    assert k**dilated >= n > k ** (dilated - 1)


@given(n=st.integers(2, 2000), r=st.integers(2, 4000))
def test_restricted_attention_costs_less_and_never_more_than_full(n: int, r: int) -> None:
    lab = perform("cost", {"n": n, "r": r})
    assert lab.field("restricted_scores") <= lab.field("scores")
    cost = np.asarray(lab.field("operations"))
    assert cost[4] <= cost[0]


@pytest.mark.parametrize("n", [100, 1000])
def test_recurrence_alone_has_to_wait(n: int) -> None:
    assert list(np.asarray(perform("cost", {"n": n}).field("sequential"))) == [1, n, 1, 1, 1]


@given(n=st.integers(2, 3000), k=st.integers(2, 9), r=st.integers(2, 64))
def test_what_an_output_has_seen_agrees_with_the_layers_it_takes(n: int, k: int, r: int) -> None:
    sizes = n, 1, k, r
    for kind, depth in enumerate(map(int, layers(*sizes))):
        assert field(depth, *sizes)[kind] == n
        assert depth == 1 or field(depth - 1, *sizes)[kind] < n


@pytest.mark.parametrize(("k", "depth"), [(3, 4), (5, 3)])
def test_a_nudge_travels_as_far_as_the_field_says(k: int, depth: int) -> None:
    """Convolutions of ones, with and without gaps, on a nudge in the middle."""
    for kind, gaps in ((2, [1] * depth), (3, [k**level for level in range(depth)])):
        seen = np.zeros(1001)
        seen[500] = 1
        for gap in gaps:
            kernel = np.zeros((k - 1) * gap + 1)
            kernel[::gap] = 1
            seen = np.convolve(seen, kernel, mode="same")
        assert np.count_nonzero(seen) == field(depth, 1001, 1, k, 16)[kind]
