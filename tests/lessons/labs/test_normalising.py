"""LayerNorm keeps to a position; BatchNorm looks at everyone in the batch, the empty places included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.normalising import TOKENS, over_batch, over_features


@given(padding=st.integers(1, 12), scale=st.floats(0.01, 100))
def test_padding_moves_batch_norm_and_not_layer_norm(padding: int, scale: float) -> None:
    lab = perform("normalising", {"padding": padding, "scale": scale})
    assert lab.field("layer_moved") == 0
    assert lab.field("batch_moved") > 0.1


@given(scale=st.floats(1, 1000))
def test_layer_norm_forgets_a_scale_up_to_epsilon(scale: float) -> None:
    lab = perform("normalising", {"scale": scale, "padding": 0})
    assert np.allclose(lab.field("layer"), lab.field("unscaled"), atol=2e-5)
    exact = perform("normalising", {"scale": scale, "padding": 0, "epsilon": 0})
    assert np.allclose(exact.field("layer"), exact.field("unscaled"), atol=1e-12)


def test_where_the_numbers_are_small_epsilon_shows() -> None:
    lab = perform("normalising", {"scale": 0.001})
    assert np.abs(np.asarray(lab.field("layer"))[:4] - lab.field("unscaled")).max() > 0.1


def test_one_has_mean_0_and_variance_1_along_features_the_other_along_positions() -> None:
    layer, batch = over_features(TOKENS, 0), over_batch(TOKENS, 0)
    assert np.allclose(layer.mean(axis=1), 0)
    assert np.allclose(layer.var(axis=1), 1)
    assert np.allclose(batch.mean(axis=0), 0)
    assert np.allclose(batch.var(axis=0), 1)


def test_the_first_row_can_be_worked_out_by_hand() -> None:
    first = over_features(TOKENS, 0)[0]
    assert first == pytest.approx(np.array([-3, -1, 1, 3]) / np.sqrt(5))


def test_both_agree_with_pytorch() -> None:
    torch = pytest.importorskip("torch")
    x = torch.from_numpy(TOKENS)
    assert np.allclose(over_features(TOKENS, 1e-5), torch.nn.functional.layer_norm(x, (4,)))
    assert np.allclose(over_batch(TOKENS, 1e-5), torch.nn.functional.batch_norm(x, None, None, training=True))


def test_an_empty_position_gives_zeros_because_of_epsilon() -> None:
    assert np.all(np.asarray(perform("normalising", {"padding": 2}).field("layer"))[-2:] == 0)
    assert np.isnan(np.asarray(perform("normalising", {"epsilon": 0}).field("layer"))[-1]).all()
