"""How far rounding may move numbers: within one step, and over the steps that a number has come through."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...operations.expression import Source
from ...operations.operation import Array
from ..parameters import BFLOAT16
from ..statistics import Statistics
from ..step import Step
from .gap import STATISTICS

# Rounding in sums of a few thousand terms stays well below this many units in the last place of the largest.
UNITS = 64
# What torch computes in bfloat16 it adds up in float32 and rounds once or twice.
UNITS_OF_BFLOAT16 = 4
EPSILON_OF_BFLOAT16 = 2.0**-7
# A score beyond this decides a softmax by itself, and how it was rounded does not show any more.
MOST_THROUGH = 1024.0
# Two machines that compute in the same precision are nearer to each other than to the exact result: a part of `share`.
BETWEEN_MACHINES = 0.25
STEPS = 32  # so many steps on the way add as much again


def share(dtype: str, precision: str = "") -> float:
    """What rounding in one step may change, as a share of its largest number.

    Args:
        dtype: of the recorded array; what is not a floating-point number is not rounded.
        precision: of the run (`run["dtype"]`): numbers of a run in bfloat16 are recorded as float32.
    """
    if np.dtype(dtype).kind != "f":
        return 0.0
    if precision == BFLOAT16:
        return UNITS_OF_BFLOAT16 * EPSILON_OF_BFLOAT16
    return UNITS * float(np.finfo(dtype).eps)


class Rounding:
    """What rounding alone may put between the numbers of two runs, for example on two processors.

    A step rounds its own numbers, and passes on the rounding of those it was computed from. So the allowance grows
    with the number of steps on the way, and where small numbers come of large ones: with weights of attention, whose
    error is that of their scores. It is relative to the size of the step's numbers, those beyond MOST_THROUGH
    excepted: a mask of −1e9 must not excuse a change elsewhere.

    Call it for the steps in order; a step whose inputs were not seen is taken for the first.

    Args:
        runs: `run` of both traces.
    """

    def __init__(self, *runs: Mapping[str, Any]) -> None:
        self._precisions = [str(run.get("dtype", "")) for run in runs]
        self._seen: dict[
            Source, tuple[float, float]
        ] = {}  # steps on the way to a step, weighed, and its largest number

    def of_values(self, steps: Sequence[Step], arrays: Sequence[Array]) -> Array | float:
        """For each cell of a step, whose array in either run is given, how far apart rounding may put the two."""
        allowed, largest = self._allowed(steps, max(map(_largest, arrays)))
        if not allowed or len({array.shape for array in arrays}) > 1:
            return allowed * largest
        sizes = np.full(arrays[0].shape, largest)
        for array in arrays:
            finite = np.isfinite(array)
            sizes = np.where(
                finite, np.maximum(sizes, np.abs(np.where(finite, array, 0), dtype=np.float64)), 0
            )
        return np.asarray(allowed * sizes)

    def of_statistics(self, steps: Sequence[Step], found: Sequence[Statistics]) -> Mapping[str, float]:
        """The same for each statistic of a step of which only those were kept."""
        numbers = [abs(n) for each in found for n in (each.min, each.max) if n is not None]
        allowed, largest = self._allowed(steps, min(max(numbers, default=0.0), MOST_THROUGH))
        each = allowed * max([largest, *numbers])
        return {
            name: each * (math.sqrt(math.prod(steps[0].shape)) if name == "norm" else 1)
            for name in STATISTICS
        }

    @property
    def of_the_end(self) -> float:
        """What it may change in what comes of all steps, as a share of the number, or of 1 where that is smaller."""
        weight = max((weight for weight, _largest in self._seen.values()), default=0.0)
        return self._share("float64" if set(self._precisions) == {"float64"} else "float32", weight)

    def _allowed(self, steps: Sequence[Step], largest: float) -> tuple[float, float]:
        """The share that is allowed, and of which number; kept for the steps that are computed from these."""
        inputs = [self._seen[source] for step in steps for source in step.inputs if source in self._seen]
        before = max((weight for weight, _size in inputs), default=0.0)
        size = max((size for _weight, size in inputs), default=0.0)
        if largest:  # of what is 0 everywhere nothing was rounded
            largest = max(largest, size / MOST_THROUGH)  # what is left of large numbers that cancel out
            before += max(1.0, size / largest)
        for step in steps:
            self._seen[step.source] = before, largest
        return max(self._share(step.dtype, before) for step in steps), largest

    def _share(self, dtype: str, weight: float) -> float:
        one = BETWEEN_MACHINES * max(share(dtype, precision) for precision in self._precisions)
        return one * (1 + weight / STEPS)


def _largest(array: Array) -> float:
    """The largest number in size, of those up to MOST_THROUGH; 0 where no number is rounded."""
    if array.dtype.kind != "f" or not array.size:
        return 0.0
    with np.errstate(all="ignore"):
        largest = max(-float(array.min()), float(array.max()))
        if not largest <= MOST_THROUGH:  # or NaN
            sizes = np.abs(array)
            largest = float(sizes[sizes <= MOST_THROUGH].max(initial=0.0))
    return largest
