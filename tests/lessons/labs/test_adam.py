"""Adam's first update is the rate, whatever the gradient's size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.adam import BETAS, EPSILON, updates


@given(size=st.floats(1e-3, 1e3), rate=st.floats(0.001, 1))
def test_the_first_update_is_the_rate(size: float, rate: float) -> None:
    lab = perform("adam", {"gradients": f"{size}, -{size}", "rate": rate})
    assert np.asarray(lab.field("first")) == pytest.approx([-rate, rate], rel=1e-5)
    assert np.asarray(lab.field("first_plain")) == pytest.approx([-rate * size, rate * size])


def test_the_same_gradient_again_and_again_moves_by_the_rate_each_time() -> None:
    lab = perform("adam", {})
    assert np.asarray(lab.field("updates")) == pytest.approx(-0.001, rel=1e-5)


def test_a_gradient_that_is_mostly_chance_moves_less_after_the_first_step() -> None:
    size = np.asarray(perform("adam", {"noise": 20.0, "steps": 200}).field("size"))
    assert size[50:].mean() < 0.7 * size[0]


def test_it_is_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    gradients = np.random.default_rng(0).standard_normal((20, 3))
    x = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([x], lr=0.01, betas=BETAS, eps=EPSILON)
    for gradient in gradients:
        x.grad = torch.from_numpy(gradient)
        adam.step()
    assert np.allclose(x.detach().numpy(), updates(gradients, 0.01).sum(axis=0))
