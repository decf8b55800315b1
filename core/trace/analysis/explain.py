"""Explain one number of a trace by its arithmetic; the inputs of a step, of which only a part may have been stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...operations.expression import Cell, Expression, Index, Operand, replace
from ...operations.operation import Shape
from ...support.localization import _
from ..derive import MISFITS
from ..part_names import axis_name
from ..step import Step
from ..trace import Trace, TraceError

NOTHING: Mapping[str, int] = {}
MOST_UNFOLDED = 4  # nested explanations; no model has two such operations in a row


@dataclass(frozen=True)
class Explanation:
    """How a recorded number was computed.

    Attributes:
        step, cell: which number.
        recorded: what the model computed, in its own precision.
        expression: the arithmetic, evaluated in float64; `expression.value` is what `recorded` should be.
    """

    step: Step
    cell: Index
    recorded: float
    expression: Expression


def check_cell(step: Step, cell: Index) -> None:
    """Raises TraceError unless the cell is inside the step's array."""
    axes = " × ".join(f"{axis_name(axis)} ({size})" for axis, size in zip(step.axes, step.shape, strict=True))
    if len(cell) != len(step.shape):
        raise TraceError(
            _(
                "{step} has {count} axes, {axes}: give an index for each, such as {example}",
                step=step,
                count=len(step.shape),
                axes=axes,
                example=",".join("0" for _axis in step.shape),
            )
        )
    for axis, size, place in zip(step.axes, step.shape, cell, strict=True):
        if not 0 <= place < size:
            raise TraceError(
                _(
                    "{axis} {place} is outside {step}, which is {axes}; count from 0 to {last}",
                    axis=axis_name(axis),
                    place=place,
                    step=step,
                    axes=axes,
                    last=size - 1,
                )
            )


def explain(trace: Trace, step: Step, cell: Index, unfolded: int = 0) -> Explanation:
    """The arithmetic behind one recorded number; its cells name the steps and parameters they came from.

    If an explanation would be too short to be useful (`Operation.unfolds`), its input cell is replaced by the
    explanation of that cell.

    Args:
        unfolded: how many explanations already contain this one.

    Raises:
        TraceError: the cell is outside the array, an input is missing, or the weights are not available.
    """
    check_cell(step, cell)
    if step.kind is None:
        raise TraceError(
            _(
                "{step} has the operation {operation!r}, which this version does not know",
                step=step,
                operation=step.operation,
            )
        )
    if step.kind.given:
        raise TraceError(
            _(
                "{step} was not computed ({origin}), so there is no arithmetic to show",
                step=step,
                origin=_(step.kind.given),
            )
        )
    operands, part = operands_of(trace, step)
    try:
        with np.errstate(all="ignore"):  # ∞ − ∞ is NaN here, as it was in the model
            expression = step.kind.explain(in_whole(cell, step, part), *operands, **step.settings)
            _value = expression.value  # computed only now; it may raise
    except MISFITS as error:
        raise TraceError(
            _("the inputs of {step} do not fit its operation: {error}", step=step, error=error)
        ) from None
    if step.kind.unfolds and unfolded < MOST_UNFOLDED:
        expression = replace(expression, lambda used: _explained(trace, used, unfolded + 1))
    return Explanation(step, cell, float(step.values[cell]), expression)


def _explained(trace: Trace, used: Cell, unfolded: int) -> Expression | None:
    if used.source.kind != "step":
        return None
    return explain(trace, trace[used.source], used.index, unfolded).expression


# ---------------------------------------------------------------------------------- the inputs of a step
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
    part = _(" and ").join(f"{axis_name(axis)} {place}" for axis, place in step.part.items())
    return TraceError(_("this trace has only {part} of the input {step}", part=part, step=step))


def in_whole(cell: Index, step: Step, part: Mapping[str, int]) -> Index:
    """The index of a part's cell in the whole array."""
    return tuple(part.get(axis, place) for axis, place in zip(step.axes, cell, strict=True))


def shape_mismatch(step: Step, expected: Shape, part: Mapping[str, int] = NOTHING) -> str:
    """Why a step's shape does not match the one that its inputs give, apart from its part; empty if it does."""
    sizes = zip(step.axes, step.shape, expected, strict=False)
    same = all(axis in part or recorded == size for axis, recorded, size in sizes)
    if same and len(expected) == len(step.shape):
        return ""
    return _(
        "the recorded shape is {shape}, but the inputs give {expected}",
        shape=list(step.shape),
        expected=list(expected),
    )
