"""Print everything the model computes for a sentence, step by step."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..errors import OK
from .asking import recorded, request, run_arguments
from .common import step_arguments

if TYPE_CHECKING:
    from ...core.trace import Trace


def arguments(parser: argparse.ArgumentParser) -> None:
    run_arguments(parser)
    step_arguments(parser)


def run(options: argparse.Namespace) -> int:
    show(recorded(request(options)), options.step)
    return OK


def show(trace: Trace, globs: list[str] | None = None) -> None:
    """The walk on stdout; only the steps that match, if globs are given."""
    from ..plain.page import page
    from ..plain.walk import print_walk

    print_walk(page(), trace, globs or [])
