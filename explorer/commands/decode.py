"""The `decode` command."""

from __future__ import annotations

import argparse
import sys

from ...core.support.localization import N_, _
from ..ui.errors import OK
from .asking import about_device, change_arguments, request
from .common import model_arguments, print_json, text
from .decoding import decoding_arguments
from .progress import progress_line

HELP = N_("Translate a sentence, one token after another.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", type=text, help=_("a sentence, such as 我爱你"))
    parser.add_argument(
        "--target",
        metavar="TEXT",
        type=text,
        help=_("read this translation (teacher forcing) instead of choosing tokens"),
    )
    change_arguments(parser)
    model_arguments(parser)
    decoding_arguments(parser)
    parser.add_argument("--json", action="store_true", help=_("print it as JSON, for programs"))


def run(options: argparse.Namespace) -> int:
    wanted = request(options)
    from ...core.running.machine import choose_device
    from ...core.running.runs import decode
    from ..features.decode.plain import print_decoding
    from ..ui.plain.page import page

    with progress_line():
        decoding = decode(wanted)
    for notice in (*decoding.notices, *about_device(wanted, choose_device(wanted.device))):
        print(_("note: {notice}", notice=notice), file=sys.stderr)
    if options.json:
        import orjson

        print_json(orjson.dumps(decoding.as_data(), option=orjson.OPT_INDENT_2))
    else:
        print_decoding(page(), decoding)
    return OK
