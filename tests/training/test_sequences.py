"""Training sequence models: from a recipe, reproducible with a seed, and saved without loss."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints.loading import load_sequence
from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint
from transformer_explore.core.nn.recurrent import RecurrentLayers
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.running.machine import host
from transformer_explore.core.running.workers import Here
from transformer_explore.core.tasks import TASKS, task
from transformer_explore.core.training.fast_recurrent import Fast, fast
from transformer_explore.core.training.sequence_recipe import RECIPES, SequenceRecipe, recipes
from transformer_explore.core.training.sequences import accuracy, learn, measure, started, streams, train


def small(family: str, of_task: str = "copying", updates: int = 5) -> SequenceRecipe:
    (recipe,) = recipes(of_task, family)
    return replace(recipe.shorter(updates), size=8, d_ff=8, batch=4)


def ignore(*_update: object) -> None:
    pass


def test_every_task_has_a_recipe_for_every_family() -> None:
    assert sorted((one.task, one.family) for one in RECIPES) == sorted(product(TASKS, FAMILIES))


@pytest.mark.parametrize("family", ["rnn", "lstm"])
def test_the_fast_layers_compute_the_same_as_ours(family: str) -> None:
    model = started(small(family)).double()
    batch = streams(task("copying").probe(np.random.default_rng(0), 3, 5))
    slow = model(*batch)
    with fast(model):
        assert isinstance(model.encoder, Fast)
        model.encoder.double()
        assert torch.allclose(model(*batch), slow, rtol=0, atol=1e-12)
    assert isinstance(model.encoder, RecurrentLayers)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_model_and_another_seed_a_different_one(family: str) -> None:
    def learned(seed: int) -> dict[str, torch.Tensor]:
        return learn(small(family).with_seed(seed), ignore)[0].state_dict()

    one, again, other = learned(1), learned(1), learned(2)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert any(not torch.equal(one[name], other[name]) for name in one if name in other)


@pytest.mark.parametrize("family", FAMILIES)
def test_training_changes_every_parameter(family: str) -> None:
    recipe = small(family, updates=20)
    before = started(recipe).state_dict()
    after = learn(recipe, ignore)[0].state_dict()
    unmoved = [name for name in before if torch.equal(before[name], after[name])]
    assert unmoved == []


@pytest.mark.slow
def test_the_loss_falls_and_accuracy_exceeds_chance() -> None:
    losses: list[float] = []
    (recipe,) = recipes("copying", "lstm")
    model, seconds = learn(recipe.shorter(150), lambda update: losses.append(update.loss))
    assert sum(losses[-20:]) < 0.6 * sum(losses[:20])
    assert accuracy(model, task("copying"), 4) > 0.5
    assert seconds > 0


def test_the_file_holds_the_model_that_was_measured(tmp_path: Path) -> None:
    (file,) = train(Here(), [small("rnn")], [3, 4], tmp_path / "new", ignore)
    assert file == tmp_path / "new" / "copying-rnn.safetensors"
    checkpoint = SequenceCheckpoint("copying-rnn", file)
    first, second = checkpoint.card["seeds"]
    assert (first["seed"], second["seed"]) == (3, 4)
    assert measure(load_sequence(checkpoint), checkpoint.task) == first["accuracy"]
    assert checkpoint.card["parameters"] == sum(array.size for array in checkpoint.parameters.values())
    assert checkpoint.card["recipe"]["seed"] == 3
    assert first["host"] == second["host"] == host()


def test_a_file_is_written_when_all_its_seeds_are_ready_in_whatever_order(tmp_path: Path) -> None:
    recipes = [small("rnn"), small("convolution")]

    class Backwards(Here):
        def results(self, work, items, report=ignore, threads=1):  # type: ignore[no-untyped-def]
            yield from reversed(list(super().results(work, items, report, threads)))

    one = [file.name for file in train(Here(), recipes, [3, 4], tmp_path / "a", ignore)]
    files = [file.name for file in train(Backwards(), recipes, [3, 4], tmp_path / "b", ignore)]
    assert files == ["copying-convolution.safetensors", "copying-rnn.safetensors"] == sorted(one)
    for name in files:
        first, second = (SequenceCheckpoint(name, tmp_path / folder / name) for folder in "ab")
        assert all(np.array_equal(first.parameters[key], second.parameters[key]) for key in first.parameters)
        assert [each["accuracy"] for each in first.card["seeds"]] == [
            each["accuracy"] for each in second.card["seeds"]
        ]


def test_a_report_names_the_recipe_and_seed_that_it_belongs_to(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    def report(recipe: SequenceRecipe, step: int, loss: float) -> None:
        seen.append((recipe.family, recipe.seed, step))

    list(train(Here(), [small("rnn", updates=2)], [3, 4], tmp_path, report))
    assert seen == [("rnn", 3, 1), ("rnn", 3, 2), ("rnn", 4, 1), ("rnn", 4, 2)]
