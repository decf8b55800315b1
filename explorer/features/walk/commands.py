"""What the palette and the finder offer in a walk: its steps, their heads, changes to the model, a beam search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ....core.interventions.intervention import Intervention
from ....core.interventions.kinds_of_changes import Shuffle, Silence
from ....core.interventions.kinds_of_parts import (
    Dropout,
    Fill,
    MaskAfterSoftmax,
    NoCausalMask,
    NoPositions,
    NoScaling,
    PreNorm,
)
from ....core.support.localization import N_, _
from ....core.trace.part_names import axis_name
from ...ui.interventions import heads_of
from ...ui.search import Command, Line, lines_of
from ...ui.text import safe
from ...ui.walk import SEPARATOR, titles

if TYPE_CHECKING:
    from ....core.trace import Step
    from ...ui.navigator import Navigator

CHANGES = (  # the intervention, what it does, and other words that it is found by
    (NoCausalMask(), N_("turn off the causal mask"), "no-causal-mask no causal mask"),
    (NoPositions(), N_("turn off the positional encoding"), "no-positions no positions"),
    (NoScaling(), N_("turn off the scaling by √d_k"), "no-scaling no scaling by √d_k"),
    (Fill(0.0), N_("mask with 0 instead of −∞"), "fill-0 masked with 0"),
    (Fill(-1e9), N_("mask with −1e9 instead of −∞"), "fill-large masked with −1e9"),
    (MaskAfterSoftmax(), N_("mask after softmax instead of before it"), "mask-after-softmax"),
    (Shuffle("source", seed=1), N_("shuffle the source words"), "shuffle the source"),
    (PreNorm(), N_("switch to pre-norm"), "pre-norm read as pre-norm"),
    (Dropout(1), N_("turn on dropout"), "dropout"),
)


class Walker(Protocol):
    """The part of the walk's screen that the commands use."""

    @property
    def navigator(self) -> Navigator: ...
    @property
    def engine(self) -> object: ...

    def leap(self, number: int, head: int | None = None) -> None: ...
    def action_what_if(self, change: Intervention | None = None) -> None: ...
    def action_decode(self, beam: bool = False) -> None: ...


def steps(walker: Walker) -> Iterator[Command]:
    """Every step of the walk."""
    for place, line, step in _places(walker):
        axes, sizes = " · ".join(safe(axis_name(axis)) for axis in step.axes), "×".join(map(str, step.shape))
        about = f"{safe(str(step))}  {axes} {sizes}\n{_meaning(step)}"
        note = _("step {number} / {of}", number=place + 1, of=len(walker.navigator.walk))
        yield Command(line, note, about, partial(walker.leap, place))


def heads(walker: Walker) -> Iterator[Command]:
    """Every head of every attention, as a place in the walk."""
    for place, line, step in _places(walker):
        if step.operation == "softmax" and step.axes == ("head", "query", "key"):
            note = _("step {number}", number=place + 1)
            for head in range(step.shape[0]):
                own = _("{step} · head {head}", step=line.own, head=head + 1)
                found = replace(line, own=own, name="", more=f"{line.more} head {head + 1}")
                yield Command(found, note, _meaning(step), partial(walker.leap, place, head))


def _places(walker: Walker) -> Iterator[tuple[int, Line, Step]]:
    walk = walker.navigator.walk
    yield from zip(range(len(walk)), lines_of(walk), walk.steps, strict=True)


def _meaning(step: Step) -> str:
    return _(step.kind.meaning) if step.kind else ""


def actions(walker: Walker) -> Iterator[Command]:
    """What takes several keys elsewhere: a change to the model, a beam search."""
    navigator = walker.navigator
    if walker.engine is None:
        return
    if "what_if" not in navigator.impossible:
        note, about = _("what if"), _("Computes this sentence with this change and shows the differences.")

        def what_if(line: Line, change: Intervention) -> Command:
            return Command(line, note, about, partial(walker.action_what_if, change))

        for change, title, more in CHANGES:
            yield what_if(Line(_(title), more=more), change)
        for attention, head in heads_of(navigator.trace):
            own, around = _("silence head {head}", head=head + 1), SEPARATOR.join(titles(attention))
            yield what_if(Line(own, around, f"turn off head {head + 1}"), Silence(attention, head))
    if "decode" not in navigator.impossible:
        about = _("Searches with this sentence and shows every hypothesis.")
        line = Line(_("show the beam search"))
        yield Command(line, _("decode"), about, partial(walker.action_decode, True))
