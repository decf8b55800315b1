"""The `models` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import OK, USAGE

HELP = N_("List the models and how well the shipped ones perform, or describe one model.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model",
        nargs="?",
        metavar="NAME|PATH",
        help=_("describe this model: its sizes, its tokenizer, and what cannot be used"),
    )


def run(options: argparse.Namespace) -> int:
    from ..features.models.plain import print_model, print_models
    from ..ui.plain.page import page

    if options.model is None:
        print_models(page())
        return OK
    return OK if print_model(page(), options.model) else USAGE
