"""The differences that rounding can cause: within one step, and accumulated over several steps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...operations.expression import Source
from ...operations.operation import Array
from ..parameters import BFLOAT16
from ..statistics import NUMBERS, Statistics
from ..step import Step

# Rounding in sums of a few thousand terms stays well below this many units in the last place of the largest number.
UNITS = 64
# In bfloat16, torch accumulates in float32 and rounds once or twice.
UNITS_OF_BFLOAT16 = 4
EPSILON_OF_BFLOAT16 = 2.0**-7
# A larger score determines a softmax completely, so its rounding has no effect.
MOST_THROUGH = 1024.0
# Two machines with the same precision differ less from each other than from the exact result: by this part of `share`.
BETWEEN_MACHINES = 0.25
STEPS = 32  # this many steps in a row double the allowance


def share(dtype: str, precision: str = "") -> float:
    """The difference that rounding in one step can cause, as a share of its largest number.

    Args:
        dtype: of the recorded array; only floating-point numbers are rounded.
        precision: of the run (`run["dtype"]`); the numbers of a bfloat16 run are recorded as float32.
    """
    if np.dtype(dtype).kind != "f":
        return 0.0
    if precision == BFLOAT16:
        return UNITS_OF_BFLOAT16 * EPSILON_OF_BFLOAT16
    return UNITS * float(np.finfo(dtype).eps)


class Rounding:
    """The differences between two runs that rounding can explain, for example on two processors.

    A step rounds its own numbers and passes on the rounding errors of its inputs. So the allowance grows with the
    number of steps, and where small numbers are computed from large ones, such as attention weights from scores. It is
    relative to the size of the step's numbers, except those beyond MOST_THROUGH: a mask of −1e9 must not excuse other
    changes.

    Call the methods for the steps in order; a step with unknown inputs is treated as the first.

    Args:
        runs: the `run` of both traces.
    """

    def __init__(self, *runs: Mapping[str, Any]) -> None:
        self._precisions = [str(run.get("dtype", "")) for run in runs]
        # For each step, the weighted number of steps up to it, and its largest number.
        self._seen: dict[Source, tuple[float, float]] = {}

    def of_values(self, steps: Sequence[Step], arrays: Sequence[Array]) -> Array | float:
        """The allowed difference for each cell of a step, given its array in each run."""
        allowed, largest = self._allowed(steps, max(map(_largest, arrays)))
        if not allowed or len({array.shape for array in arrays}) > 1:
            return allowed * largest
        sizes = np.full(arrays[0].shape, largest)
        for array in arrays:
            finite = np.isfinite(array)
            own = np.abs(np.where(finite, array, 0), dtype=np.float64)
            sizes = np.where(finite, np.maximum(sizes, own), 0)
        return np.asarray(allowed * sizes)

    def of_statistics(self, steps: Sequence[Step], found: Sequence[Statistics]) -> Mapping[str, float]:
        """The allowed difference for each statistic of a step of which only statistics were stored."""
        numbers = [abs(n) for each in found for n in (each.min, each.max) if n is not None]
        allowed, largest = self._allowed(steps, min(max(numbers, default=0.0), MOST_THROUGH))
        each = allowed * max([largest, *numbers])
        return {
            name: each * (math.sqrt(math.prod(steps[0].shape)) if name == "norm" else 1) for name in NUMBERS
        }

    @property
    def of_the_end(self) -> float:
        """The allowed difference after all steps, as a share of a number, or of 1 for smaller numbers."""
        weight = max((weight for weight, _largest in self._seen.values()), default=0.0)
        return self._share("float64" if set(self._precisions) == {"float64"} else "float32", weight)

    def _allowed(self, steps: Sequence[Step], largest: float) -> tuple[float, float]:
        """The allowed share and the number it refers to; remembered for the steps that depend on this one."""
        inputs = [self._seen[source] for step in steps for source in step.inputs if source in self._seen]
        before = max((weight for weight, _size in inputs), default=0.0)
        size = max((size for _weight, size in inputs), default=0.0)
        if largest:  # zeros are not rounded
            largest = max(largest, size / MOST_THROUGH)  # large numbers may have canceled out
            before += max(1.0, size / largest)
        for step in steps:
            self._seen[step.source] = before, largest
        return max(self._share(step.dtype, before) for step in steps), largest

    def _share(self, dtype: str, weight: float) -> float:
        single = BETWEEN_MACHINES * max(share(dtype, precision) for precision in self._precisions)
        return single * (1 + weight / STEPS)


def _largest(array: Array) -> float:
    """The largest absolute value up to MOST_THROUGH; 0 for an array that is not rounded."""
    if array.dtype.kind != "f" or not array.size:
        return 0.0
    with np.errstate(all="ignore"):
        largest = max(-float(array.min()), float(array.max()))
        if not largest <= MOST_THROUGH:  # or NaN
            sizes = np.abs(array)
            largest = float(sizes[sizes <= MOST_THROUGH].max(initial=0.0))
    return largest
