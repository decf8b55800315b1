"""Write everything the model computes for a sentence into a file.

The file's name says its form: .safetensors, or JSON with anything else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ...core.errors import Problem
from ...core.language import _
from ..errors import OK
from .asking import keep_arguments, recorded, request, run_arguments


def arguments(parser: argparse.ArgumentParser) -> None:
    run_arguments(parser)
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help=_("the file to write"))
    keep_arguments(parser)
    parser.add_argument(
        "--compact", action="store_true", help=_("JSON with arrays as base64, not as nested lists")
    )


def run(options: argparse.Namespace) -> int:
    path = Path(options.output)
    if options.compact and path.suffix.lower() == ".safetensors":
        raise Problem(
            _("--compact is about JSON, and a .safetensors file is compact already; leave out one of them")
        )
    trace = recorded(request(options), told=True)
    from ...core.trace import save, select

    trace = select(trace, options.step, options.layer, options.head, options.iteration)
    save(trace, path, options.compact)
    print(
        _("{path}: {steps} steps, {bytes:,} bytes").format(
            path=path, steps=len(trace), bytes=path.stat().st_size
        )
    )
    return OK
