"""The `models` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_
from ..ui.errors import OK

HELP = N_("List the shipped models and how well they perform.")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ..features.models.plain import print_models
    from ..ui.plain.page import page

    print_models(page())
    return OK
