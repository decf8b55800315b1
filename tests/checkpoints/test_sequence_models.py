"""The shipped sequence models: how they were made, how large they are, and what each can remember."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.checkpoints.sequence import sequence_models
from transformer_explore.core.checkpoints.sequence import shipped_sequence as shipped
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.tasks import TASKS, task
from transformer_explore.core.training.sequence_recipe import RECIPES, SequenceRecipe
from transformer_explore.core.training.sequences import PROBES
from transformer_explore.lessons.labs import perform


def accuracy(name: str, seed: int = 0) -> dict[int, float]:
    """By distance: of the first seed, that of the model that comes with the program, or of another."""
    card = shipped(name).card
    return dict(zip(card["distances"], card["seeds"][seed]["accuracy"], strict=True))


def near_chance(share: float, of_task: str) -> bool:
    """Whether guessing may have given it, by the chance of the questions."""
    guess = task(of_task).chance
    return abs(share - guess) <= 4 * float(np.sqrt(guess * (1 - guess) / PROBES))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_each_was_made_by_its_recipe_and_trained_three_times(recipe: SequenceRecipe) -> None:
    found = shipped(recipe.name)
    assert found.card["recipe"] == recipe.as_dict()
    assert found.configuration == recipe.configuration()
    assert len({row["seed"] for row in found.card["seeds"]}) == 3


def test_there_is_one_of_each_family_for_each_task_and_all_together_are_small() -> None:
    assert set(sequence_models()) == {f"{name}-{family}" for name in TASKS for family in FAMILIES}
    assert sum(shipped(name).file.stat().st_size for name in sequence_models()) < 1_000_000


@pytest.mark.parametrize("name", TASKS)
def test_the_families_of_a_task_have_like_many_parameters(name: str) -> None:
    sizes = [sum(a.size for a in shipped(f"{name}-{family}").parameters.values()) for family in FAMILIES]
    assert max(sizes) <= 1.1 * min(sizes)


@pytest.mark.parametrize("family", ["attention", "lstm"])
def test_attention_and_the_lstm_copy_across_every_gap(family: str) -> None:
    assert min(accuracy(f"copying-{family}").values()) >= 0.99


def test_the_rnn_copies_far_better_than_chance_across_the_longest_gap() -> None:
    assert min(accuracy("copying-rnn", seed)[128] for seed in range(3)) >= 0.9


def test_the_convolution_copies_what_it_sees_and_guesses_what_it_does_not() -> None:
    by_gap = accuracy("copying-convolution")
    assert all(share >= 0.99 for gap, share in by_gap.items() if gap <= 24)
    assert all(near_chance(share, "copying") for gap, share in by_gap.items() if gap > 24)
    assert {24, 25} <= by_gap.keys()


def test_small_sensitivity_is_not_forgetting() -> None:
    lab = perform("far-gradient", {"gap": 64})
    far, right = (
        dict(zip(FAMILIES, np.asarray(lab.field(each)), strict=True)) for each in ("far", "accuracy")
    )
    assert far["rnn"] < 1e-3 and right["rnn"] >= 0.5
    assert far["convolution"] == 0 and right["convolution"] <= 0.4
    assert right["attention"] >= 0.95 and right["lstm"] >= 0.95


def test_attention_keeps_64_cards_an_lstm_16_and_an_rnn_few_whatever_the_seed() -> None:
    for seed in range(3):
        assert min(accuracy("cards-attention", seed).values()) >= 0.99
        assert min(accuracy("many-cards-attention", seed).values()) >= 0.99
        assert accuracy("cards-lstm", seed)[16] >= 0.99
        assert accuracy("many-cards-lstm", seed)[64] <= 0.3
        assert accuracy("cards-rnn", seed)[16] <= 0.6


def test_what_sees_both_ways_glosses_better_than_what_reads_from_the_left() -> None:
    for seed in range(3):
        both = [
            np.mean(list(accuracy(f"glossing-{each}", seed).values()))
            for each in ("attention", "convolution")
        ]
        left = [np.mean(list(accuracy(f"glossing-{each}", seed).values())) for each in ("rnn", "lstm")]
        assert min(both) > 0.95 > 0.93 > max(left) > 0.8


def test_the_rnn_knows_the_last_symbol_and_not_the_eighth_before() -> None:
    for seed in range(3):
        rnn = accuracy("n-back-rnn", seed)
        assert rnn[1] >= 0.65
        assert all(share <= 0.2 for n, share in rnn.items() if n >= 8)
