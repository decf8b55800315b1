"""Translate a sentence, one token after another."""

from __future__ import annotations

import argparse
import sys

from ..errors import OK
from .common import model_arguments


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="a sentence, such as 我爱你")
    model_arguments(parser)
    parser.add_argument("--strategy", choices=("greedy",), default="greedy", help="how each token is chosen")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    from ...core.translation import run_decode
    from ..plain.decode import print_decoding
    from ..plain.page import page

    decoding = run_decode(options.model, options.text, options.device)
    for notice in decoding.notices:
        print(f"note: {notice}", file=sys.stderr)
    if options.json:
        import orjson

        sys.stdout.write(orjson.dumps(decoding.as_data(), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        print_decoding(page(), decoding)
    return OK
