"""The `schema` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_
from ..ui.errors import OK
from .common import print_json

HELP = N_("Print the JSON Schema of a trace file.")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ...core.trace.files.trace_files import schema_text

    print_json(schema_text())
    return OK
