"""The interventions that the program offers, with their names, and the heads that they can be applied to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...core.interventions import Intervention
from ...core.interventions.kinds import (
    Dropout,
    Fill,
    MaskAfterSoftmax,
    NoCausalMask,
    NoPositions,
    NoScaling,
    PreNorm,
    Shuffle,
)
from ...core.support.localization import _
from ...core.trace import Trace

SILENCE, KEEP = "silence", "keep"  # of one head
ATTENTION = ".weights"  # ends the name of an attention's step in which its heads are an axis

OFFERED: Mapping[str, Intervention] = {
    "no-positions": NoPositions(),
    "no-scaling": NoScaling(),
    "no-causal-mask": NoCausalMask(),
    "fill-0": Fill(0.0),
    "fill-large": Fill(-1e9),
    "mask-after-softmax": MaskAfterSoftmax(),
    "shuffle": Shuffle("source", seed=1),
    "pre-norm": PreNorm(),
    "dropout": Dropout(1),
}
NAMES = {
    "no-positions": _("no positions"),
    "no-scaling": _("no scaling by √d_k"),
    "no-causal-mask": _("no causal mask"),
    "fill-0": _("mask with 0"),
    "fill-large": _("mask with −1e9"),
    "mask-after-softmax": _("mask after softmax"),
    SILENCE: _("silence head {head}"),
    KEEP: _("keep only head {head}"),
    "shuffle": _("shuffle the source"),
    "pre-norm": _("use pre-norm"),
    "dropout": _("dropout"),
}


class Head(NamedTuple):
    """One head of one attention, counted from 0."""

    attention: str
    head: int


def heads_of(trace: Trace) -> tuple[Head, ...]:
    """Every head of every attention in a trace, in the order of the walk."""
    found: dict[Head, None] = {}
    for step in trace:
        if step.name.endswith(ATTENTION) and "head" in step.axes and "head" not in step.part:
            count = step.shape[step.axes.index("head")]
            attention = step.name.removesuffix(ATTENTION)
            found |= {Head(attention, head): None for head in range(count)}
    return tuple(found)
