"""Open the explorer on a sentence; without a terminal, print the walk.

This is what `transformer-explore` alone does; the word `explore` may be left out.
"""

from __future__ import annotations

import argparse
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..errors import OK
from . import walk
from .common import model_arguments, opened, recorded

if TYPE_CHECKING:
    from ...core.trace import Trace

NAME = "explore"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", nargs="?", help="a sentence, such as 我爱你")
    parser.add_argument(
        "--plain", action="store_true", help="print the walk as plain text instead of opening the explorer"
    )
    model_arguments(parser)


def run(options: argparse.Namespace) -> int:
    if options.plain or not on_a_terminal():
        return _walk_instead(options)
    from ..app import open_explorer

    open_explorer(text=options.text, model=options.model)
    return OK


def on_a_terminal() -> bool:
    """Whether somebody is there to press keys and see a screen."""
    import os

    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def _walk_instead(options: argparse.Namespace) -> int:
    if not options.plain:
        print("no terminal to open the explorer in: printing the walk", file=sys.stderr)
    if options.text is None:
        from ...core.checkpoints import find

        checkpoint = find(options.model)
        return show(checkpoint.shipped_trace())
    options.target = None
    return show(recorded(options))


def show(trace: Trace) -> int:
    """The walk of a trace on stdout."""
    walk.show(trace)
    return OK


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a trace that was exported")
    parser.add_argument("--plain", action="store_true", help="print the walk instead of opening the explorer")
    parser.add_argument("--model", metavar="NAME|PATH", help="the model that made it, if it is none of the shipped")


def _open(options: argparse.Namespace) -> int:
    trace = opened(options.file, options.model)
    if options.plain or not on_a_terminal():
        return show(trace)
    from ..app import open_explorer

    open_explorer(trace=trace, model=options.model or trace.model.name)
    return OK


open_file = SimpleNamespace(__doc__="Open a trace that was exported.", arguments=_open_arguments, run=_open)
