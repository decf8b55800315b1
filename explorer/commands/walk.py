"""The `walk` command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ...core.support.localization import N_
from ..ui.errors import OK
from .common import decimals_argument, step_argument
from .run_arguments import recorded, request, run_arguments

if TYPE_CHECKING:
    from ...core.trace import Trace

HELP = N_("Print everything the model computes for a sentence, step by step.")


def arguments(parser: argparse.ArgumentParser) -> None:
    run_arguments(parser)
    step_argument(parser)
    decimals_argument(parser)


def run(options: argparse.Namespace) -> int:
    show(recorded(request(options)), options.step, options.decimals)
    return OK


def show(trace: Trace, globs: list[str] | None = None, decimals: int | None = None) -> None:
    """Prints the walk; with globs, only the steps that match."""
    from ..features.walk.plain import print_walk
    from ..ui import precision
    from ..ui.plain.page import page

    if decimals is not None:
        precision.use(decimals)
    print_walk(page(), trace, globs or [])
