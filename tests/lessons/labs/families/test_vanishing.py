"""Backpropagation through time with its terms kept apart: against autograd, and against theory."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.families.vanishing import Network, backward_lstm, backward_rnn, networks

STEPS, SIZE = 12, 5


def tensors(network: Network) -> tuple[Tensor, Tensor, Tensor]:
    """A copy of the recurrent weight for each step, the inputs, and the first state."""
    copies, inputs = (
        torch.tensor(np.array(each)).requires_grad_() for each in (network.recurrent, network.inputs)
    )
    return copies, inputs, torch.tensor(network.first)


def rnn_loss(network: Network, copies: Tensor, inputs: Tensor, state: Tensor) -> Tensor:
    for weight, x in zip(copies, inputs, strict=True):
        state = torch.tanh(weight @ state + x)
    return state @ torch.tensor(network.loss)


def lstm_loss(network: Network, copies: Tensor, inputs: Tensor, state: Tensor) -> Tensor:
    """By PyTorch's own cell; a product with an identity hands it the inputs as they are."""
    hidden, cell = state[None], torch.zeros_like(state)[None]
    whole = torch.eye(inputs.shape[1], dtype=inputs.dtype)
    for weight, x in zip(copies, inputs, strict=True):
        hidden, cell = torch.lstm_cell(x[None], (hidden, cell), whole, weight)
    return hidden[0] @ torch.tensor(network.loss)


@pytest.mark.parametrize("kind", ["rnn", "deep", "lstm"])
@pytest.mark.parametrize("seed", range(3))
def test_each_term_is_the_gradient_of_a_copy_of_the_weight_for_that_step(kind: str, seed: int) -> None:
    network = networks(STEPS, SIZE, 0.9, 0.5, 0.9, seed)[("rnn", "deep", "lstm").index(kind)]
    loss, backward = (lstm_loss, backward_lstm) if kind == "lstm" else (rnn_loss, backward_rnn)
    copies, inputs, first = tensors(network)
    loss(network, copies, inputs, first).backward()
    found = backward(network)
    assert copies.grad is not None and inputs.grad is not None
    np.testing.assert_allclose(found.terms, copies.grad.numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.inputs, inputs.grad.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
def test_their_sum_is_the_gradient_of_the_shared_weight(kind: str) -> None:
    network = networks(STEPS, SIZE, 0.9, 0.5, 0.9, 0)[0 if kind == "rnn" else 2]
    loss, backward = (lstm_loss, backward_lstm) if kind == "lstm" else (rnn_loss, backward_rnn)
    _, inputs, first = tensors(network)
    shared = torch.tensor(np.array(network.recurrent[0])).requires_grad_()
    loss(network, shared.expand(STEPS, *shared.shape), inputs, first).backward()
    assert shared.grad is not None
    np.testing.assert_allclose(backward(network).terms.sum(axis=0), shared.grad.numpy(), rtol=0, atol=1e-12)


@given(radius=st.floats(0.1, 1.0), size=st.integers(1, 12), seed=st.integers(0, 99), scale=st.floats(0.05, 2))
@settings(max_examples=40)
def test_no_term_is_larger_than_the_radius_to_the_power_of_its_distance_allows(
    radius: float, size: int, seed: int, scale: float
) -> None:
    """A slope of tanh is at most 1, and an orthogonal matrix changes no length."""
    lab = perform("vanishing", {"steps": 20, "radius": radius, "size": size, "seed": seed, "input": scale})
    factor = np.asarray(lab.field("factor"))
    assert np.all(np.asarray(lab.field("inputs")) <= factor + 1e-12)
    for name in ("contributions", "layers"):  # a state is at most as long as √size
        assert np.all(np.asarray(lab.field(name)) <= factor * np.sqrt(size) + 1e-12)


@given(radius=st.floats(0.1, 1.5), seed=st.integers(0, 99))
@settings(max_examples=20)
def test_parts_and_wholes(radius: float, seed: int) -> None:
    lab = perform("vanishing", {"steps": 15, "radius": radius, "seed": seed})
    share, running, missing = (np.asarray(lab.field(name)) for name in ("share", "running", "missing"))
    assert np.all(np.diff(share) >= 0)
    assert share[-1] == pytest.approx(1)
    assert running[-1] == pytest.approx(1)
    assert missing[-1] == pytest.approx(0, abs=1e-12)
    assert missing[int(lab.field("needed")) - 1] <= 0.01


def test_the_scalar_case_is_a_power() -> None:
    lab = perform("vanishing", {"steps": 50, "radius": 0.9})
    assert lab.field("scalar") == pytest.approx(0.9**50)
    assert np.asarray(lab.field("factor"))[7] == pytest.approx(0.9**7)


@given(radius=st.floats(0.3, 1.0), seed=st.integers(0, 99))
@settings(max_examples=20)
def test_a_step_back_makes_the_gradient_smaller_by_more_than_the_radius_alone(
    radius: float, seed: int
) -> None:
    """Since tanh is flatter than its argument wherever it is not at 0."""
    lab = perform("vanishing", {"radius": radius, "seed": seed})
    slopes = np.asarray(lab.field("inputs"))
    assert slopes[-1] / slopes[0] == pytest.approx(float(lab.field("per_step")) ** 49)
    assert 0 < float(lab.field("per_step")) < radius


@pytest.mark.parametrize("seed", range(5))
def test_the_whole_does_not_vanish_and_its_near_terms_hide_the_far_ones(seed: int) -> None:
    lab = perform("vanishing", {"seed": seed})
    assert float(lab.field("total")) > 0.3 * float(lab.field("nearest"))
    assert float(lab.field("ratio")) < 1e-3
    assert int(lab.field("needed")) <= 35  # of 50
    assert float(lab.field("layer_ratio")) < 1e-3  # where a layer's weight is its own, that is all it gets
    assert float(lab.field("gated_ratio")) > 0.02  # an open forget gate lets it through
    assert int(lab.field("gated_needed")) > int(lab.field("needed"))


def test_a_longer_sequence_has_as_large_a_gradient() -> None:
    totals = [float(perform("vanishing", {"steps": steps}).field("total")) for steps in (10, 50, 200)]
    assert min(totals) > 0.3 * max(totals)
    firsts = [float(perform("vanishing", {"steps": steps}).field("first_layer")) for steps in (10, 50, 200)]
    assert firsts[0] > 100 * firsts[1] > 100 * 100 * firsts[2]


def test_an_open_forget_gate_carries_the_gradient_and_a_half_shut_one_does_not() -> None:
    far = [float(perform("vanishing", {"forget": each}).field("gated_ratio")) for each in (0.5, 0.9, 0.95)]
    assert far[0] < far[1] < far[2]
    assert far[0] < float(perform("vanishing", {}).field("ratio"))  # worse than without any gate
