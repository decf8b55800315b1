"""One array in two runs, and their difference, ready to be drawn with one cursor. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ....core.operations.expression import Index
from ....core.operations.operation import Array
from ....core.trace import Step
from ...ui.colors.scales import Scale, diverging, scale_for
from ...ui.numbers import Summary
from ...ui.tensor_view import TensorView
from ...ui.text import safe


@dataclass(frozen=True, eq=False)
class RunPair:
    """One step in two runs, and b − a; None for what there is not."""

    a: TensorView | None
    b: TensorView | None
    difference: TensorView | None

    @property
    def first(self) -> TensorView:
        """One that is there."""
        first = self.b or self.a
        assert first is not None
        return first

    def scale(self, dark: bool) -> Scale:
        """One for both runs, so that the same colour is the same number."""
        summaries = [each.summary for each in (self.a, self.b) if each is not None]
        return scale_for(_together(summaries), self.first.values.dtype.kind, dark)


def _together(summaries: Sequence[Summary]) -> Summary:
    finite = [each for each in summaries if each.finite] or summaries
    return replace(finite[0], low=min(each.low for each in finite), high=max(each.high for each in finite))


def difference_scale(difference: TensorView, dark: bool) -> Scale:
    """Zero in the middle, whichever signs there are."""
    found = difference.summary
    end = max(abs(found.low), abs(found.high)) or 1.0
    return Scale(True, -end, end, diverging(dark))


def subtracted(b: Array, a: Array) -> Array:
    """b − a; 0 where both are the same, also where they are both −∞ or both NaN."""
    if a.dtype.kind in "biu" and b.dtype.kind in "biu":
        return np.asarray(b.astype(np.int64) - a.astype(np.int64))
    with np.errstate(invalid="ignore", over="ignore"):
        found = b.astype(np.float64) - a.astype(np.float64)
        found[(b == a) | ((b != b) & (a != a))] = 0.0
    return np.asarray(found)


def formula_of(step: Step | None) -> str:
    """What a step is computed by, on one line; empty where there is none."""
    if step is None:
        return ""
    return step.kind.formula.linear() if step.kind else safe(step.formula)


def grid_title(what: str, shown: TensorView, cell: Index) -> str:
    """Which run a grid shows, and of which head."""
    return " · ".join([what, *(shown.where(axis, cell[axis]) for axis in range(len(shown.axes) - 2))])
