"""The `compare` command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import decoded, flag, is_trace_file, model_arguments, step_argument
from .run_arguments import recorded

if TYPE_CHECKING:
    from ...core.trace import Trace

HELP = N_("Compare two sentences word by word: the translations, and how much each step differs.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help=_("a sentence, such as 我爱你"))
    parser.add_argument("b", metavar="B", help=_("another sentence, such as 我爱猫"))
    flag(parser, "--traces", _("treat A and B as trace files"))
    step_argument(parser)
    model_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from ..features.run_pair.plain import print_arrays, print_comparison
    from ..features.run_pair.run_pair import RunPair
    from ..ui.plain.page import page

    a = _trace(options.a, options.device, options)
    b = _trace(options.b, options.device if options.traces else str(a.run["device"]), options)
    pair = RunPair(a, b)
    if options.step:
        print_arrays(page(), pair, options.step)
    else:
        print_comparison(page(), pair)
    return OK


def _trace(given: str, device: str, options: argparse.Namespace) -> Trace:
    """The run of a sentence, or the trace in a file."""
    from ...core.running.request import Request
    from ..ui.trace_file import opened

    if options.traces:
        return opened(given)
    sentence = decoded(given)
    if is_trace_file(sentence):
        raise Problem(
            _("{file!r} is a file, not a sentence; add --traces to compare two traces", file=sentence)
        )
    return recorded(Request(source=sentence, model=options.model, device=device))
