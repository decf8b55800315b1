"""Check a trace with a second implementation: recompute each step with NumPy only."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...operations.expression import Index, Source
from ...operations.operation import Array, Floats, Operation, computing_in
from ...support.localization import _
from ..derive import CELLS_OF_A_FILE, CELLS_OF_A_PART, MISFITS
from ..parameters import BFLOAT16, bfloat16
from ..step import Step
from ..trace import Trace, TraceError
from .explain import operands_of, shape_mismatch
from .rounding import MOST_THROUGH, share


@dataclass(frozen=True)
class Check:
    """The result of recomputing one step.

    Attributes:
        verdict: "same", "different", or "unchecked" if it cannot be compared (`reason` says why): an input or the
            step's own values are missing, or no known operation computed it.
        difference: the largest difference, at `cell`, between `recorded` and `expected`.
        allowed: the difference that rounding explains at `cell`; see `tolerance`.
    """

    step: Step
    verdict: str
    difference: float = 0.0
    cell: Index = ()
    recorded: float = 0.0
    expected: float = 0.0
    reason: str = ""
    allowed: float = 0.0


def verify(trace: Trace) -> Iterator[Check]:
    """Recomputes each step from its recorded inputs, in order."""
    magnitudes = _Magnitudes(trace)
    for step in trace:
        yield check(trace, step, magnitudes)


def check(trace: Trace, step: Step, magnitudes: Callable[[Step], float] | None = None) -> Check:
    """Recomputes one step from its recorded inputs with the operation's NumPy reference, in float64.

    A step that is not stored (`Step.derived`) is not compared with itself. It is computed to check the next stored
    step that depends on it.

    Args:
        magnitudes: how large the numbers are in the derived steps before a step; `verify` reuses it for all steps.
    """
    if step.kind is None:
        return Check(step, "unchecked", reason=_("unknown operation {operation!r}", operation=step.operation))
    if step.kind.given:
        return Check(step, "unchecked", reason=_("{origin}, not computed", origin=_(step.kind.given)))
    if step.statistics is not None:
        return Check(step, "unchecked", reason=_("only its statistics were stored"))
    if step.derived:
        return Check(step, "unchecked", reason=_("not stored: it is computed from its inputs"))
    if trace.parameters is None and any(source.kind == "parameter" for source in step.inputs):
        needs = _(
            "the weights of model {model!r} are not available; specify them with --model",
            model=trace.model.name,
        )
        return Check(step, "unchecked", reason=needs)
    try:
        operands, part = operands_of(trace, step)
    except TraceError as error:
        return Check(step, "unchecked", reason=str(error))
    inputs = [operand.values for operand in operands]
    _values = step.values  # raises before anything is computed: a file may declare any size
    try:
        if misfit := _misfit(step, step.kind, inputs, part):
            return misfit
        recompute = _Recomputing(step, step.kind, inputs, part, str(trace.run.get("dtype", "")))
        expected = recompute()
    except MISFITS as error:
        return Check(step, "different", reason=_("its inputs do not fit its operation: {error}", error=error))
    return _compare(step, expected, recompute, (magnitudes or _Magnitudes(trace))(step))


@dataclass(frozen=True)
class _Recomputing:
    """Recomputes a step, in float64 or with the limits of its run's precision."""

    step: Step
    kind: Operation
    inputs: Sequence[Array]
    part: Mapping[str, int]
    precision: str

    def __call__(self, inputs: Sequence[Array] | None = None) -> Array:
        with np.errstate(all="ignore"):  # ∞ − ∞ is NaN here, as it was in the model
            whole = self.kind.reference(*(self.inputs if inputs is None else inputs), **self.step.settings)
        return _part_of(whole, self.step.axes, self.part)

    def limited(self, inputs: Sequence[Array] | None = None) -> Array:
        """The result in the run's precision; for bfloat16 in float32, which has the same range."""
        with np.errstate(all="ignore"), computing_in(np.dtype(self.step.dtype).type):
            return self(inputs).astype(self.step.dtype)

    def overflowing(self, limited: Array) -> NDArray[np.bool_]:
        """The cells that overflow in the run's precision but not in a wider one.

        Whether a sum overflows depends on the order of its terms, so the sum of the absolute values is checked too.
        """
        sizes = [np.where(np.isfinite(x), np.abs(x), x) if x.dtype.kind == "f" else x for x in self.inputs]
        with computing_in(np.longdouble if self.step.dtype == "float64" else np.float64):
            wide, widest = self(), self(sizes)
        most = tolerance(self.step.dtype, wide)
        return np.asarray((_apart(limited, wide) > most) | np.isinf(_apart(self.limited(sizes), widest)))


