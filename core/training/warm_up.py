"""Records training runs with and without warm-up: the learning curves of the same model."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ..grammar import corpus, tokenizer
from ..grammar.vocabulary import Vocabulary
from ..running.machine import host, software
from ..running.workers import Message, Send, Workers, in_order
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


@dataclass(frozen=True)
class Curve:
    """What a run recorded: the mean loss of every few updates.

    Attributes:
        seconds: CPU time.
        host: the machine, as in `machine.host`.
    """

    losses: list[float]
    seconds: float
    host: Mapping[str, str]


def recorded(job: tuple[WarmUpRecipe, Run], send: Send) -> Curve:
    """Records a run; a plain function that any worker can run."""
    recipe, run = job
    words, pairs = _data(recipe.model.seed, recipe.model.pairs)
    schedule = rate if run.warm_up else rate_without_warm_up
    losses = []
    began = time.process_time()
    translation = Translation(recipe.model, pairs, len(words), words.padding, run.residual)
    for update in Training(recipe.model, translation, schedule):
        losses.append(update.loss)
        send((update.step, update.loss))
    starts = range(0, len(losses), recipe.averaged)
    means = [round(float(np.mean(losses[start : start + recipe.averaged])), 4) for start in starts]
    return Curve(means, time.process_time() - began, host())


@lru_cache(1)
def _data(seed: int, count: int) -> tuple[Vocabulary, Sequence[Pair]]:
    """The vocabulary and the pairs, which all runs of a recipe share."""
    words = Vocabulary(tokenizer.build())
    return words, [
        Pair(words.ids(source), [words.begin, *words.ids(target), words.end])
        for source, target in corpus.training_sentences(seed, count)
    ]


def record_runs(recipe: WarmUpRecipe, report: Report, workers: Workers, threads: int = 1) -> dict[str, Any]:
    """The content of the file: the curve of each run, and the index in `hosts` of the machine that recorded it."""
    wanted = runs(recipe)

    def reported(number: int, message: Message) -> None:
        step, loss = message
        report(wanted[number], int(step), loss)

    curves = in_order(workers.results(recorded, [(recipe, run) for run in wanted], reported, threads))
    hosts = list({str(each.host): each.host for each in curves}.values())
    vocabulary = len(Vocabulary(tokenizer.build()))
    return {
        "record": RECORD,
        "command": COMMAND,
        "recipe": recipe.as_dict(),
        "vocabulary": vocabulary,
        "frequencies": round(frequency_loss(recipe.model.smoothing, vocabulary, recipe.model.seed), 4),
        "runs": [
            {
                "residual": run.residual,
                "warm_up": run.warm_up,
                "losses": curve.losses,
                "host": hosts.index(curve.host),
            }
            for run, curve in zip(wanted, curves, strict=True)
        ],
        "cpu_seconds": round(sum(curve.seconds for curve in curves), 1),
        "hosts": hosts,
        "versions": software(),
    }


def make(
    recipe: WarmUpRecipe, file: Path, report: Report, workers: Workers, threads: int = 1
) -> dict[str, Any]:
    """Records the runs and writes their curves to a file in one step; creates its folder if necessary."""
    made = record_runs(recipe, report, workers, threads)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return made
