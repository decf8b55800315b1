"""A second implementation checks the first: each step of a trace recomputed with NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..operations.expression import Index
from ..operations.operation import Array
from .step import Step
from .trace import Trace, TraceError

# What a reference or an explanation raises when a file's inputs or settings are not those of the operation.
MISFITS = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError)

# Rounding in sums of a few thousand terms stays well below this many units in the last place of the largest.
UNITS = 64


@dataclass(frozen=True)
class Check:
    """What came of recomputing one step.

    Attributes:
        verdict: "same", "different", or "unchecked" when something is not at hand (`reason` says what).
        difference: the largest difference found, at `cell`, where `recorded` stands and `expected` should.
    """

    step: Step
    verdict: str
    difference: float = 0.0
    cell: Index = ()
    recorded: float = 0.0
    expected: float = 0.0
    reason: str = ""


def verify(trace: Trace) -> Iterator[Check]:
    """Recomputes each step from its recorded inputs, in order."""
    for step in trace:
        yield check(trace, step)


def check(trace: Trace, step: Step) -> Check:
    """Recomputes one step from its recorded inputs with the operation's NumPy reference, in float64."""
    if step.kind is None:
        return Check(step, "unchecked", reason=f"unknown operation {step.operation!r}")
    try:
        operands = trace.operands(step)
    except TraceError as error:
        return Check(step, "unchecked", reason=str(error))
    try:
        with np.errstate(all="ignore"):  # ∞ − ∞ is NaN there as it was in the model
            expected = step.kind.reference(*(operand.values for operand in operands), **step.settings)
    except MISFITS as error:
        return Check(step, "different", reason=f"its inputs do not fit the operation: {error}")
    return compare(step, expected)


def compare(step: Step, expected: Array) -> Check:
    """The recorded array beside the one expected."""
    recorded = step.values
    if recorded.shape != expected.shape:
        reason = f"shape {list(recorded.shape)} is recorded, {list(expected.shape)} follows from the inputs"
        return Check(step, "different", reason=reason)
    mine, theirs = recorded.astype(np.float64), expected.astype(np.float64)
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        gap = np.where(same, 0.0, np.abs(mine - theirs))
    gap = np.where(np.isnan(gap), np.inf, gap)  # NaN against a number, +∞ against −∞
    if not gap.size or not gap.any():
        return Check(step, "same")
    cell = tuple(int(i) for i in np.unravel_index(int(gap.argmax()), gap.shape))
    verdict = "same" if gap[cell] <= tolerance(recorded, theirs) else "different"
    return Check(step, verdict, float(gap[cell]), cell, float(mine[cell]), float(theirs[cell]))


def tolerance(recorded: Array, expected: Array) -> float:
    """How far a right result may be off: rounding in its own precision, at the size of the largest number."""
    if recorded.dtype.kind != "f":
        return 0.0
    finite = np.abs(expected[np.isfinite(expected)])
    return UNITS * float(np.finfo(str(recorded.dtype)).eps) * max(1.0, float(finite.max(initial=0.0)))
