"""How much of a trace is stored: every array, only those that cannot be recomputed, or only statistics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..operations.operation import Array
from .derive import inputs_available, with_derivations
from .statistics import measure
from .step import Step, no_values
from .trace import Trace


def drop_recomputable(trace: Trace) -> Trace:
    """The same trace without the arrays that are quick to recompute (`Operation.recomputable`).

    They are computed from their inputs when they are read. This assumes that they do follow from their inputs: run
    `verify` first on a trace that another program wrote.
    """
    steps = {step.source: step for step in trace}
    dropped = tuple(
        replace(step, derived=True)
        if _is_recomputable(step) and inputs_available(step, steps, trace.tokens)
        else step
        for step in trace
    )
    return replace(trace, steps=with_derivations(dropped, trace.tokens, str(trace.run.get("dtype", ""))))


def _is_recomputable(step: Step) -> bool:
    recomputable = step.kind is not None and step.kind.recomputable and not step.kind.given
    return recomputable and step.statistics is None and not step.part


def statistics_only(trace: Trace) -> Trace:
    """The same trace with the statistics of each array instead of the array."""
    return replace(trace, steps=tuple(_measured(step) for step in trace))


def _measured(step: Step) -> Step:
    if step.statistics is not None:
        return step
    return replace(step, statistics=measure(step.values), derived=False, load=no_values)


def bytes_of(trace: Trace) -> int:
    """The bytes of memory that a trace's stored arrays take once all of them have been read.

    Shared memory is counted once; derived steps and steps with only statistics take none.
    """
    return covered(_extent(step.values) for step in trace if not step.derived and step.statistics is None)


def covered(extents: Iterable[tuple[int, int]]) -> int:
    """The number of addresses in intervals, from the first address to the one after the last; each counted once."""
    total, reached = 0, 0
    for start, end in sorted(extents):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _extent(array: Array) -> tuple[int, int]:
    """The first address of an array and the address after its last byte."""
    start = array.__array_interface__["data"][0]
    if not array.size:
        return start, start
    lengths = [(size - 1) * stride for size, stride in zip(array.shape, array.strides, strict=True)]
    end = start + sum(max(length, 0) for length in lengths) + array.itemsize
    return start + sum(min(length, 0) for length in lengths), end
