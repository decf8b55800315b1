"""What can be changed inside a run."""

from __future__ import annotations

from rich.console import Console

from ....core.interventions import SPECS
from ....core.support.localization import _
from ...ui.plain.page import FAINT, HEADING, NAME, put
from ...ui.text import wrap

EXAMPLE = "transformer-explore walk 我爱你 --step '*.weights' --intervene no-scaling"


def print_interventions(console: Console) -> None:
    """Each form of --intervene, and what it does."""
    put(console, (_("what --intervene takes"), HEADING))
    put(console)
    for usage, what in SPECS:
        put(console, "  ", (usage, NAME))
        for line in wrap(_(what), max(console.width - 6, 20), 9):
            put(console, "      ", line)
    put(console)
    put(console, _("Heads, layers, cells and visits are counted from 0; * is every place along an axis."))
    put(console, _("Give --intervene several times for several changes; JSON as in a trace works too."))
    put(console, (f"  {EXAMPLE}", FAINT))
