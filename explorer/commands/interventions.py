"""List what can be changed inside a run: what --intervene takes."""

from __future__ import annotations

import argparse

from ..errors import OK


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ..plain.interventions import print_interventions
    from ..plain.page import page

    print_interventions(page())
    return OK
