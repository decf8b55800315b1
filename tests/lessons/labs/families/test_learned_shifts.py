"""Heads that look broadly find where to look; a window cannot, nor can heads that are already sharp."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.families.learned_shifts import POSITIONS, attention, loss_and_gradient
from transformer_explore.lessons.labs.families.learned_shifts import Heads as OfHeads
from transformer_explore.lessons.labs.lab import Result


def solved(lab: Result) -> bool:
    return bool(float(lab.field("loss")) < 0.01 * float(lab.field("untouched")))


def test_heads_find_the_places_that_a_window_does_not_reach() -> None:
    lab = perform("learned-shifts", {})
    assert np.sort(np.asarray(lab.field("shifts"))[-1]) == pytest.approx([-4, 0, 3], abs=0.05)
    assert np.all(lab.field("found")) and solved(lab)
    assert float(lab.field("window_loss")) > 0.5 * float(lab.field("untouched"))
    by_place = np.asarray(lab.field("output"))[np.argsort(np.asarray(lab.field("shifts"))[-1])]
    assert by_place == pytest.approx(np.asarray(lab.field("sought")), abs=0.05)


def test_most_beginnings_find_all_places_but_not_every_one() -> None:
    found = [solved(perform("learned-shifts", {"seed": seed})) for seed in range(12)]
    assert 8 <= sum(found) < 12


@pytest.mark.parametrize("seed", range(3))
def test_heads_that_are_sharp_from_the_beginning_stay_a_window(seed: int) -> None:
    lab = perform("learned-shifts", {"sharpness": 40, "seed": seed})
    assert np.asarray(lab.field("shifts"))[-1] == pytest.approx([-1, 0, 1], abs=0.01)
    assert lab.field("loss") == pytest.approx(float(lab.field("window_loss")), rel=1e-3)
    assert np.asarray(lab.field("output")) == pytest.approx(np.asarray(lab.field("window")), abs=0.01)


def test_places_within_the_window_are_no_problem_for_it() -> None:
    lab = perform("learned-shifts", {"left": 1, "right": 1, "steps": 20})
    assert lab.field("window_loss") == pytest.approx(0, abs=1e-20)
    assert np.asarray(lab.field("window")) == pytest.approx(np.asarray(lab.field("sought")))


@given(seed=st.integers(0, 9999))
@settings(max_examples=20, deadline=None)
def test_the_gradient_is_the_one_that_autograd_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    flat, x, wanted = (chance.standard_normal(size) for size in (9, (3, POSITIONS), (3, POSITIONS)))
    loss, gradient = loss_and_gradient(flat, x, wanted)
    learned = torch.tensor(flat, requires_grad=True)
    shift, log_sharpness, output = learned.reshape(3, 3, 1, 1)
    place = torch.arange(POSITIONS)
    weights = (-log_sharpness.exp() * (place - place[:, None] - shift) ** 2).softmax(-1)
    made = (output * (weights @ torch.tensor(x).T)).sum(0).T
    missed: torch.Tensor = ((made - torch.tensor(wanted)) ** 2).mean()
    (expected,) = torch.autograd.grad(missed, learned)
    assert loss == pytest.approx(missed.item())
    assert np.allclose(gradient, expected.numpy(), atol=1e-10)


def test_a_broad_head_looks_around_its_shift() -> None:
    heads = OfHeads(np.array([-4.0, 0.0, 3.0]), np.log(np.full(3, 0.5)), np.ones(3))
    weights = attention(heads)[:, 12]
    assert weights.argmax(axis=-1).tolist() == [8, 12, 15]
    assert weights.sum(axis=-1) == pytest.approx(1)
    assert weights[1, 13] / weights[1, 12] == pytest.approx(np.exp(-0.5))
