"""The labs on shared weights and on clipped gradients, and the direct path of an LSTM's gradient."""

import numpy as np
import pytest
import torch
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.shared_weights import LETTERS, WORTH, drawn, learned
from transformer_explore.lessons.labs.vanishing import networks, open_gates


# ------------------------------------------------------------------------------------- shared weights
def test_least_squares_is_where_gradient_descent_from_0_ends() -> None:
    sequences = drawn(np.random.default_rng(0), 40, 4, limited=True)
    hot = torch.tensor(np.eye(len(LETTERS))[sequences])
    wanted = torch.tensor(WORTH[sequences].sum(axis=1))
    own = torch.zeros(4, len(LETTERS), dtype=torch.float64, requires_grad=True)
    descent = torch.optim.SGD([own], lr=0.5)
    for _ in range(2000):
        descent.zero_grad()
        (((hot * own).sum(dim=(1, 2)) - wanted) ** 2).mean().backward()
        descent.step()
    np.testing.assert_allclose(learned(sequences)[1], own.detach().numpy(), atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_only_shared_weights_know_a_letter_where_it_never_occurred(seed: int) -> None:
    lab = perform("shared-weights", {"seed": seed})
    np.testing.assert_allclose(lab.field("shared"), WORTH, atol=1e-9)
    own, errors = np.asarray(lab.field("own")), np.asarray(lab.field("errors"))
    assert not own[len(own) // 2 :, -1].any() and own[: len(own) // 2, -1].all()
    assert errors[0] == pytest.approx([0, 0, 0], abs=1e-9)
    assert errors[1, 0] < 1e-9 < 1 < errors[1, 1] < errors[1, 2]
    assert list(np.asarray(lab.field("parameters"))) == [len(LETTERS), own.size]


# ------------------------------------------------------------------------------------- clipping
def loss(w: torch.Tensor, steps: int, target: float) -> torch.Tensor:
    state = torch.ones((), dtype=torch.float64)
    for _ in range(steps):
        state = w * state
    return (state - target) ** 2 / 2


@pytest.mark.parametrize("row", [0, 1])
def test_the_updates_are_those_of_pytorch(row: int) -> None:
    lab = perform("clipping", {})
    w = torch.tensor(1.1, dtype=torch.float64, requires_grad=True)
    weights = [w.item()]
    descent = torch.optim.SGD([w], lr=0.0001)
    for _ in range(4 if row else 2):
        descent.zero_grad()
        loss(w, 50, 2.0).backward()
        if row:
            torch.nn.utils.clip_grad_norm_([w], 10.0)
        descent.step()
        weights.append(w.item())
    assert np.asarray(lab.field("weights"))[row, : len(weights)] == pytest.approx(weights, rel=1e-6)


def test_clipped_descent_reaches_the_target_and_the_other_overflows() -> None:
    lab = perform("clipping", {})
    assert float(lab.field("clipped_end")) ** 50 == pytest.approx(2, abs=1e-3)
    assert np.isnan(np.asarray(lab.field("weights"))[0, -1])


# ------------------------------------------------------------------------------------- an LSTM's cell
@pytest.mark.parametrize("forget", [0.5, 0.95])
def test_the_product_of_gates_is_the_gradient_along_the_cell_alone(forget: float) -> None:
    network = networks(12, 5, 0.9, 0.3, forget, 0)[2]
    weight, inputs = torch.tensor(np.array(network.recurrent[0])), torch.tensor(network.inputs)
    hidden = torch.tensor(network.first)
    cell = torch.zeros_like(hidden)
    first = None
    for x in inputs:
        i, f, g, o = (weight @ hidden.detach() + x).chunk(4)  # no gradient through h
        cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
        if first is None:
            first = cell = cell.detach().requires_grad_()
        hidden = torch.sigmoid(o) * torch.tanh(cell)
    assert first is not None
    cell.sum().backward()
    assert first.grad is not None
    assert open_gates(network) == pytest.approx(first.grad.mean().item())
