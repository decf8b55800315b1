"""The `decode` command."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import json_argument, print_data
from .decoding import decoding_options
from .progress import progress_line
from .run_arguments import computed_arguments, print_notes, recorded, request

if TYPE_CHECKING:
    from ...core.running.request import Request

HELP = N_(
    "Translate a sentence or continue a text, one token after another; a model such as BERT predicts masked words "
    "instead."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    computed_arguments(parser, _("read this text (teacher forcing) instead of choosing tokens"))
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    wanted = request(options)
    from ...core.checkpoints.finding import find_any
    from ...core.running.architecture import architecture
    from ...core.running.machine import choose_device
    from ...core.running.runs import decode
    from ...core.trace.tags import of_models
    from ..ui.plain.decoding import print_decoding
    from ..ui.plain.page import FAINT, page, print_line
    from ..ui.plain.title import by_model
    from ..ui.text import safe

    model = find_any(wanted.model)
    known = architecture(model.architecture)
    if known is not None and known.predicts_masked_words:
        return _masked_words(options, wanted)
    with progress_line():
        decoding = decode(wanted)
    print_notes(wanted, decoding.notices, choose_device(wanted.device))
    if options.json:
        print_data(decoding.as_data())
    else:
        console = page()
        print_line(console, (f"{safe(wanted.source)}{by_model(model.name, of_models(model.trained))}", FAINT))
        print_line(console)
        print_decoding(console, decoding, known is not None and known.continues)
    return OK


def _masked_words(options: argparse.Namespace, wanted: Request) -> int:
    """Prints what the model predicts for the masked words of the text."""
    if given := decoding_options(options):
        raise Problem(
            _("{option} applies only to models that predict the next token; omit it", option=given[0])
        )
    from ...core.trace import masked_words
    from ...core.trace.iterations import token_as_data
    from ..ui.plain.masked_words import print_masked_words
    from ..ui.plain.page import page, print_line
    from ..ui.plain.title import print_title

    trace = recorded(replace(wanted, strategy=None, target=options.target))
    words = masked_words(trace)
    if options.json:
        source = [token_as_data(token) for token in trace.tokens["source"]]
        print_data({"source": source, "masked_words": [word.as_data() for word in words]})
    else:
        console = page()
        print_title(console, trace)
        print_line(console)
        print_masked_words(console, trace, words)
    return OK
