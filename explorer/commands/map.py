"""The `map` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import OK
from .run_arguments import recorded, request, run_arguments

HELP = N_("Draw the model as in figure 1 of the paper, with what each box computes for a sentence.")


def arguments(parser: argparse.ArgumentParser) -> None:
    run_arguments(parser)
    parser.add_argument(
        "--here",
        metavar="STEP",
        help=_("mark the box of this step, and show its layer; see `walk` for the names"),
    )


def run(options: argparse.Namespace) -> int:
    trace = recorded(request(options))
    from ..features.map.plain import print_map
    from ..ui.plain.page import page

    print_map(page(), trace, None if options.here is None else trace[options.here].source)
    return OK
