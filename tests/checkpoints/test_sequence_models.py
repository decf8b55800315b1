"""The shipped sequence models: their recipes, their sizes, and what each can remember."""

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
    """Accuracy by distance, for the first seed (the shipped model) or another."""
    card = shipped(name).card
    return dict(zip(card["distances"], card["seeds"][seed]["accuracy"], strict=True))


def near_chance(share: float, of_task: str) -> bool:
    """Whether an accuracy is compatible with guessing."""
    guess = task(of_task).chance
    return abs(share - guess) <= 4 * float(np.sqrt(guess * (1 - guess) / PROBES))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_each_model_was_made_by_its_recipe_with_three_seeds(recipe: SequenceRecipe) -> None:
    found = shipped(recipe.name)
    assert found.card["recipe"] == recipe.as_dict()
    assert found.configuration == recipe.configuration()
    assert len({row["seed"] for row in found.card["seeds"]}) == 3


def test_each_task_has_a_model_of_each_family_and_all_together_are_small() -> None:
    assert set(sequence_models()) == {f"{name}-{family}" for name in TASKS for family in FAMILIES}
    assert sum(shipped(name).file.stat().st_size for name in sequence_models()) < 1_200_000


@pytest.mark.parametrize("name", TASKS)
def test_the_families_of_a_task_have_similar_numbers_of_parameters(name: str) -> None:
    sizes = [sum(a.size for a in shipped(f"{name}-{family}").parameters.values()) for family in FAMILIES]
    assert max(sizes) <= 1.1 * min(sizes)


@pytest.mark.parametrize("family", ["attention", "lstm"])
def test_attention_and_the_lstm_copy_across_every_gap(family: str) -> None:
    assert min(accuracy(f"copying-{family}").values()) >= 0.99


def test_the_rnn_copies_far_better_than_chance_across_the_longest_gap() -> None:
    assert min(accuracy("copying-rnn", seed)[128] for seed in range(3)) >= 0.9


def test_the_convolution_copies_within_its_receptive_field_and_guesses_beyond() -> None:
    by_gap = accuracy("copying-convolution")
    assert all(share >= 0.99 for gap, share in by_gap.items() if gap <= 24)
    assert all(near_chance(share, "copying") for gap, share in by_gap.items() if gap > 24)
    assert {24, 25} <= by_gap.keys()


def test_a_small_gradient_does_not_mean_that_the_answer_is_forgotten() -> None:
    lab = perform("far-gradient", {"gap": 64})
    far, right = (
        dict(zip(FAMILIES, np.asarray(lab.field(each)), strict=True)) for each in ("far", "accuracy")
    )
    assert far["rnn"] < 1e-3 and right["rnn"] >= 0.5
    assert far["convolution"] == 0 and right["convolution"] <= 0.4
    assert right["attention"] >= 0.95 and right["lstm"] >= 0.95


def test_attention_remembers_64_cards_an_lstm_16_and_an_rnn_few_with_every_seed() -> None:
    for seed in range(3):
        assert min(accuracy("cards-attention", seed).values()) >= 0.99
        assert min(accuracy("many-cards-attention", seed).values()) >= 0.99
        assert accuracy("cards-lstm", seed)[16] >= 0.99
        assert accuracy("many-cards-lstm", seed)[64] <= 0.3
        assert accuracy("cards-rnn", seed)[16] <= 0.6


def test_bidirectional_models_gloss_better_than_models_that_read_from_left_to_right() -> None:
    for seed in range(3):
        both = [
            np.mean(list(accuracy(f"glossing-{each}", seed).values()))
            for each in ("attention", "convolution")
        ]
        left = [np.mean(list(accuracy(f"glossing-{each}", seed).values())) for each in ("rnn", "lstm")]
        assert min(both) > 0.83 > 0.8 > max(left) > 0.7


def test_the_rnn_remembers_the_last_symbol_but_not_the_eighth_last() -> None:
    for seed in range(3):
        rnn = accuracy("n-back-rnn", seed)
        assert rnn[1] >= 0.65
        assert all(share <= 0.2 for n, share in rnn.items() if n >= 8)
