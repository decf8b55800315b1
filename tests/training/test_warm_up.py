"""Recorded runs with and without warm-up: how they are made, and the shipped curves."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest
from transformer_explore.core.checkpoints.warm_up import SHIPPED, read, shipped
from transformer_explore.core.running.workers import Here
from transformer_explore.core.training.schedule import rate, rate_without_warm_up
from transformer_explore.core.training.warm_up import Run, make, record_runs, runs
from transformer_explore.core.training.warm_up_recipe import FULL, WarmUpRecipe

TINY = WarmUpRecipe(
    model=replace(FULL.model, pairs=40, updates=4, tokens=60, warmup=2, d_model=8, heads=2, layers=1, d_ff=8),
    averaged=3,
)


def quiet(run: Run, step: int, loss: float) -> None:
    pass


@pytest.mark.parametrize("step", [1, 2, 50, 99, 100, 101, 5000])
def test_without_warm_up_the_rate_starts_at_the_peak_and_then_is_the_same(step: int) -> None:
    peak = rate(100, 64, 100)
    assert rate_without_warm_up(step, 64, 100) == (peak if step <= 100 else rate(step, 64, 100))


def test_the_same_recipe_gives_the_same_curves_and_every_update_is_reported(tmp_path: Path) -> None:
    reported: list[tuple[Run, int]] = []
    file = tmp_path / "there" / "curves.json"
    made = make(TINY, file, lambda run, step, _: reported.append((run, step)), Here())
    assert reported == [(run, step) for run in runs(TINY) for step in range(1, 5)]
    assert record_runs(TINY, quiet, Here())["runs"] == made["runs"]
    curves = read(file)
    for found in made["runs"]:
        curve = curves.losses[found["residual"], found["warm_up"]]
        assert curve.tolist() == found["losses"]
        assert len(curve) == 2  # the mean of three updates, and that of the fourth


def test_a_point_is_the_mean_of_its_updates() -> None:
    seen: list[float] = []
    recipe = replace(TINY, residuals=("pre-norm",), averaged=2)
    first = record_runs(recipe, lambda run, step, loss: seen.append(loss), Here())["runs"][0]
    assert first["losses"] == pytest.approx([np.mean(seen[:2]), np.mean(seen[2:4])], abs=1e-4)


def test_both_runs_start_from_the_same_weights_and_batch() -> None:
    first: dict[Run, float] = {}
    record_runs(TINY, lambda run, step, loss: first.setdefault(run, loss) and None, Here())
    for residual in TINY.residuals:
        assert first[Run(residual, True)] == first[Run(residual, False)]


# --------------------------------------------------------------------------------- the shipped curves
def test_the_shipped_curves_are_those_of_the_recipe() -> None:
    data = orjson.loads(SHIPPED.read_bytes())
    assert data["recipe"] == orjson.loads(orjson.dumps(FULL.as_dict()))
    points = FULL.model.updates // FULL.averaged
    assert {key: len(curve) for key, curve in shipped().losses.items()} == {
        (run.residual, run.warm_up): points for run in runs(FULL)
    }
