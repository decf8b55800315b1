"""A step of which one head was kept, beside inputs of which all or the same one were."""

from __future__ import annotations

from collections.abc import Mapping

from ...operations.expression import Index, Operand
from ...operations.operation import Array
from ...support.localization import _
from ..error import TraceError
from ..step import Step
from ..trace import Trace


def operands_of(trace: Trace, step: Step) -> tuple[tuple[Operand, ...], Mapping[str, int]]:
    """A step's inputs, and which part of what they give the step is: {"head": 2}, or {} where it is all of it.

    Raises:
        TraceError: an input is not at hand, or not the part of it that is needed.
    """
    givers = [trace[s] for s in step.inputs if s.kind == "step" and s in trace]
    for giver in givers:
        _refuse_another_part(step, giver)
    alike = [giver for giver in givers if giver.part]
    mixed = any(axis in giver.axes and axis not in giver.part for giver in givers for axis in step.part)
    if alike and (mixed or step.kind is None or not step.kind.head_by_head):
        raise TraceError(_only(alike[0]))
    return trace.operands(step), {} if alike else step.part


def _refuse_another_part(step: Step, giver: Step) -> None:
    if any(step.part.get(axis) != place for axis, place in giver.part.items()):
        raise TraceError(_only(giver))


def _only(giver: Step) -> str:
    there = " and ".join(f"{axis} {place}" for axis, place in giver.part.items())
    return _("of its input {step} only {there} is there", step=giver, there=there)


def part_of(array: Array, axes: tuple[str, ...], part: Mapping[str, int]) -> Array:
    """The part of an array, its axes kept.

    Raises:
        IndexError: the array has no such place.
    """
    for axis, place in part.items():
        number = axes.index(axis)
        if number >= array.ndim or place >= array.shape[number]:
            raise IndexError(_("there is no {axis} {place}", axis=axis, place=place))
        array = array.take([place], axis=number)
    return array


def in_whole(cell: Index, step: Step, part: Mapping[str, int]) -> Index:
    """Where a cell of a part stands in the whole."""
    return tuple(part.get(axis, place) for axis, place in zip(step.axes, cell, strict=True))
