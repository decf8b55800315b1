"""The `snapshots` command."""

from __future__ import annotations

import argparse

from ...core.running.request import DEFAULT_MODEL
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import text

HELP = N_(
    "Print how attention came about: its weights on a sentence, at some moments of the model's training."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sentence",
        metavar="SENTENCE",
        type=text,
        nargs="?",
        default="0",
        help=_("one of the sentences whose attention was kept: its text, or its number from 0 (0)"),
    )
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME|PATH",
        help=_("a shipped model, or a model's folder (zh-en)"),
    )


def run(options: argparse.Namespace) -> int:
    from ...core.checkpoints import find
    from ..features.training.plain import print_snapshots
    from ..features.training.state import TrainingState
    from ..ui.plain.page import page

    learning = TrainingState(find(options.model))
    learning.to_sentence(learning.find(options.sentence))
    print_snapshots(page(), learning)
    return OK
