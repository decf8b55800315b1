"""Explain one number of a trace by its arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...operations.expression import Cell, Expression, Index, replace
from ...support.localization import _
from ..derive import MISFITS
from ..step import Step
from ..trace import Trace, TraceError
from .parts import in_whole, operands_of

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
    axes = " × ".join(f"{axis} ({size})" for axis, size in zip(step.axes, step.shape, strict=True))
    if len(cell) != len(step.shape):
        raise TraceError(
            _(
                "{step} has {count} axes, {axes}: give a number for each, such as {example}",
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
                    axis=axis,
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
                "{step} is a {operation!r}, an operation that this version does not know",
                step=step,
                operation=step.operation,
            )
        )
    if step.kind.given:
        raise TraceError(_("{step} was taken from another run, so there is no arithmetic to show", step=step))
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
