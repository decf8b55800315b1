"""The `train` command."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.support.typed_numbers import half_width, whole_number
from ..ui.errors import OK, STOPPED
from .common import engine_argument, flag, whole
from .engine import workers

if TYPE_CHECKING:
    from ...core.running.workers import Workers

CONTINUES = N_("stopped; run the same command again to continue from the last saved update")
STARTS_AGAIN = N_("stopped; finished models are saved, and the others will start again from the beginning")
WARM_UP = "warm-up"
TEXT_TASKS = ("language-model", "masked-words", "since-2017")
SHAPES = "shapes"  # the task whose results are learning curves, not models

HELP = N_("Train the shipped models from scratch: data, training and evaluation, all determined by a seed.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        required=True,
        help=_("where to save the model; with --task shapes or --record, the file for the learning curves"),
    )
    parser.add_argument(
        "--task",
        metavar="TASK",
        help=_(
            "train models other than the translator: those that read English (language-model, masked-words, "
            "since-2017), or the sequence models of a task (glossing, copying, cards, many-cards, n-back, shapes)"
        ),
    )
    parser.add_argument(
        "--record",
        choices=[WARM_UP],
        help=_("record the learning curves of short runs with and without warm-up"),
    )
    parser.add_argument("--family", metavar="NAME", help=_("with --task: only this family"))
    flag(parser, "--fast", _("a shorter run; the model makes more mistakes"))
    seed = partial(whole, least=0)
    parser.add_argument("--seed", type=seed, metavar="N", help=_("the seed for all random choices (1)"))
    parser.add_argument(
        "--seeds",
        metavar="1,2,3",
        help=_("train once with each of these seeds, and keep the best model and all results"),
    )
    engine_argument(parser)
    count = partial(whole, least=1)
    parser.add_argument(
        "--updates", type=count, metavar="N", help=_("number of optimizer steps, for quick experiments")
    )
    parser.add_argument(
        "--threads", type=count, metavar="N", default=1, help=_("CPU threads; 1 is the most efficient (1)")
    )


def run(options: argparse.Namespace) -> int:
    if options.family is not None and options.task in (None, SHAPES, *TEXT_TASKS):
        from ...core.tasks import TASKS

        raise Problem(
            _(
                "--family applies only to the tasks of sequence models ({tasks}); omit it",
                tasks=_(", ").join(sorted(TASKS)),
            )
        )
    if options.record is not None and (options.task is not None or options.fast):
        raise Problem(_("--record starts its own runs; omit --task and --fast"))
    seeds = _seeds(options)
    try:
        with workers(options) as running:
            _train(options, running, seeds)
    except KeyboardInterrupt:
        continues = options.engine is None and options.record is None and options.task in (None, *TEXT_TASKS)
        print(_(CONTINUES if continues else STARTS_AGAIN), file=sys.stderr)
        return STOPPED
    return OK


def _train(options: argparse.Namespace, running: Workers, seeds: list[int]) -> None:
    from ..features.training.plain_train import (
        record_warm_up,
        train_curves,
        train_task,
        train_texts,
        train_translator,
    )
    from ..ui.plain.page import page

    console, output = page(), Path(options.output)
    if options.record == WARM_UP:
        from ...core.training.warm_up_recipe import FULL as WARM_UP_RECIPE

        recorded = WARM_UP_RECIPE.shorter(options.updates).with_seeds(seeds)
        record_warm_up(console, running, recorded, output, options.threads)
    elif options.task is None:
        from ...core.checkpoints import Checkpoint
        from ...core.training.recipe import recipe
        from ..ui.plain.model_card import print_card

        chosen = recipe(fast=options.fast, updates=options.updates)
        train_translator(console, running, chosen, seeds or [1], output, options.threads)
        print_card(console, Checkpoint(output.resolve().name, output))
    elif options.task in TEXT_TASKS:
        from ...core.training.text_recipe import recipes as text_recipes

        chosen_texts = text_recipes(options.task, options.fast, options.updates)
        train_texts(console, running, chosen_texts, seeds or [1], output, options.threads)
    elif options.task == SHAPES:
        from ...core.training.little_data_recipe import FAST, FULL

        curves = (FAST if options.fast else FULL).shorter(options.updates).with_seeds(seeds)
        train_curves(console, running, curves, output, options.threads)
    else:
        from ...core.nn.sequence_configuration import FAMILIES
        from ...core.tasks import TASKS, task, unknown_task
        from ...core.training.sequence_recipe import recipes

        if options.task not in TASKS:
            raise unknown_task(options.task, (*TASKS, *TEXT_TASKS, SHAPES))
        found = [each.shorter(options.updates) for each in recipes(task(options.task).name, options.family)]
        if not found:
            why = _("there is no family {name!r}; choose from {families}")
            raise Problem(why.format(name=options.family, families=", ".join(FAMILIES)))
        train_task(console, running, found, seeds or [1], output, options.threads)


def _seeds(options: argparse.Namespace) -> list[int]:
    """The seeds that were given."""
    if options.seeds is None:
        return [] if options.seed is None else [options.seed]
    if options.seed is not None:
        raise Problem(_("give either --seed or --seeds"))
    try:
        seeds = [whole_number(seed, 0) for seed in half_width(options.seeds).split(",")]
    except Problem:
        raise Problem(
            _(
                "invalid seeds {typed!r}: use whole numbers separated by commas, such as 1,2,3",
                typed=options.seeds,
            )
        ) from None
    if len(set(seeds)) < len(seeds):
        raise Problem(_("--seeds {typed} contains a seed twice; give each once", typed=options.seeds))
    return seeds
