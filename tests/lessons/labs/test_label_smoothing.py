"""Smoothing has a floor, and whoever is too sure pays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.label_smoothing import floor, loss, smoothed

EPSILONS = st.floats(0, 0.9)
TOKENS = st.integers(2, 2000)


def test_at_a_tenth_and_ten_tokens_the_floor_is_a_half() -> None:
    lab = perform("label-smoothing", {})
    assert lab.field("floor") == pytest.approx(0.500, abs=5e-4)
    assert lab.field("wanted") == pytest.approx(0.91)


@given(epsilon=EPSILONS, tokens=TOKENS)
def test_the_target_sums_to_1_and_its_floor_is_that_of_the_training(epsilon: float, tokens: int) -> None:
    torch_side = pytest.importorskip("transformer_explore.core.training.loss")
    assert smoothed(epsilon, tokens).sum() == pytest.approx(1)
    assert floor(epsilon, tokens) == pytest.approx(torch_side.lowest_loss(tokens, epsilon))


@given(epsilon=st.floats(0.01, 0.9), tokens=TOKENS, sure=st.floats(0.001, 0.999))
def test_no_model_gets_below_the_floor_and_the_one_that_says_what_is_wanted_reaches_it(
    epsilon: float, tokens: int, sure: float
) -> None:
    least = floor(epsilon, tokens)
    assert loss(np.array([sure]), epsilon, tokens)[0] >= least - 1e-9
    wanted = smoothed(epsilon, tokens)[:1]
    assert loss(wanted, epsilon, tokens)[0] == pytest.approx(least)


def test_without_smoothing_the_floor_is_0_and_the_loss_minus_log_p() -> None:
    lab = perform("label-smoothing", {"smoothing": 0, "sure": 0.5})
    assert lab.field("floor") == 0
    assert lab.field("sure_plain") == lab.field("sure_smoothed") == pytest.approx(math.log(2))


def test_it_is_the_loss_that_models_are_trained_with() -> None:
    torch = pytest.importorskip("torch")
    from transformer_explore.core.training.loss import smoothed_cross_entropy

    said = np.full(10, 0.2 / 9)
    said[0] = 0.8
    logs = torch.from_numpy(np.log(said))[None, None]
    trained = smoothed_cross_entropy(logs, torch.zeros(1, 1, dtype=torch.long), 0.1, padding=9)
    assert float(trained) == pytest.approx(loss(np.array([0.8]), 0.1, 10)[0])
