"""A second implementation checks the first: each step of a trace recomputed with NumPy alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..language import _
from ..operations.expression import Index, Source
from ..operations.operation import Array, Operation
from .derive import MISFITS
from .limits import CELLS_OF_A_FILE, CELLS_OF_A_PART
from .parts import operands_of, part_of
from .rounding import MOST_THROUGH, share
from .step import Step
from .trace import Trace, TraceError


@dataclass(frozen=True)
class Check:
    """What came of recomputing one step.

    Attributes:
        verdict: "same", "different", or "unchecked" when there is nothing to compare (`reason` says why): an input
            is not at hand, the step's own numbers are not, or it was not computed by an operation.
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
    through = _Through(trace)
    for step in trace:
        yield check(trace, step, through)


def check(trace: Trace, step: Step, through: Callable[[Step], float] | None = None) -> Check:
    """Recomputes one step from its recorded inputs with the operation's NumPy reference, in float64.

    A step that was not kept (`Step.derived`) is not compared with itself; the next one that was kept and reads it is
    checked through it.

    Args:
        through: what `verify` knows already of the steps that were not kept.
    """
    if step.kind is None:
        return Check(
            step, "unchecked", reason=_("unknown operation {operation!r}").format(operation=step.operation)
        )
    if getattr(step.kind, "given", False):
        return Check(step, "unchecked", reason=_("given, not computed"))
    if step.statistics is not None:
        return Check(step, "unchecked", reason=_("only its statistics were kept"))
    if step.derived:
        return Check(step, "unchecked", reason=_("not kept: it is computed from its inputs"))
    try:
        operands, part = operands_of(trace, step)
    except TraceError as error:
        return Check(step, "unchecked", reason=str(error))
    inputs = [operand.values for operand in operands]
    _values = step.values  # which is there, or else nothing is computed: a file may claim any size
    try:
        if misfit := _misfit(step, step.kind, inputs, part):
            return misfit
        with np.errstate(all="ignore"):  # ∞ − ∞ is NaN there as it was in the model
            expected = step.kind.reference(*inputs, **step.settings)
        expected = part_of(expected, step.axes, part)
    except MISFITS as error:
        return Check(
            step, "different", reason=_("its inputs do not fit the operation: {error}").format(error=error)
        )
    return compare(step, expected, str(trace.run.get("dtype", "")), (through or _Through(trace))(step))


def _misfit(step: Step, kind: Operation, inputs: list[Array], part: Mapping[str, int]) -> Check | None:
    """A shape that the inputs do not give, found before it is computed: a file may claim any size."""
    shape = kind.shape(*(array.shape for array in inputs), **step.settings)
    whole = zip(step.axes, step.shape, shape, strict=True)
    fits = len(shape) == len(step.shape) and all(axis in part or one == other for axis, one, other in whole)
    if fits and math.prod(shape) > CELLS_OF_A_FILE + CELLS_OF_A_PART * math.prod(step.shape):
        return Check(
            step,
            "unchecked",
            reason=_("it is a part of {cells:,} cells, which is too much").format(cells=math.prod(shape)),
        )
    return None if fits else _another_shape(step, shape)


def _another_shape(step: Step, expected: tuple[int, ...]) -> Check:
    reason = _("shape {shape} is recorded, {expected} follows from the inputs").format(
        shape=list(step.shape), expected=list(expected)
    )
    return Check(step, "different", reason=reason)


class _Through:
    """How large the numbers are in the steps that were not kept and lie between a step and what was: 1 at least, and
    MOST_THROUGH at most, lest a mask of −1e9 allows everything.

    Their rounding was another in the model than it is here, by units of their own size.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._known: dict[Source, float] = {}

    def __call__(self, step: Step) -> float:
        waiting = [step]
        while waiting:
            missing = [giver for giver in self._givers(waiting[-1]) if giver.source not in self._known]
            if missing:
                waiting += missing
            elif (giver := waiting.pop()) is not step and giver.source not in self._known:
                self._known[giver.source] = max(self._before(giver), _largest(giver.values))
        return min(self._before(step), MOST_THROUGH)

    def _givers(self, step: Step) -> list[Step]:
        found = [self._trace[source] for source in step.inputs if source in self._trace]
        return [giver for giver in found if giver.derived]

    def _before(self, step: Step) -> float:
        return max([1.0, *(self._known[giver.source] for giver in self._givers(step))])


def compare(step: Step, expected: Array, precision: str = "", through: float = 1.0) -> Check:
    """The recorded array beside the one expected; see `tolerance`."""
    recorded = step.values
    if recorded.shape != expected.shape:
        return _another_shape(step, expected.shape)
    mine, theirs = recorded.astype(np.float64), expected.astype(np.float64)
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        gap = np.where(same, 0.0, np.abs(mine - theirs))
    gap = np.where(np.isnan(gap), np.inf, gap)  # NaN against a number, +∞ against −∞
    if not gap.size or not gap.any():
        return Check(step, "same")
    cell = tuple(int(i) for i in np.unravel_index(int(gap.argmax()), gap.shape))
    verdict = "same" if gap[cell] <= tolerance(step.dtype, theirs, precision, through) else "different"
    return Check(step, verdict, float(gap[cell]), cell, float(mine[cell]), float(theirs[cell]))


def tolerance(dtype: str, expected: Array, precision: str = "", through: float = 1.0) -> float:
    """How far a right result may be off: rounding in its own precision, at the size of the largest number.

    Args:
        dtype: of the recorded array.
        expected: what it is compared with.
        precision: of the run (`run["dtype"]`): numbers of a run in bfloat16 are recorded as float32.
        through: the largest number in what it was computed from and was not kept.
    """
    return share(dtype, precision) * through * max(1.0, _largest(expected))


def _largest(array: Array) -> float:
    """The largest finite number in size."""
    if array.dtype.kind != "f":
        return float(np.abs(array.astype(np.float64)).max(initial=0.0))
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))
