"""The `side-by-side` command: several families of models on one sequence."""

from __future__ import annotations

import argparse
import sys

from ...core.nn.sequence_configuration import FAMILIES
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import argument_type, flag, on_a_terminal, plain_argument, text_argument

TASKS = ("glossing", "copying", "cards", "many-cards", "n-back")  # as in core.tasks, which loads slowly

HELP = N_("""\
Run attention, a convolution, an RNN and an LSTM over one sequence, tick by tick.

Without a terminal, print what each position can see after each layer, and the answers of each model.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    text_argument(parser, _("a sequence for the task, such as 我爱你 or 'a b *c d ?'"), nargs="?")
    parser.add_argument(
        "--task", choices=TASKS, default=TASKS[0], help=_("the task for the models (default: glossing)")
    )
    parser.add_argument(
        "--families",
        type=_families,
        default=FAMILIES,
        metavar="A,B",
        help=_("the families to run: any of {families} (default: all)", families=",".join(FAMILIES)),
    )
    flag(parser, "--untrained", _("use untrained models"))
    plain_argument(parser)


@argument_type
def _families(text: str) -> tuple[str, ...]:
    wanted, all_ = text.split(","), ", ".join(FAMILIES)
    for each in wanted:
        if each not in FAMILIES:
            raise Problem(
                _("there is no family {family!r:.40}; choose from {families}", family=each, families=all_)
            )
    return tuple(family for family in FAMILIES if family in wanted)


def run(options: argparse.Namespace) -> int:
    if options.text is not None and not options.text.strip():
        raise Problem(_("the sequence is empty; type one, such as 我爱你"))
    if options.plain or not on_a_terminal():
        return _print(options)
    from ..start import open_route
    from ..ui.routes import FamiliesRoute

    open_route(FamiliesRoute(options.task, options.text, options.families, not options.untrained))
    return OK


def _print(options: argparse.Namespace) -> int:
    from ...core.running import families as core
    from ..features.families.plain import print_families
    from ..features.families.state import FamiliesState
    from ..ui.plain.page import page

    if not options.plain:
        print(_("no terminal to open the explorer in: printing instead"), file=sys.stderr)
    state = FamiliesState(options.task, options.text, options.families, not options.untrained)
    state.read(core.task_input(state.task, state.text))
    for family in state.families:
        state.receive(state.wanted(family), core.family_run(state.task, state.text, family, state.trained))
    print_families(page(), state)
    return OK
