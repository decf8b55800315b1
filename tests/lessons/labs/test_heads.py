"""Multi-head attention by parts: h changes how the width is divided, and nothing else in size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform

HEADS = ["1", "2", "4", "8", "16", "32", "64"]


@given(heads=st.sampled_from(HEADS), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_what_the_output_matrix_does_is_a_sum_over_heads(heads: str, seed: int) -> None:
    lab = perform("heads", {"heads": heads, "seed": seed})
    assert np.allclose(lab.field("output"), lab.field("sum_of_parts"))


@pytest.mark.parametrize("d_model", [64, 512])
def test_any_number_of_heads_has_the_same_parameters(d_model: int) -> None:
    for heads in HEADS:
        lab = perform("heads", {"heads": heads, "d_model": d_model})
        assert lab.field("parameters") == 4 * d_model**2
        assert lab.field("one_head") * lab.field("h") == d_model**2


def test_each_head_has_rows_of_weights_of_its_own() -> None:
    weights = np.asarray(perform("heads", {"heads": 4}).field("weights"))
    assert weights.shape == (4, 4, 4)
    assert np.allclose(weights.sum(axis=-1), 1)
    assert not np.allclose(weights[0], weights[1])


def test_with_one_head_concat_has_nothing_to_join() -> None:
    lab = perform("heads", {"heads": 1})
    assert np.array_equal(np.asarray(lab.field("answers"))[0], lab.field("concat"))


def test_a_number_written_for_a_choice_is_understood() -> None:
    assert perform("heads", {"heads": 16.0}).field("h") == 16
    with pytest.raises(Problem, match="one of 1, 2, 4"):
        perform("heads", {"heads": 3.0})
