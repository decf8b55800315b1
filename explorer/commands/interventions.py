"""The `interventions` command."""

from __future__ import annotations

import argparse

from ...core.language import N_
from ..errors import OK

HELP = N_("List what can be changed inside a run: what --intervene takes.")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ..plain.interventions import print_interventions
    from ..plain.page import page

    print_interventions(page())
    return OK
