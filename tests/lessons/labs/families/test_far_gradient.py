"""How the answer depends on what is far back: exactly not at all, hardly, or still."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.tasks import task
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.families.far_gradient import backwards
from transformer_explore.lessons.labs.families.sequence_running import (
    embedded_as,
    model_of,
    pull,
    slopes,
    streams,
)
from transformer_explore.lessons.labs.lab import Array, Result

ATTENTION, CONVOLUTION, RNN, LSTM = range(4)


def table(lab: Result, name: str) -> Array:
    return np.asarray(lab.field(name))


@pytest.fixture(scope="module", params=["untrained", "trained"])
def far_back(request: pytest.FixtureRequest) -> Result:
    return perform("far-gradient", {"gap": 48, "weights": request.param, "sequences": 8})


def test_the_convolution_depends_on_nothing_beyond_its_receptive_field(far_back: Result) -> None:
    convolution = table(far_back, "gradient")[CONVOLUTION]
    farthest = int(far_back.field("farthest"))
    assert farthest == 24
    assert (convolution[: farthest + 1] > 0).all()
    assert (convolution[farthest + 1 :] == 0).all()
    assert np.isneginf(table(far_back, "orders")[CONVOLUTION, -1])


def test_the_others_depend_on_every_position_however_little(far_back: Result) -> None:
    others = table(far_back, "gradient")[[ATTENTION, RNN, LSTM]]
    assert (others > 0).all() and (others <= 1).all()
    assert np.array_equal(table(far_back, "far"), table(far_back, "gradient")[:, -1])


def test_before_training_it_shrinks_with_the_distance_in_an_rnn_and_not_in_attention() -> None:
    lab = perform("far-gradient", {"gap": 64, "weights": "untrained", "sequences": 8})
    by_family = table(lab, "gradient")
    assert by_family[RNN, -1] < 1e-3 * by_family[RNN, 0]
    assert by_family[ATTENTION, -1] > 1e-2 * by_family[ATTENTION, 1:].max()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_is_what_differences_give(family: str) -> None:
    batch = task("copying").probe(np.random.default_rng(3), 2, 6)
    asks, ids, model = batch.asked.argmax(axis=-1), streams(batch.ids), model_of("copying", family, "trained")
    wanted = batch.wanted[np.arange(2), asks]
    norms, _right = pull(model, ids, asks, wanted)
    a, step = model.embedding(*ids).detach(), 1e-6

    def said(changed: torch.Tensor) -> float:
        with torch.no_grad(), embedded_as(model, changed):
            return float(model(*ids)[1, asks[1], wanted[1]])

    place = asks[1] - 2
    slopes = []
    for unit in torch.eye(a.shape[-1], dtype=a.dtype):
        ahead, behind = a.clone(), a.clone()
        ahead[1, place] += step * unit
        behind[1, place] -= step * unit
        slopes.append((said(ahead) - said(behind)) / (2 * step))
    rounding = 1e-9  # of a difference in float64, over the step
    assert norms[1, place] == pytest.approx(np.linalg.norm(slopes), rel=1e-4, abs=rounding)


def test_a_slope_for_each_number_of_the_state_is_what_autograd_finds() -> None:
    ids = streams(task("copying").probe(np.random.default_rng(3), 2, 6).ids)
    model = model_of("copying", "rnn", "trained")
    first = model.encoder.layers[0]
    sums: list[torch.Tensor] = []
    handle = first.cell.sum.register_forward_hook(lambda _cell, _x, found: sums.append(found))
    found = slopes(model, ids)
    handle.remove()
    x = torch.cat(sums, dim=1).detach().requires_grad_()
    torch.tanh(x).sum().backward()
    assert x.grad is not None
    assert found.shape == (2, *x.shape)
    np.testing.assert_allclose(found[0], x.grad.numpy(), rtol=0, atol=1e-12)


def test_an_rnn_that_keeps_a_letter_has_come_to_where_tanh_is_flat() -> None:
    flat = [
        float(perform("far-gradient", {"gap": 16, "weights": weights, "sequences": 4}).field("flat"))
        for weights in ("untrained", "trained")
    ]
    assert flat[0] < 0.3 and flat[1] > 0.4


def test_backwards_means_from_the_question_to_the_marked_symbol() -> None:
    norms = np.arange(10.0).reshape(2, 5)
    assert backwards(norms, np.array([2, 4]), 2).tolist() == [[2, 1, 0], [9, 8, 7]]
