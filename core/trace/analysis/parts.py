"""Steps of which only one head was stored, with inputs of which all heads or the same head were stored."""

from __future__ import annotations

from collections.abc import Mapping

from ...operations.expression import Index, Operand
from ...operations.operation import Array, Shape
from ...support.localization import _
from ..error import TraceError
from ..step import Step
from ..trace import Trace

NOTHING: Mapping[str, int] = {}


def operands_of(trace: Trace, step: Step) -> tuple[tuple[Operand, ...], Mapping[str, int]]:
    """A step's inputs, and which part of the output computed from them the step is: {"head": 2}, or {} for all.

    Raises TraceError if an input, or the necessary part of it, is not available.
    """
    given = [trace[s] for s in step.inputs if s.kind == "step" and s in trace]
    for each in given:
        if any(step.part.get(axis) != place for axis, place in each.part.items()):
            raise _only_part(each)
    parts = [each for each in given if each.part]
    mixed = any(axis in each.axes and axis not in each.part for each in given for axis in step.part)
    if parts and (mixed or step.kind is None or not step.kind.head_by_head):
        raise _only_part(parts[0])
    return trace.operands(step), {} if parts else step.part


def _only_part(step: Step) -> TraceError:
    part = " and ".join(f"{axis} {place}" for axis, place in step.part.items())
    return TraceError(_("this trace has only {part} of its input {step}", part=part, step=step))


def part_of(array: Array, axes: tuple[str, ...], part: Mapping[str, int]) -> Array:
    """The part of an array, with all its axes; IndexError if it has no such part."""
    for axis, place in part.items():
        number = axes.index(axis)
        if number >= array.ndim or place >= array.shape[number]:
            raise IndexError(_("there is no {axis} {place}", axis=axis, place=place))
        array = array.take([place], axis=number)
    return array


def in_whole(cell: Index, step: Step, part: Mapping[str, int]) -> Index:
    """The index in the whole array of a cell in a part."""
    return tuple(part.get(axis, place) for axis, place in zip(step.axes, cell, strict=True))


def shape_mismatch(step: Step, expected: Shape, part: Mapping[str, int] = NOTHING) -> str:
    """The reason why a step cannot have the shape that its inputs give, apart from its part; empty if it can."""
    sizes = zip(step.axes, step.shape, expected, strict=False)
    same = all(axis in part or recorded == size for axis, recorded, size in sizes)
    if same and len(expected) == len(step.shape):
        return ""
    return _(
        "shape {shape} is recorded, but the inputs give {expected}",
        shape=list(step.shape),
        expected=list(expected),
    )
