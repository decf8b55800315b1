"""Little data: what the models learn, and the shipped curves."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
import torch
from transformer_explore.core.checkpoints.little_data import SHIPPED, read, shipped
from transformer_explore.core.running.machine import host
from transformer_explore.core.running.workers import Here
from transformer_explore.core.tasks.shapes import CHANCE
from transformer_explore.core.training.little_data import (
    TEST,
    TRAINING,
    Run,
    accuracy,
    drawn,
    learn,
    make,
    parameters,
    train_curves,
)
from transformer_explore.core.training.little_data_recipe import FAST, FULL, CurvesRecipe

TINY = CurvesRecipe(
    seeds=(1, 2), examples=(4, 8), updates=3, batch=4, rates=(0.003, 0.006), tuned_on=8, tried=20, tested=20
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def quiet(run: Run, step: int, loss: float) -> None:
    pass


def test_a_convolution_learns_the_figures_from_256_images() -> None:
    recipe = replace(FULL, updates=250)
    learned = learn(recipe, Run(1, "convolution", 256, 1, 0.006), drawn(TRAINING, 1, 256), quiet)
    assert accuracy(learned, drawn(TEST, 0, 400)) > 2.5 * CHANCE


def test_attention_memorizes_a_few_images() -> None:
    recipe, given = replace(FULL, updates=120), drawn(TRAINING, 1, 32)
    learned = learn(recipe, Run(1, "attention", 32, 1, 0.006), given, quiet)
    assert accuracy(learned, given) > 0.9


def test_the_same_recipe_gives_the_same_curves_and_every_update_is_reported(tmp_path: Path) -> None:
    reported: list[tuple[Run, int]] = []
    made = make(
        TINY, tmp_path / "there" / "curves.json", lambda run, step, _: reported.append((run, step)), Here()
    )
    again = train_curves(TINY, quiet, Here())
    for family in ("convolution", "attention"):
        one, other = made["families"][family], again["families"][family]
        assert one | {"cpu_seconds": 0} == other | {"cpu_seconds": 0}
        assert [each["rate"] for each in one["tuning"]] == list(TINY.rates)
    assert [run.number for run, step in reported if step == TINY.updates] == list(range(1, TINY.runs + 1))
    assert made["hosts"] == [host()]
    assert all(made["hosts"][at] for row in made["families"]["attention"]["host"] for at in row)
    curves = read(tmp_path / "there" / "curves.json")
    assert curves.families["attention"].accuracy.tolist() == made["families"]["attention"]["accuracy"]


def test_no_test_image_is_used_for_training() -> None:
    known = {image.tobytes() for image in drawn(TRAINING, 1, max(FULL.examples)).ids.numpy()}
    assert known.isdisjoint(image.tobytes() for image in drawn(TEST, 0, FULL.tested).ids.numpy())


def test_the_fast_recipe_makes_the_same_models_and_chooses_no_rate() -> None:
    assert FAST.sizes == FULL.sizes
    assert FAST.runs == 4


# --------------------------------------------------------------------------------- the shipped curves
def test_the_shipped_curves_are_those_of_the_recipe() -> None:
    data = orjson.loads(SHIPPED.read_bytes())
    assert data["recipe"] == orjson.loads(orjson.dumps(FULL.as_dict()))
    for family, curve in shipped().families.items():
        assert curve.parameters == parameters(FULL, family)
        assert curve.accuracy.shape == curve.by_heart.shape == (len(FULL.examples), len(FULL.seeds))
        assert curve.rate == max(curve.tuning, key=lambda rate: curve.tuning[rate])
