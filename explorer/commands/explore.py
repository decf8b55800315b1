"""The `explore` command."""

from __future__ import annotations

import argparse
import sys

from ...core.running.request import Request
from ...core.support.localization import N_, _
from ..ui.errors import OK
from . import walk
from .asking import recorded
from .common import example, model_arguments, on_a_terminal, text

NAME = "explore"

HELP = N_("""\
Open the explorer on a sentence, or its home screen; without a terminal, print the walk.

The word `explore` may be left out.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", type=text, nargs="?", help=_("a sentence, such as 我爱你"))
    parser.add_argument(
        "--plain", action="store_true", help=_("print the walk as plain text instead of opening the explorer")
    )
    model_arguments(parser)


def run(options: argparse.Namespace) -> int:
    if options.plain or not on_a_terminal():
        return _walk_instead(options)
    from ..start import open_explorer

    open_explorer(options.text, options.model, options.device)
    return OK


def _walk_instead(options: argparse.Namespace) -> int:
    if not options.plain:
        print(_("no terminal to open the explorer in: printing the walk"), file=sys.stderr)
    text = example(options.model) if options.text is None else options.text
    walk.show(recorded(Request(source=text, model=options.model, device=options.device)))
    return OK
