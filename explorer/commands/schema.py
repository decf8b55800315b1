"""Print the JSON Schema of a trace file."""

from __future__ import annotations

import argparse
import sys

from ..errors import OK


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ...core.trace.json_file import schema_text

    sys.stdout.write(schema_text())
    return OK
