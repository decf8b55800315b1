"""The feed-forward network knows one position at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform


@given(positions=st.integers(2, 12), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_nudge_moves_its_own_output_alone_while_attention_moves_all(positions: int, seed: int) -> None:
    lab = perform("feed-forward", {"positions": positions, "seed": seed})
    moved = np.asarray(lab.field("moved"))
    assert np.all(moved[~np.eye(positions, dtype=bool)] == 0)
    assert np.all(np.diag(moved) > 0)
    assert lab.field("count") == positions
    assert lab.field("attention_count") == positions**2


def test_a_position_alone_gives_what_it_gives_among_others() -> None:
    lab = perform("feed-forward", {})
    assert np.allclose(lab.field("output"), lab.field("alone"))


def test_no_nudge_moves_nothing() -> None:
    assert perform("feed-forward", {"nudge": 0}).field("attention_count") == 0
