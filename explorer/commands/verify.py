"""The `verify` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_
from ..ui.errors import DIFFERENCE, OK
from ..ui.trace_file import naming, opened
from .common import file_arguments as arguments

__all__ = ["HELP", "arguments", "run"]

HELP = N_("Recompute every step of a trace file using only NumPy, and report any differences.")


def run(options: argparse.Namespace) -> int:
    trace = opened(options.file, options.model)
    from ...core.trace import verify
    from ..features.verify.plain import print_checks
    from ..ui.plain.page import page
    from ..ui.plain.title import print_title

    console = page()
    print_title(console, trace)
    with naming(options.file):
        checks = list(verify(trace))
    return OK if print_checks(console, checks, str(trace.run.get("dtype", ""))) else DIFFERENCE
