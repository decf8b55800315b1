"""How much of a trace is kept: every array, those that do not follow from others, or statistics alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..operations.operation import Array
from .derive import inputs_there, with_derivations
from .statistics import measure
from .step import Step, nothing_kept
from .trace import Trace


def lean(trace: Trace) -> Trace:
    """The same trace without the arrays that follow quickly from others (`Operation.cheap`).

    They are computed from their inputs when somebody looks. That they do follow is taken for granted: where a trace is
    not its own program's, `verify` it first.
    """
    there = {step.source: step for step in trace}
    steps = tuple(
        replace(step, derived=True) if _may_go(step) and inputs_there(step, there, trace.tokens) else step
        for step in trace
    )
    dtype = str(trace.run.get("dtype", ""))
    return replace(trace, steps=with_derivations(steps, trace.tokens, dtype))


def _may_go(step: Step) -> bool:
    cheap = step.kind is not None and step.kind.cheap and not getattr(step.kind, "given", False)
    return cheap and step.statistics is None and not step.part


def statistics_only(trace: Trace) -> Trace:
    """The same trace with each array's statistics in its place."""
    return replace(trace, steps=tuple(_measured(step) for step in trace))


def _measured(step: Step) -> Step:
    if step.statistics is not None:
        return step
    return replace(step, statistics=measure(step.values), derived=False, load=nothing_kept)


def bytes_of(trace: Trace) -> int:
    """The bytes of memory that a trace's arrays take, all of them looked at.

    Memory that several share is counted once; what is derived or only measured takes none.
    """
    held = [step.values for step in trace if not step.derived and step.statistics is None]
    total, reached = 0, 0
    for start, end in sorted(_extent(array) for array in held):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _extent(array: Array) -> tuple[int, int]:
    """The addresses between which an array lies."""
    start = array.__array_interface__["data"][0]
    if not array.size:
        return start, start
    below, above = (sum(part) for part in zip(*_reach(array), strict=True)) if array.ndim else (0, 0)
    return start + below, start + above + array.itemsize


def _reach(array: Array) -> Iterator[tuple[int, int]]:
    """How far along each axis an array reaches from its first number, backwards and forwards."""
    for size, stride in zip(array.shape, array.strides, strict=True):
        way = (size - 1) * stride
        yield min(way, 0), max(way, 0)
