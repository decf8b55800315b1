"""The `decode` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import json_argument, print_data
from .progress import progress_line
from .run_arguments import computed_arguments, print_notes, request

HELP = N_("Translate a sentence, one token after another.")


def arguments(parser: argparse.ArgumentParser) -> None:
    computed_arguments(parser, _("read this translation (teacher forcing) instead of choosing tokens"))
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    wanted = request(options)
    from ...core.checkpoints.finding import find_any
    from ...core.running.machine import choose_device
    from ...core.running.runs import decode
    from ...core.trace.tags import of_models
    from ..ui.plain.decoding import print_decoding
    from ..ui.plain.page import FAINT, page, print_line
    from ..ui.plain.title import by_model
    from ..ui.text import safe

    with progress_line():
        decoding = decode(wanted)
    print_notes(wanted, decoding.notices, choose_device(wanted.device))
    if options.json:
        print_data(decoding.as_data())
    else:
        model = find_any(wanted.model)
        console = page()
        print_line(console, (f"{safe(wanted.source)}{by_model(model.name, of_models(model.trained))}", FAINT))
        print_line(console)
        print_decoding(console, decoding)
    return OK
