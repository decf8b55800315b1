"""The heads of a trace that interventions can be applied to."""

from __future__ import annotations

from typing import NamedTuple

from ...core.trace import Trace

ATTENTION = ".weights"  # ends the name of an attention's step in which its heads are an axis


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
