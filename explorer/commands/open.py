"""The `open` command."""

from __future__ import annotations

import argparse
import sys

from ...core.support.localization import N_, _
from ..ui.errors import OK
from ..ui.trace_file import naming, opened
from . import walk
from .common import decimals_argument, file_arguments, on_a_terminal, plain_argument

HELP = N_("Open an exported trace in the explorer; without a terminal, print its walk.")


def arguments(parser: argparse.ArgumentParser) -> None:
    file_arguments(parser)
    plain_argument(parser)
    decimals_argument(parser)


def run(options: argparse.Namespace) -> int:
    trace = opened(options.file, options.model)
    has_no_arrays = any(step.statistics is not None for step in trace)
    if has_no_arrays and not options.plain:
        print(
            _("this file contains only statistics, no arrays to explore: printing the walk"), file=sys.stderr
        )
    if has_no_arrays or options.plain or not on_a_terminal():
        with naming(options.file):
            walk.show(trace, decimals=options.decimals)
        return OK
    from ...core.checkpoints import shipped
    from ..start import open_trace

    known = trace.model.name if trace.model.name in shipped() else None
    open_trace(trace, options.model or known)
    return OK
