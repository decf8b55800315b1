"""All kinds of interventions."""

from __future__ import annotations

from .checks import InterventionError
from .intervention import INFINITIES, Intervention
from .kinds_of_changes import Allow, Forbid, KeepHead, Parameter, Patch, Set, Shuffle, Silence
from .kinds_of_parts import Dropout, Fill, MaskAfterSoftmax, NoCausalMask, NoPositions, NoScaling, PreNorm

__all__ = [
    "INFINITIES",
    "KINDS",
    "Allow",
    "Dropout",
    "Fill",
    "Forbid",
    "Intervention",
    "InterventionError",
    "KeepHead",
    "MaskAfterSoftmax",
    "NoCausalMask",
    "NoPositions",
    "NoScaling",
    "Parameter",
    "Patch",
    "PreNorm",
    "Set",
    "Shuffle",
    "Silence",
]

KINDS: dict[str, type[Intervention]] = {
    each.kind: each
    for each in (
        NoPositions, NoScaling, NoCausalMask, Fill, MaskAfterSoftmax, PreNorm, Dropout,
        Silence, KeepHead, Allow, Forbid, Set, Patch, Shuffle, Parameter,
    )
}  # fmt: skip
