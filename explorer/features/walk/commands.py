"""What a walk offers besides its steps and keys: the heads of its attentions, a change of the model, a beam search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ....core.interventions.kinds import Silence
from ....core.support.localization import N_, _
from ...ui.search import Command, Line, lines_of
from ...ui.walk import SEPARATOR, titles

if TYPE_CHECKING:
    from .asking import Asking
    from .doors import Doors

CHANGES = {  # by the keys of the what-if screen's switches
    "no-causal-mask": N_("turn off the causal mask"),
    "no-positions": N_("turn off the positional encoding"),
    "no-scaling": N_("turn off the scaling by √d_k"),
    "fill-0": N_("mask with 0 instead of −∞"),
    "fill-large": N_("mask with −1e9 instead of −∞"),
    "mask-after-softmax": N_("mask after softmax instead of before it"),
    "shuffle": N_("shuffle the source words"),
    "pre-norm": N_("switch to pre-norm"),
    "dropout": N_("turn on dropout"),
}


def heads(screen: Asking) -> Iterator[Command]:
    """Every head of every attention, as a place in the walk."""
    walk = screen.navigator.walk
    for place, (line, step) in enumerate(zip(lines_of(walk), walk.steps, strict=True)):
        if step.operation == "softmax" and step.axes == ("head", "query", "key"):
            about = _(step.kind.meaning) if step.kind else ""
            note = _("step {number}", number=place + 1)
            for head in range(step.shape[0]):
                own = _("{step} · head {head}", step=line.own, head=head + 1)
                found = replace(line, own=own, name="", more=f"{line.more} head {head + 1}")
                yield Command(found, note, about, partial(screen.leap, place, head))


def actions(screen: Doors) -> Iterator[Command]:
    """What takes several keys elsewhere: a change of the model, a beam search."""
    navigator = screen.navigator
    if screen.engine is None:
        return
    if "what_if" not in navigator.impossible:
        from ..run_pair import what_if_strings
        from ..run_pair.switches import Switch, Switches, heads_of

        note, about = _("what if"), _("Computes this sentence with that change and shows what differs.")
        for switch in Switches((), None).lines:
            if isinstance(switch, Switch) and switch.key in CHANGES:
                line = Line(_(CHANGES[switch.key]), more=f"{switch.key} {what_if_strings.NAMES[switch.key]}")
                yield Command(line, note, about, partial(screen.try_change, switch.change))
        for attention, head in heads_of(navigator.trace):
            own = _("silence head {head}", head=head + 1)
            line = Line(own, SEPARATOR.join(titles(attention)), f"turn off head {head + 1}")
            yield Command(line, note, about, partial(screen.try_change, Silence(attention, head)))
    if "decode" not in navigator.impossible:
        yield Command(
            Line(_("show the beam search")),
            _("decode"),
            _("Translates this sentence with beam search and shows every hypothesis."),
            screen.show_beam_search,
        )
