"""The `verify` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import DIFFERENCE, OK
from ..ui.trace_file import opened

HELP = N_("Recompute every step of a trace file with NumPy alone, and say where it differs.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("a trace that was exported"))
    parser.add_argument(
        "--model", metavar="NAME|PATH", help=_("the model that made it, if it is none of the shipped")
    )


def run(options: argparse.Namespace) -> int:
    trace = opened(options.file, options.model)
    from ...core.trace import verify
    from ..features.verify.plain import print_checks
    from ..ui.plain.page import page

    return OK if print_checks(page(), list(verify(trace)), str(trace.run.get("dtype", ""))) else DIFFERENCE
