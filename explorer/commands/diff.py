"""The `diff` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import DIFFERENCE, OK
from ..ui.trace_file import opened
from .common import json_argument, print_data, real, step_argument

HELP = N_("Compare two trace files step by step: what differs, and where the first difference is.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help=_("an exported trace"))
    parser.add_argument("b", metavar="B", help=_("another exported trace"))
    tolerance = parser.add_mutually_exclusive_group()
    tolerance.add_argument(
        "--tolerance",
        type=real,
        metavar="X",
        help=_("the largest difference that counts as equal (default: what rounding can explain)"),
    )
    tolerance.add_argument(
        "--exact",
        dest="tolerance",
        action="store_const",
        const=0.0,
        help=_("count every difference, even if rounding can explain it (the same as --tolerance 0)"),
    )
    step_argument(parser)
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    from ...core.trace import diff

    found = diff(opened(options.a), opened(options.b), options.tolerance, options.step)
    if options.json:
        print_data(found.as_data())
    else:
        from ..features.run_pair.plain import print_diff
        from ..ui.plain.page import page

        print_diff(page(), found, options.a, options.b)
    return OK if found.equal else DIFFERENCE
