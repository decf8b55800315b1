"""The `explore` command."""

from __future__ import annotations

import argparse
import sys

from ...core.running.request import Request
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from . import walk
from .common import engine_argument, model_arguments, on_a_terminal, plain_argument, text_argument
from .engine import use_engine
from .run_arguments import recorded

NAME = "explore"

HELP = N_("""\
Open the explorer on a sentence, or on its home screen; without a terminal, print the walk.

You can leave out the word `explore`.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    text_argument(parser, nargs="?")
    plain_argument(parser)
    model_arguments(parser)
    engine_argument(parser)


def run(options: argparse.Namespace) -> int:
    use_engine(options)
    if options.plain or not on_a_terminal():
        return _print_walk(options)
    from ..start import open_explorer

    open_explorer(options.text, options.model, options.device)
    return OK


def _print_walk(options: argparse.Namespace) -> int:
    if not options.plain:
        print(_("no terminal to open the explorer in: printing the walk"), file=sys.stderr)
    text = _example(options.model) if options.text is None else options.text
    walk.show(recorded(Request(source=text, model=options.model, device=options.device)))
    return OK


def _example(model: str) -> str:
    """The sentence of the trace that was stored with a model.

    Raises:
        Problem: no trace was stored with it.
    """
    from ...core.checkpoints import find_any

    checkpoint = find_any(model)
    trace = checkpoint.first_trace()
    if trace is not None:
        return trace.source_text
    if not (example := checkpoint.example):
        raise Problem(_("model {model!r} has no trace to show; give it a sentence", model=model))
    why = _("model {model!r} has no trace to show; give it some text, such as {example!r}")
    raise Problem(why.format(model=model, example=example))
