"""List the models that come with the program, and how well they do."""

from __future__ import annotations

import argparse

from ..errors import OK


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    from ..plain.models import print_models
    from ..plain.page import page

    print_models(page())
    return OK
