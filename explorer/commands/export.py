"""Write everything the model computes for a sentence into a JSON file."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import OK
from .common import recorded, step_arguments, text_arguments


def arguments(parser: argparse.ArgumentParser) -> None:
    text_arguments(parser)
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the file to write")
    step_arguments(parser)
    parser.add_argument("--compact", action="store_true", help="arrays as base64 instead of nested lists")


def run(options: argparse.Namespace) -> int:
    trace = recorded(options)
    if options.step:
        trace = trace.select(options.step)
    from ...core.trace import save

    path = Path(options.output)
    save(trace, path, options.compact)
    print(f"{path}: {len(trace)} steps, {path.stat().st_size:,} bytes")
    return OK
