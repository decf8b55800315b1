"""The command `train --task`: the models that are compared, made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformer_explore.core.tasks import TASKS
from transformer_explore.explorer.cli import main


def test_it_trains_one_family_for_each_seed_and_says_how_they_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--task", "cards", "--family", "convolution", "--updates", "3", "--seeds", "1,2"]
    assert main(["train", *wanted, "-o", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert [file.name for file in tmp_path.iterdir()] == ["cards-convolution.safetensors"]
    assert "seed 1, right by cards:" in said and "seed 2, right by cards:" in said


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--task", "juggling"], sorted(TASKS)),
        (["--task", "cards", "--family", "mlp"], ["lstm", "attention"]),
    ],
)
def test_a_task_or_a_family_that_there_is_not_is_one_line_that_names_those_there_are(
    given: list[str], told: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *given, "-o", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in told) and said.count("\n") == 1


def test_its_help_names_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert all(name in said for name in TASKS)
