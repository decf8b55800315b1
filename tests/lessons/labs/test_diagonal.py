"""Whether a token may attend to itself, and what is lost where it may not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform

tokens = st.integers(2, 12)


@given(tokens, st.booleans())
def test_with_the_diagonal_every_row_sums_to_one(count: int, future: bool) -> None:
    lab = perform("diagonal", {"tokens": count, "itself": True, "future": future})

    np.testing.assert_allclose(np.asarray(lab.field("weights")).sum(-1), 1)
    assert lab.field("lost_first") == lab.field("lost_second") == 0


@given(tokens)
def test_without_diagonal_and_future_the_first_row_is_lost_and_then_all_of_them(count: int) -> None:
    lab = perform("diagonal", {"tokens": count, "itself": False, "future": False})

    assert np.asarray(lab.field("open_keys")).tolist() == list(range(count))
    assert np.isnan(np.asarray(lab.field("weights"))[0]).all()
    assert lab.field("lost_first") == 1
    assert lab.field("lost_second") == count


@given(tokens)
def test_without_the_diagonal_alone_nothing_is_lost(count: int) -> None:
    lab = perform("diagonal", {"tokens": count, "itself": False, "future": True})

    assert (np.diagonal(np.asarray(lab.field("weights"))) == 0).all()
    assert lab.field("lost_second") == 0


def test_a_causal_first_row_attends_to_itself_alone() -> None:
    weights = np.asarray(perform("diagonal", {}).field("weights"))

    assert weights[0].tolist() == [1, 0, 0, 0]
