"""The `side-by-side` command."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from ...core.nn.sequence_configuration import FAMILIES
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import on_a_terminal, text

if TYPE_CHECKING:
    from ..features.families.state import FamiliesState

TASKS = (
    "glossing",
    "copying",
    "cards",
    "many-cards",
    "n-back",
)  # as in core.tasks, which takes a while to load

HELP = N_("""\
Attention, a convolution, an RNN and an LSTM side by side: one sequence through all of them, in step.

Without a terminal it is printed: what each position can see after each stage, and what each model answers.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text",
        metavar="TEXT",
        type=text,
        nargs="?",
        help=_("a sequence of the task, such as 我爱你 or 'a b *c d ?'"),
    )
    parser.add_argument(
        "--task", choices=TASKS, default=TASKS[0], help=_("what the models were trained for (glossing)")
    )
    parser.add_argument(
        "--families",
        type=_families,
        default=FAMILIES,
        metavar="A,B",
        help=_("which models: {families} (all)", families=",".join(FAMILIES)),
    )
    parser.add_argument(
        "--untrained", action="store_true", help=_("the models as they were before their first update")
    )
    parser.add_argument(
        "--plain", action="store_true", help=_("print plain text instead of opening the explorer")
    )


def _families(text: str) -> tuple[str, ...]:
    wanted = text.split(",")
    for each in wanted:
        if each not in FAMILIES:
            raise argparse.ArgumentTypeError(
                _(
                    "there is no family {family!r:.40}; there are {families}",
                    family=each,
                    families=", ".join(FAMILIES),
                )
            )
    return tuple(family for family in FAMILIES if family in wanted)


def run(options: argparse.Namespace) -> int:
    from ..features.families.state import FamiliesState

    if options.text is not None and not options.text.strip():
        raise Problem(_("give a sequence that is not empty"))
    state = FamiliesState(options.task, options.text, options.families, not options.untrained)
    if options.plain or not on_a_terminal():
        return _print_instead(state, options.plain)
    from ..start import open_families
    from ..ui.routes import FamiliesRoute

    open_families(FamiliesRoute(options.task, options.text, options.families, not options.untrained))
    return OK


def _print_instead(state: FamiliesState, wanted: bool) -> int:
    from ...core.running import families as core
    from ..features.families.plain import print_side_by_side
    from ..ui.plain.page import page

    if not wanted:
        print(_("no terminal to open the explorer in: printing instead"), file=sys.stderr)
    state.read(core.given(state.task, state.text))
    for family in state.families:
        state.receive(state.wanted(family), core.side(state.task, state.text, family, state.trained))
    print_side_by_side(page(), state)
    return OK
