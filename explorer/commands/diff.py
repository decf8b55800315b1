"""The `diff` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import DIFFERENCE, OK
from ..ui.trace_file import opened
from .common import print_json, real, step_arguments

HELP = N_("Compare two trace files step by step, and say what differs and where first.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help=_("a trace that was exported"))
    parser.add_argument("b", metavar="B", help=_("another"))
    tolerance = parser.add_mutually_exclusive_group()
    tolerance.add_argument(
        "--tolerance",
        type=real,
        metavar="X",
        help=_(
            "how far apart two numbers may be and count as the same (without it: as far as rounding explains)"
        ),
    )
    tolerance.add_argument(
        "--exact",
        dest="tolerance",
        action="store_const",
        const=0.0,
        help=_("count every difference, also one that rounding explains: --tolerance 0"),
    )
    step_arguments(parser)
    parser.add_argument("--json", action="store_true", help=_("print it as JSON, for programs"))


def run(options: argparse.Namespace) -> int:
    from ...core.trace import diff

    found = diff(opened(options.a), opened(options.b), options.tolerance, options.step)
    if options.json:
        import orjson

        print_json(orjson.dumps(found.as_data(), option=orjson.OPT_INDENT_2))
    else:
        from ..features.run_pair.plain_diff import print_diff
        from ..ui.plain.page import page

        print_diff(page(), found, options.a, options.b)
    return OK if found.equal else DIFFERENCE
