"""Attention is equivariant to the order of its tokens, unless positions or a causal mask tell them apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform

orders = st.integers(2, 12).flatmap(lambda count: st.permutations(range(1, count + 1)))


def written(order: list[int]) -> str:
    return ", ".join(map(str, order))


@settings(deadline=None)
@given(orders, st.integers(0, 1000))
def test_without_positions_each_row_goes_along_with_its_token(order: list[int], seed: int) -> None:
    lab = perform("shuffle", {"order": written(order), "seed": seed})

    assert float(lab.field("furthest")) < 1e-10
    assert float(lab.field("average_moved")) < 1e-10


@settings(deadline=None)
@given(orders)
def test_a_weight_goes_along_with_the_two_tokens_that_it_is_between(order: list[int]) -> None:
    lab = perform("shuffle", {"order": written(order)})
    places = np.array(order) - 1

    np.testing.assert_allclose(lab.field("weights_after"), lab.field("weights")[np.ix_(places, places)])


def test_a_causal_mask_is_blind_to_the_order_of_those_whom_a_token_sees() -> None:
    lab = perform("shuffle", {"order": "2, 1, 3, 4", "causal": True})

    assert (lab.field("moved") > 1e-6).tolist() == [True, True, False, False]


@pytest.mark.parametrize("told", ["positions", "causal"])
@pytest.mark.parametrize("seed", range(5))
def test_positions_and_a_causal_mask_tell_the_order(told: str, seed: int) -> None:
    lab = perform("shuffle", {told: True, "seed": seed})

    assert float(lab.field("furthest")) > 0.1


def test_an_order_that_changes_nothing_moves_nothing() -> None:
    lab = perform("shuffle", {"order": "1, 2, 3", "positions": True, "causal": True})

    assert lab.field("furthest") == 0


@pytest.mark.parametrize("order", ["1, 1, 2", "0, 1", "2, 3", "1.5, 1", "a", written(list(range(1, 14)))])
def test_what_is_no_order_is_refused(order: str) -> None:
    with pytest.raises(Problem):
        perform("shuffle", {"order": order})
