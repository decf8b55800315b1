"""Records training runs with and without warm-up: the learning curves of the same model."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import torch

from ..grammar import corpus, tokenizer
from ..grammar.vocabulary import Vocabulary
from ..support.atomic import write_atomically
from .batches import Pair
from .frequencies import frequency_loss
from .loop import Training
from .schedule import rate, rate_without_warm_up
from .translation import Translation
from .warm_up_recipe import COMMAND, RECORD, WarmUpRecipe


@dataclass(frozen=True)
class Run:
    """One of the recorded runs."""

    residual: str
    warm_up: bool


Report = Callable[[Run, int, float], None]
"""Called after each update with the run, the number of the update, counted from 1, and its loss."""


def runs(recipe: WarmUpRecipe) -> list[Run]:
    """The runs in the order in which they are recorded."""
    return [Run(residual, warm_up) for residual in recipe.residuals for warm_up in (True, False)]


def record_runs(recipe: WarmUpRecipe, report: Report) -> dict[str, Any]:
    """The content of the file: for each run, the mean loss of every few updates."""
    words = Vocabulary(tokenizer.build())
    pairs = [
        Pair(words.ids(source), [words.begin, *words.ids(target), words.end])
        for source, target in corpus.training_sentences(recipe.model.seed, recipe.model.pairs)
    ]
    began = time.process_time()
    curves = [
        {
            "residual": run.residual,
            "warm_up": run.warm_up,
            "losses": _curve(recipe, run, pairs, words, report),
        }
        for run in runs(recipe)
    ]
    return {
        "record": RECORD,
        "command": COMMAND,
        "recipe": recipe.as_dict(),
        "vocabulary": len(words),
        "frequencies": round(frequency_loss(recipe.model.smoothing, len(words), recipe.model.seed), 4),
        "runs": curves,
        "cpu_seconds": round(time.process_time() - began, 1),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
    }


def _curve(
    recipe: WarmUpRecipe, run: Run, pairs: Sequence[Pair], words: Vocabulary, report: Report
) -> list[float]:
    schedule = rate if run.warm_up else rate_without_warm_up
    losses = []
    translation = Translation(recipe.model, pairs, len(words), words.padding, run.residual)
    for update in Training(recipe.model, translation, schedule):
        losses.append(update.loss)
        report(run, update.step, update.loss)
    starts = range(0, len(losses), recipe.averaged)
    return [round(float(np.mean(losses[start : start + recipe.averaged])), 4) for start in starts]


def make(recipe: WarmUpRecipe, file: Path, report: Report) -> dict[str, Any]:
    """Records the runs and writes their curves to a file in one step; creates its folder if necessary."""
    made = record_runs(recipe, report)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return made