def _misfit(step: Step, kind: Operation, inputs: list[Array], part: Mapping[str, int]) -> Check | None:
    """The result if the inputs give another shape, or one that is too large to compute; otherwise None."""
    shape = kind.shape(*(array.shape for array in inputs), **step.settings)
    if mismatch := shape_mismatch(step, shape, part):
        return Check(step, "different", reason=mismatch)
    cells = math.prod(shape)
    if cells > CELLS_OF_A_FILE + CELLS_OF_A_PART * math.prod(step.shape):
        too_large = _("it is part of an array of {cells:,} cells, too many to compute", cells=cells)
        return Check(step, "unchecked", reason=too_large)
    return None


class _Magnitudes:
    """The largest number in the derived steps between a step and its stored inputs, from 1 to MOST_THROUGH.

    The model rounded these steps differently, in proportion to their size. The upper limit prevents a mask of −1e9 from
    allowing any difference.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._known: dict[Source, float] = {}

    def __call__(self, step: Step) -> float:
        waiting = [step]
        while waiting:
            missing = [
                given for given in self._derived_inputs(waiting[-1]) if given.source not in self._known
            ]
            if missing:
                waiting += missing
            elif (given := waiting.pop()) is not step and given.source not in self._known:
                self._known[given.source] = max(self._before(given), _largest(given.values))
        return min(self._before(step), MOST_THROUGH)

    def _derived_inputs(self, step: Step) -> list[Step]:
        found = [self._trace[source] for source in step.inputs if source in self._trace]
        return [given for given in found if given.derived]

    def _before(self, step: Step) -> float:
        return max([1.0, *(self._known[given.source] for given in self._derived_inputs(step))])


def _compare(step: Step, expected: Array, recompute: _Recomputing, magnitude: float) -> Check:
    """Compares the recorded array with the expected one; see `tolerance`."""
    recorded = step.values
    if mismatch := shape_mismatch(step, expected.shape):
        return Check(step, "different", reason=mismatch)
    mine, theirs = recorded.astype(np.float64), expected.astype(np.float64)
    gap = _apart(mine, theirs)
    if not gap.size or not gap.any():
        return Check(step, "same")
    precision = recompute.precision
    allowed = np.broadcast_to(tolerance(step.dtype, theirs, precision, magnitude), gap.shape)
    wrong = gap > allowed
    if wrong.any() and recorded.dtype.kind == "f":
        limited = recompute.limited()
        rounded = bfloat16(limited) if precision == BFLOAT16 else limited
        right = _apart(mine, rounded) <= tolerance(step.dtype, rounded, precision, magnitude)
        wrong &= ~((right | ~np.isfinite(mine)) & recompute.overflowing(limited))
        gap = np.where(wrong | np.isfinite(gap), gap, 0.0)  # an allowed ∞ is not a difference
    worst = np.where(wrong, gap, -1.0) if wrong.any() else gap
    cell = tuple(int(i) for i in np.unravel_index(int(worst.argmax()), gap.shape))
    verdict = "different" if wrong.any() else "same"
    numbers = float(mine[cell]), float(theirs[cell])
    return Check(step, verdict, float(gap[cell]), cell, *numbers, allowed=float(allowed[cell]))


def _apart(mine: Array, theirs: Array) -> Floats:
    """|mine − theirs|; ∞ where only one of them is NaN or infinite."""
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.where(same, 0.0, np.abs(np.subtract(mine, theirs, dtype=np.float64)))
    return np.where(np.isnan(gap), np.inf, gap)  # NaN against a number, +∞ against −∞


def tolerance(dtype: str, expected: Array, precision: str = "", magnitude: float = 1.0) -> Floats:
    """The allowed difference: rounding in the step's precision, relative to the largest number of each row.

    Args:
        dtype: of the recorded array.
        expected: the array it is compared with.
        precision: of the run (`run["dtype"]`); the numbers of a bfloat16 run are recorded as float32.
        magnitude: the largest number in the derived steps that the array was computed from.
    """
    finite = np.where(np.isfinite(expected), np.abs(expected, dtype=np.float64), 0.0)
    rows = finite.max(axis=-1, keepdims=True, initial=1.0) if finite.ndim else np.maximum(finite, 1.0)
    return np.asarray(share(dtype, precision) * magnitude * rows)


def _largest(array: Array) -> float:
    """The largest absolute value among the finite numbers."""
    if array.dtype.kind != "f":
        return float(np.abs(array.astype(np.float64)).max(initial=0.0))
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))


def _part_of(array: Array, axes: tuple[str, ...], part: Mapping[str, int]) -> Array:
    """The part of an array, with all its axes; IndexError if it has no such part."""
    for axis, place in part.items():
        number = axes.index(axis)
        if number >= array.ndim or place >= array.shape[number]:
            raise IndexError(_("there is no {axis} {place}", axis=axis, place=place))
        array = array.take([place], axis=number)
    return array
