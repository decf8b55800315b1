"""A second implementation checks the first: each step of a trace recomputed with NumPy alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...operations.expression import Index, Source
from ...operations.operation import Array, Floats, Operation, computing_in
from ...support.localization import _
from ..derive import MISFITS
from ..limits import CELLS_OF_A_FILE, CELLS_OF_A_PART
from ..parameters import BFLOAT16, bfloat16
from ..step import Step
from ..trace import Trace, TraceError
from .parts import operands_of, part_of
from .rounding import MOST_THROUGH, share


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
        return Check(step, "unchecked", reason=_("unknown operation {operation!r}", operation=step.operation))
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
        recompute = _Recomputing(step, step.kind, inputs, part, str(trace.run.get("dtype", "")))
        expected = recompute()
    except MISFITS as error:
        return Check(step, "different", reason=_("its inputs do not fit the operation: {error}", error=error))
    return _compare(step, expected, recompute, (through or _Through(trace))(step))


@dataclass(frozen=True)
class _Recomputing:
    """Computes a step anew: in float64, or in the precision of its run, whose numbers end earlier."""

    step: Step
    kind: Operation
    inputs: Sequence[Array]
    part: Mapping[str, int]
    precision: str

    def __call__(self, inputs: Sequence[Array] | None = None) -> Array:
        with np.errstate(all="ignore"):  # ∞ − ∞ is NaN there as it was in the model
            whole = self.kind.reference(*(self.inputs if inputs is None else inputs), **self.step.settings)
        return part_of(whole, self.step.axes, self.part)

    def limited(self, inputs: Sequence[Array] | None = None) -> Array:
        """The same in the run's precision; for bfloat16 in float32, which adds it up and reaches as far."""
        with np.errstate(all="ignore"), computing_in(np.dtype(self.step.dtype).type):
            return self(inputs).astype(self.step.dtype)

    def overflowing(self, limited: Array) -> NDArray[np.bool_]:
        """The cells in which the run's precision comes to its limits, where a wider one does not.

        Which sums do depends on the order in which they are added, so that the largest are looked at, too: those of
        numbers of one sign.
        """
        sizes = [np.where(np.isfinite(x), np.abs(x), x) if x.dtype.kind == "f" else x for x in self.inputs]
        with computing_in(np.longdouble if self.step.dtype == "float64" else np.float64):
            wide, widest = self(), self(sizes)
        most = tolerance(self.step.dtype, wide)
        return np.asarray((_apart(limited, wide) > most) | np.isinf(_apart(self.limited(sizes), widest)))


def _misfit(step: Step, kind: Operation, inputs: list[Array], part: Mapping[str, int]) -> Check | None:
    """A shape that the inputs do not give, found before it is computed: a file may claim any size."""
    shape = kind.shape(*(array.shape for array in inputs), **step.settings)
    whole = zip(step.axes, step.shape, shape, strict=True)
    fits = len(shape) == len(step.shape) and all(axis in part or one == other for axis, one, other in whole)
    if fits and math.prod(shape) > CELLS_OF_A_FILE + CELLS_OF_A_PART * math.prod(step.shape):
        return Check(
            step,
            "unchecked",
            reason=_("it is a part of {cells:,} cells, which is too much", cells=math.prod(shape)),
        )
    return None if fits else _another_shape(step, shape)


def _another_shape(step: Step, expected: tuple[int, ...]) -> Check:
    reason = _(
        "shape {shape} is recorded, {expected} follows from the inputs",
        shape=list(step.shape),
        expected=list(expected),
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


def _compare(step: Step, expected: Array, recompute: _Recomputing, through: float) -> Check:
    """The recorded array beside the one expected; see `tolerance`."""
    recorded = step.values
    if recorded.shape != expected.shape:
        return _another_shape(step, expected.shape)
    mine, theirs = recorded.astype(np.float64), expected.astype(np.float64)
    gap = _apart(mine, theirs)
    if not gap.size or not gap.any():
        return Check(step, "same")
    precision = recompute.precision
    wrong = gap > tolerance(step.dtype, theirs, precision, through)
    if wrong.any() and recorded.dtype.kind == "f":
        limited = recompute.limited()
        rounded = bfloat16(limited) if precision == BFLOAT16 else limited
        right = _apart(mine, rounded) <= tolerance(step.dtype, rounded, precision, through)
        wrong &= ~((right | ~np.isfinite(mine)) & recompute.overflowing(limited))
        gap = np.where(wrong | np.isfinite(gap), gap, 0.0)  # ∞ where there is nothing wrong tells nothing
    worst = np.where(wrong, gap, -1.0) if wrong.any() else gap
    cell = tuple(int(i) for i in np.unravel_index(int(worst.argmax()), gap.shape))
    verdict = "different" if wrong.any() else "same"
    return Check(step, verdict, float(gap[cell]), cell, float(mine[cell]), float(theirs[cell]))


def _apart(mine: Array, theirs: Array) -> Floats:
    """|mine − theirs|; ∞ where one of them is NaN, or infinite alone."""
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.where(same, 0.0, np.abs(np.subtract(mine, theirs, dtype=np.float64)))
    return np.where(np.isnan(gap), np.inf, gap)  # NaN against a number, +∞ against −∞


def tolerance(dtype: str, expected: Array, precision: str = "", through: float = 1.0) -> Floats:
    """How far a right result may be off: rounding in its own precision, at the size of the largest number of its row.

    Args:
        dtype: of the recorded array.
        expected: what it is compared with.
        precision: of the run (`run["dtype"]`): numbers of a run in bfloat16 are recorded as float32.
        through: the largest number in what it was computed from and was not kept.
    """
    finite = np.where(np.isfinite(expected), np.abs(expected, dtype=np.float64), 0.0)
    rows = finite.max(axis=-1, keepdims=True, initial=1.0) if finite.ndim else np.maximum(finite, 1.0)
    return np.asarray(share(dtype, precision) * through * rows)


def _largest(array: Array) -> float:
    """The largest finite number in size."""
    if array.dtype.kind != "f":
        return float(np.abs(array.astype(np.float64)).max(initial=0.0))
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))
