"""The `train` command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.support.typed_numbers import half_width, whole_number
from ..ui.errors import OK, STOPPED
from .common import whole

CONTINUES = N_("stopped; the same command continues from the last saved update")
STARTS_AGAIN = N_("stopped; finished models are saved, the others start again from the beginning")
SHAPES = "shapes"  # the task whose results are learning curves, not models

HELP = N_("Train the shipped models again: corpus or task, training and evaluation, all from a seed.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FOLDER", required=True, help=_("where to save the model"))
    parser.add_argument(
        "--task",
        metavar="TASK",
        help=_("train the sequence models of a task: glossing, copying, cards, many-cards, n-back or shapes"),
    )
    parser.add_argument("--family", metavar="NAME", help=_("with --task: only this family"))
    parser.add_argument("--fast", action="store_true", help=_("a shorter run that does almost as well"))
    parser.add_argument(
        "--seed",
        type=lambda typed: whole(typed, 0),
        metavar="N",
        default=1,
        help=_("the seed of everything random (1)"),
    )
    parser.add_argument(
        "--seeds",
        metavar="1,2,3",
        help=_("train once with each of these, and keep the best model with the results of all"),
    )
    parser.add_argument(
        "--updates", type=whole, metavar="N", help=_("number of optimizer steps, for quick experiments")
    )
    parser.add_argument(
        "--threads", type=whole, metavar="N", default=1, help=_("CPU threads; 1 is the most efficient (1)")
    )


def run(options: argparse.Namespace) -> int:
    seeds = _seeds(options)
    try:
        if options.task is None:
            _train_translator(options, seeds)
        elif options.task == SHAPES:
            _train_curves(options)
        else:
            _train_task(options, seeds)
    except KeyboardInterrupt:
        print(_(CONTINUES if options.task is None else STARTS_AGAIN), file=sys.stderr)
        return STOPPED
    return OK


def _train_translator(options: argparse.Namespace, seeds: list[int]) -> None:
    from ...core.checkpoints import Checkpoint
    from ...core.training.recipe import recipe
    from ..features.training.plain_train import train_translator
    from ..ui.plain.model_card import print_card
    from ..ui.plain.page import page

    chosen, console, folder = recipe(fast=options.fast, updates=options.updates), page(), Path(options.output)
    train_translator(console, chosen, seeds, folder, options.threads)
    print_card(console, Checkpoint(folder.resolve().name, folder))


def _train_task(options: argparse.Namespace, seeds: list[int]) -> None:
    from ...core.nn.sequence_configuration import FAMILIES
    from ...core.tasks import task
    from ...core.training.sequence_recipe import recipes
    from ..features.training.plain_train import train_task
    from ..ui.plain.page import page

    chosen = recipes(task(options.task).name, options.family)
    if not chosen:
        raise Problem(
            _(
                "there is no family {name!r}; choose from {families}",
                name=options.family,
                families=", ".join(FAMILIES),
            )
        )
    chosen = [recipe.shorter(options.updates) for recipe in chosen]
    train_task(page(), chosen, seeds, Path(options.output), options.threads)


def _train_curves(options: argparse.Namespace) -> None:
    from ..features.training.plain_train import train_curves
    from ..ui.plain.page import page

    train_curves(page(), options.fast, Path(options.output), options.threads)


def _seeds(options: argparse.Namespace) -> list[int]:
    for name, count in (("--updates", options.updates), ("--threads", options.threads)):
        if count is not None and count < 1:
            raise Problem(_("{option} must be at least 1", option=name))
    if options.seeds is None:
        return [options.seed]
    try:
        return [whole_number(seed, 0) for seed in half_width(options.seeds).split(",")]
    except Problem:
        raise Problem(
            _("invalid seeds {typed!r}: use whole numbers with commas, such as 1,2,3", typed=options.seeds)
        ) from None
