"""The `explain` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import cell, decimals_argument, flag
from .run_arguments import recorded, request, run_arguments, typed

HELP = N_("Print the arithmetic behind one number.")


def arguments(parser: argparse.ArgumentParser) -> None:
    run_arguments(parser)
    parser.add_argument(
        "step", metavar="STEP", help=_("a step, such as encoder.layers.0.self_attention.scaled")
    )
    parser.add_argument(
        "cell", metavar="CELL", help=_("its cell, such as 0,1,2: one index per axis, counted from 0")
    )
    flag(parser, "--all", _("print every term of a long sum, in order"))
    decimals_argument(parser)


def run(options: argparse.Namespace) -> int:
    where = cell(options.cell)
    trace = recorded(request(options))
    from ...core.trace import explain
    from ..features.walk.plain_explain import DIGITS, print_explanation, print_further_commands
    from ..ui.plain.page import page

    found = explain(trace, trace[options.step], where)
    console = page()
    print_explanation(console, trace, found, options.all, options.decimals or DIGITS)
    print_further_commands(console, trace, found, typed(options))
    return OK
