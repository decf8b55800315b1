"""The `interventions` command."""

from __future__ import annotations

import argparse

from ...core.support.localization import N_
from ..ui.errors import OK

HELP = N_("List what can be changed inside a run with --intervene.")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ..features.run_pair.plain import print_interventions
    from ..ui.plain.page import page

    print_interventions(page())
    return OK
