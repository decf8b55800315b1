"""The `snapshots` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import model_argument, text

HELP = N_("Print how attention developed: its weights on a sentence at several points in training.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sentence",
        metavar="SENTENCE",
        type=text,
        nargs="?",
        default="0",
        help=_("a sentence whose attention was saved: its text or its number, counted from 0 (0)"),
    )
    model_argument(parser)


def run(options: argparse.Namespace) -> int:
    from ...core.checkpoints import find
    from ..features.training.plain import print_snapshots
    from ..features.training.state import TrainingState
    from ..ui.plain.page import page

    state = TrainingState(find(options.model))
    state.to_sentence(state.find(options.sentence))
    print_snapshots(page(), state)
    return OK
