"""The training loop: its computations, and that it can be stopped, resumed and repeated."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.training import state
from transformer_explore.core.training.batches import Pair, collate, epoch
from transformer_explore.core.training.loop import Training
from transformer_explore.core.training.loss import smoothed_cross_entropy
from transformer_explore.core.training.make import best_of
from transformer_explore.core.training.recipe import FAST, FULL, Recipe, recipe
from transformer_explore.core.training.schedule import rate
from transformer_explore.core.training.state import StateError
from transformer_explore.core.training.translation import Translation

VOCABULARY, PADDING = 13, 0
SMALL = Recipe(updates=12, tokens=60, warmup=4, d_model=8, heads=2, layers=1, d_ff=16, averaged=3, every=2)


def some_pairs(count: int = 40) -> list[Pair]:
    """Sentences to copy, which a model can learn."""
    chance = random.Random(0)
    sentences = [[chance.randrange(4, VOCABULARY) for _ in range(chance.randint(1, 6))] for _ in range(count)]
    return [Pair(sentence, [2, *sentence, 3]) for sentence in sentences]


def training_of(sizes: Recipe) -> Training[Transformer, Pair]:
    return Training(sizes, Translation(sizes, some_pairs(), VOCABULARY, PADDING))


def trained(sizes: Recipe = SMALL) -> Training[Transformer, Pair]:
    training = training_of(sizes)
    list(training)
    return training


def test_the_rate_rises_linearly_until_the_last_warmup_step_and_then_falls_with_the_root() -> None:
    assert rate(4000, 512, 4000) == pytest.approx(6.99e-4, rel=1e-3)
    assert max(range(1, 20000), key=lambda step: rate(step, 512, 4000)) == 4000
    assert rate(2000, 512, 4000) == pytest.approx(rate(4000, 512, 4000) / 2)
    assert rate(16000, 512, 4000) == pytest.approx(rate(4000, 512, 4000) / 2)


@given(st.floats(0.0, 0.5), st.integers(0, 1000))
def test_the_loss_is_pytorchs_smoothed_cross_entropy_over_real_tokens(smoothing: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(3, 5, VOCABULARY, generator=generator, dtype=torch.float64)
    wanted = torch.randint(0, VOCABULARY, (3, 5), generator=generator)
    wanted[0, 0] = 1  # at least one real token
    theirs = F.cross_entropy(
        logits.flatten(0, 1), wanted.flatten(), ignore_index=PADDING, label_smoothing=smoothing
    )
    ours = smoothed_cross_entropy(logits.log_softmax(-1), wanted, smoothing, PADDING)
    torch.testing.assert_close(ours, theirs, atol=1e-12, rtol=1e-12)


def test_the_lowest_loss_is_the_entropy_of_the_smoothed_target() -> None:
    target = torch.full((10,), 0.01, dtype=torch.float64)
    target[3] = 0.91
    best = smoothed_cross_entropy(target.log().view(1, 1, 10), torch.tensor([[3]]), 0.1, PADDING)
    assert float(best) == pytest.approx(0.500, abs=5e-4)
    assert float(best) == pytest.approx(float(-(target * target.log()).sum()), abs=1e-12)


def test_an_epoch_contains_every_pair_once_in_batches_of_bounded_size_and_repeats_with_its_seed() -> None:
    pairs = some_pairs(200)
    batches = epoch(pairs, 60, 7)
    assert sorted(pair for batch in batches for pair in batch) == sorted(pairs)
    assert all(len(batch) * max(len(pair.target) for pair in batch) <= 60 for batch in batches)
    assert batches == epoch(pairs, 60, 7)
    assert batches != epoch(pairs, 60, 8)


def test_the_wanted_tokens_are_the_target_shifted_left_by_one() -> None:
    batch = collate([Pair([5, 6], [2, 7, 8, 3]), Pair([5], [2, 9, 3])], PADDING)
    assert batch.source.tolist() == [[5, 6], [5, 0]]
    assert batch.target.tolist() == [[2, 7, 8], [2, 9, 3]]
    assert batch.wanted.tolist() == [[7, 8, 3], [9, 3, 0]]


def test_a_model_learns_to_copy() -> None:
    training = training_of(replace(SMALL, updates=200, warmup=40, d_model=32, dropout=0.0))
    losses = [update.loss for update in training]
    assert sum(losses[-10:]) < 0.6 * sum(losses[:10])


def test_the_same_seed_gives_the_same_weights_and_another_seed_different_ones() -> None:
    one, same, other = trained(), trained(), trained(SMALL.with_seed(2))
    for name, weight in one.model.state_dict().items():
        assert torch.equal(weight, same.model.state_dict()[name]), name
    assert not torch.equal(one.model.logits.weight, other.model.logits.weight)


def test_a_stopped_and_resumed_run_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole = trained()
    stopped = training_of(SMALL)
    for update in stopped:
        if update.step == 9:
            break
    state.save(stopped, tmp_path / "run.safetensors")
    resumed = training_of(SMALL)
    state.resume(resumed, tmp_path / "run.safetensors")
    assert [update.step for update in resumed] == [10, 11, 12]
    for name, weight in whole.averaged().state_dict().items():
        assert torch.equal(weight, resumed.averaged().state_dict()[name]), name


def test_the_final_model_is_the_mean_of_the_last_checkpoints() -> None:
    training = training_of(SMALL)
    weights = {update.step: training.model.logits.weight.detach().clone() for update in training}
    mean = torch.stack([weights[step] for step in (8, 10, 12)]).mean(0)
    torch.testing.assert_close(training.averaged().logits.weight, mean)


def test_training_does_not_change_the_global_random_generator() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    trained()
    assert torch.equal(torch.rand(3), expected)


def test_a_damaged_state_and_one_of_another_recipe_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(b"nonsense")
    with pytest.raises(StateError, match="cannot be resumed"):
        state.resume(training_of(SMALL), path)
    state.save(trained(), path)
    with pytest.raises(StateError, match="different recipe") as refused:
        state.resume(training_of(SMALL.with_seed(9)), path)
    assert "\n" not in str(refused.value)


def test_the_fast_recipe_has_fewer_updates() -> None:
    assert recipe() == FULL and recipe(fast=True) == FAST
    assert FAST.updates < FULL.updates
    assert recipe(updates=3).updates == 3


def test_the_lessons_sentences_decide_which_model_is_best_and_then_dev() -> None:
    made = [
        {"named": {"right": right}, "exact": {"pairs-dev": pairs, "sets-dev": 0.9}}
        for right, pairs in ((5, 0.99), (6, 0.8), (6, 0.9))
    ]
    assert best_of(made) is made[2]
