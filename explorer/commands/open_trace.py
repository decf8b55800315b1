"""The `open` command."""

from __future__ import annotations

import argparse
import sys

from ...core.support.localization import N_, _
from ..ui.errors import OK
from ..ui.trace_file import opened
from . import walk
from .common import decimals_argument, on_a_terminal

HELP = N_("Open a trace that was exported, in the explorer; without a terminal, print its walk.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("a trace that was exported"))
    parser.add_argument(
        "--plain", action="store_true", help=_("print the walk instead of opening the explorer")
    )
    parser.add_argument(
        "--model", metavar="NAME|PATH", help=_("the model that made it, if it is none of the shipped")
    )
    decimals_argument(parser)


def run(options: argparse.Namespace) -> int:
    trace = opened(options.file, options.model)
    measured = any(step.statistics is not None for step in trace)
    if measured and not options.plain:
        print(
            _("only statistics were kept of these steps, no arrays to explore: printing the walk"),
            file=sys.stderr,
        )
    if measured or options.plain or not on_a_terminal():
        walk.show(trace, decimals=options.decimals)
        return OK
    from ...core.checkpoints import shipped
    from ..start import open_trace

    known = trace.model.name if trace.model.name in shipped() else None
    open_trace(trace, options.model or known)
    return OK
