"""Trainings on a cluster: the files are those of one machine, and continue with what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from transformer_explore.core.checkpoints.checkpoint import Checkpoint
from transformer_explore.core.running.cluster.connection import Cluster
from transformer_explore.core.running.machine import host
from transformer_explore.core.running.workers import Here, Workers
from transformer_explore.core.training import language_model, make, make_text, text_recipe, warm_up
from transformer_explore.core.training.folders import STATE
from transformer_explore.core.training.little_data import train_curves
from transformer_explore.core.training.little_data_recipe import CurvesRecipe
from transformer_explore.core.training.recipe import FULL
from transformer_explore.core.training.warm_up_recipe import WarmUpRecipe

from tests.clusters import cluster_inside
from tests.training.small_texts import BERT, GPT, few

pytestmark = pytest.mark.slow
SMALL = {
    "pairs": 40,
    "updates": 2,
    "tokens": 60,
    "warmup": 2,
    "d_model": 8,
    "heads": 2,
    "layers": 1,
    "d_ff": 8,
}
TRANSLATOR = replace(FULL, **SMALL, averaged=1, every=1)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with cluster_inside() as connected:
        yield connected


def quiet(*_update: object) -> None:
    """Reports nothing."""


def cards(folder: Path) -> dict[str, Any]:
    """The cards in a folder and its subfolders, without CPU times."""
    found = {}
    for file in sorted(folder.rglob("card.json")):
        card = orjson.loads(file.read_bytes())
        for figures in (card["figures"], *card["seeds"]):
            figures.pop("cpu_minutes", None)
        found[str(file.relative_to(folder))] = card
    return found


def files(folder: Path) -> dict[str, bytes]:
    """The other files."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*.*"))
        if file.is_file() and file.name != "card.json"
    }


def assert_same(here: Path, there: Path) -> None:
    assert cards(here) == cards(there) != {}
    assert files(here) == files(there) != {}


def test_models_that_read_english(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_text, "_sentences", few)
    monkeypatch.setattr(language_model, "accepted", lambda *_any: {"sampled": 0.5, "grammar": 1.0})

    def train(workers: Workers, folder: Path, updates: list[tuple[str, int, int]]) -> list[str]:
        def report(recipe: text_recipe.TextRecipe, step: int, _loss: float) -> None:
            updates.append((recipe.name, recipe.seed, step))

        return [
            recipe.name
            for recipe, _place in make_text.train_all(workers, [GPT, BERT], [1, 2], folder, report)
        ]

    here, there = tmp_path / "here" / "models", tmp_path / "there" / "models"
    assert train(Here(), here, []) == [GPT.name, BERT.name]
    stopped = there / BERT.name / "seed-1"
    stopped.mkdir(parents=True)
    (stopped / STATE).touch()  # cannot be read, so a training that used it would fail
    reported: list[tuple[str, int, int]] = []
    assert train(cluster, there, reported) == [GPT.name, BERT.name]
    assert {name for name, _seed, _step in reported} <= {GPT.name, BERT.name} and reported
    assert_same(here, there)
    assert cards(there)[f"{GPT.name}/card.json"]["figures"]["host"] == host()
    again: list[tuple[str, int, int]] = []
    assert train(cluster, there, again) == [GPT.name, BERT.name]
    assert again == []


def test_the_translator_with_several_seeds(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(checkpoint: Checkpoint, _words: object) -> dict[str, Any]:
        share = (checkpoint.folder / "weights.safetensors").read_bytes()[-1]
        return {"named": {"right": 1}, "exact": {"pairs-dev": share, "sets-dev": 0}}

    monkeypatch.setattr(make, "measure", measure)
    monkeypatch.setattr(make, "write_traces", quiet)
    here, there = tmp_path / "here" / "model", tmp_path / "there" / "model"
    make.train_best(Here(), TRANSLATOR, [1, 2], here, quiet)
    make.train_best(cluster, TRANSLATOR, [1, 2], there, quiet)
    assert_same(here, there)


def test_curves_of_warm_up(cluster: Cluster) -> None:
    recipe = WarmUpRecipe(model=replace(WarmUpRecipe().model, **SMALL), averaged=1)
    here = warm_up.record_runs(recipe, quiet, Here())
    there = warm_up.record_runs(recipe, quiet, cluster)
    assert here["hosts"] == [host()] and {run["host"] for run in here["runs"]} == {0}
    assert here | {"cpu_seconds": 0} == there | {"cpu_seconds": 0}


def test_curves_of_little_data(cluster: Cluster) -> None:
    recipe = CurvesRecipe(examples=(8,), updates=2, batch=8, tuned_on=8, tried=20, tested=20, seeds=(1,))
    here, there = (train_curves(recipe, quiet, workers) for workers in (Here(), cluster))
    for made in (here, there):
        for family in made["families"].values():
            del family["cpu_seconds"]
    assert here == there
