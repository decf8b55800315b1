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
    from ...core.running.machine import choose_device
    from ...core.running.runs import decode
    from ..ui.plain.decoding import print_decoding
    from ..ui.plain.page import page

    with progress_line():
        decoding = decode(wanted)
    print_notes(wanted, decoding.notices, choose_device(wanted.device))
    if options.json:
        print_data(decoding.as_data())
    else:
        print_decoding(page(), decoding)
    return OK
