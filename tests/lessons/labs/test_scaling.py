"""Random dot products against what theory says of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations.softmax import weights as softmax
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.scaling import WIDTHS, jacobian_norms

NOTHING, ROOT, WHOLE = 0, 1, 2  # rows of the lab's tables: what the scores are divided by


def values(table: str, **parameters: float) -> np.ndarray:
    return np.asarray(perform("scaling", parameters).field(table))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_variance_of_q_k_is_d_k_and_the_root_makes_it_one(seed: int) -> None:
    variance = values("variance", seed=seed)

    # 12 800 products, 32 of them with one query: their variance is known to a few per cent.
    np.testing.assert_allclose(variance[NOTHING], WIDTHS, rtol=0.1)
    np.testing.assert_allclose(variance[ROOT], 1, rtol=0.1)
    np.testing.assert_allclose(variance[WHOLE], 1 / np.array(WIDTHS), rtol=0.1)


@pytest.mark.parametrize("seed", [0, 1])
def test_only_the_root_keeps_softmax_as_it_is_while_d_k_grows(seed: int) -> None:
    top, entropy = values("top", seed=seed), values("entropy", seed=seed)

    assert np.ptp(entropy[ROOT]) < 0.2
    assert (np.diff(top[NOTHING]) > 0).all()
    assert top[NOTHING, -1] > 0.9
    assert (np.diff(entropy[WHOLE]) > 0).all()
    assert entropy[WHOLE, -1] == pytest.approx(np.log2(32), abs=0.01)  # 32 keys, all alike


@pytest.mark.parametrize("seed", [0, 1])
def test_unscaled_the_median_jacobian_rises_and_then_falls_while_the_mean_hides_it(seed: int) -> None:
    median, mean = values("median", seed=seed), values("mean", seed=seed)

    peak = int(median[NOTHING].argmax())
    assert 0 < peak < WIDTHS.index(64)
    assert median[NOTHING, -1] < 1e-3 < median[ROOT, -1] / 100
    assert mean[NOTHING, -1] > 100 * median[NOTHING, -1]
    assert np.ptp(median[ROOT]) < 0.03


def test_most_rows_of_wide_unscaled_scores_pass_nothing_on_and_no_scaled_row_does_so() -> None:
    still = values("still")

    assert still[NOTHING, -1] > 0.5
    assert (still[ROOT] == 0).all()


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=12))
def test_the_norm_says_how_far_a_nudge_of_the_scores_moves_the_weights(scores: list[float]) -> None:
    row, nudge = np.array([scores]), 1e-5

    nudged = [
        softmax.reference(row + nudge * unit) - softmax.reference(row - nudge * unit)
        for unit in np.eye(row.size)
    ]

    norm = np.linalg.norm(np.concatenate(nudged) / (2 * nudge))
    assert jacobian_norms(softmax.reference(row))[0] == pytest.approx(norm, rel=1e-6, abs=1e-9)
