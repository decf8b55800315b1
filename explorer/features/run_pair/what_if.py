"""Two runs of one sentence, one changed: what each predicts, which steps differ, and by how much. No Textual."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ....core.interventions import Intervention
from ....core.operations.expression import Index, Source
from ....core.trace import Diff, Step, StepDiff, Trace, diff, sides
from ....core.trace.analysis.gap import Gap, between
from ....core.trace.labels import Side
from ....core.trace.trace import OUTPUT
from ...ui.tensor_view import TensorView, shown
from ...ui.walk import path
from .run_pair import RunPair, subtracted

CHANGED = ".changed"  # how the name of a step ends that is another step with something changed in it
Sides = Mapping[Source, Mapping[str, Side]]


# -------------------------------------------------------------------------- what is predicted


@dataclass(frozen=True)
class Prediction:
    """What comes after a target token, in both runs: the most probable token and its probability.

    Attributes:
        after: the token that was read, in the normal run.
        kept: what the changed run still gives the normal run's token; None without a changed run.
    """

    after: str
    normal: tuple[str, float]
    changed: tuple[str, float] | None = None
    kept: float | None = None

    @property
    def other(self) -> bool:
        """Whether the changed run prefers another token."""
        return self.changed is not None and self.changed[0] != self.normal[0]


def predictions(normal: Trace, changed: Trace | None = None) -> tuple[Prediction, ...]:
    """One for each target position; none where the normal run does not tell."""
    before, after = _probabilities(normal), None if changed is None else _probabilities(changed)
    if before is None or (changed is not None and (after is None or after.shape != before.shape)):
        return ()
    words, read = normal.vocabulary, normal.tokens["target"]
    found = []
    for place, token in enumerate(read):
        best = int(before[place].argmax())
        one = Prediction(token.label, (words[best], float(before[place, best])))
        if after is not None:
            other = int(after[place].argmax())
            one = replace(
                one, changed=(words[other], float(after[place, other])), kept=float(after[place, best])
            )
        found.append(one)
    return tuple(found)


def _probabilities(trace: Trace) -> NDArray[np.float64] | None:
    """Target position × token; None where the trace has none."""
    if trace.iterations or OUTPUT not in trace or not trace.vocabulary:
        return None
    step = trace[OUTPUT]
    if step.shape != (len(trace.tokens.get("target", ())), len(trace.vocabulary)):
        return None
    return np.asarray(np.exp(step.values.astype(np.float64)))


# -------------------------------------------------------------------------- which steps differ


@dataclass(frozen=True, eq=False)
class Row:
    """A step that differs.

    Attributes:
        normal, changed: the step in each run; where it is only in the changed one as the change of another
            ("heads.changed"), normal is that other one. None where there is nothing to compare with.
        gap: where the two are furthest apart; None where they are the same or cannot be subtracted.
        size: the largest difference; None where the two cannot be subtracted.
        cell: where that is.
    """

    found: StepDiff
    normal: Step | None
    changed: Step | None
    size: float | None = None
    cell: Index = ()
    gap: Gap | None = None

    @property
    def step(self) -> Step:
        """The changed one, or the normal one where there is no other."""
        step = self.changed or self.normal
        assert step is not None
        return step

    @property
    def title(self) -> tuple[str, ...]:
        return path(self.step)

    @property
    def comparable(self) -> bool:
        return self.normal is not None and self.changed is not None

    @property
    def numbers(self) -> int:
        """How many it has."""
        return math.prod(self.step.shape)


@dataclass(frozen=True, eq=False)
class Comparison:
    """All there is to say of a changed run beside the normal one."""

    changes: tuple[Intervention, ...]
    diff: Diff
    predictions: tuple[Prediction, ...]
    rows: tuple[Row, ...]
    sides: tuple[Sides, Sides] = field(repr=False)

    @property
    def normal(self) -> Trace:
        return self.diff.a

    @property
    def changed(self) -> Trace:
        return self.diff.b

    def row_of(self, source: Source) -> int | None:
        """The row of a step."""
        return next((n for n, row in enumerate(self.rows) if row.step.source == source), None)

    def beside(self, row: Row) -> RunPair:
        """The arrays of a row, ready to be drawn."""
        normal = shown(self.normal, self.sides[0], row.normal.source) if row.normal else None
        changed = shown(self.changed, self.sides[1], row.changed.source) if row.changed else None
        both = _difference(normal, changed) if normal and changed and row.comparable else None
        for each in (normal, changed, both):
            if each is not None:
                assert each.summary and each.format  # here, where it may take its time
        return RunPair(normal, changed, both)


def compare(normal: Trace, changed: Trace, changes: Sequence[Intervention]) -> Comparison:
    """Looks at every number of both runs, so that it may take a while.

    Raises:
        TraceError: an array is damaged.
    """
    found = diff(normal, changed)
    rows = tuple(_row(step, normal) for step in found.differing)
    both = sides(normal), sides(changed)
    return Comparison(tuple(changes), found, predictions(normal, changed), rows, both)


def _row(found: StepDiff, normal: Trace) -> Row:
    a, b = found.a, found.b
    if a is None and b is not None and b.name.endswith(CHANGED) and b.inputs and b.inputs[0] in normal:
        a = normal[b.inputs[0]]
    if a is None or b is None or (a.axes, a.shape) != (b.axes, b.shape):
        return Row(found, a if b is None else None, b)
    gap = found.gap or between(a.values, b.values)
    if gap is None or gap.statistic:
        return Row(found, a, b, 0.0 if gap is None else None, (0,) * len(a.shape))
    return Row(found, a, b, gap.size, gap.cell, gap)


# -------------------------------------------------------------------------- changed − normal


def _difference(normal: TensorView, changed: TensorView) -> TensorView | None:
    if normal.values.shape != changed.values.shape or not changed.values.size:
        return None
    words = {
        axis: _labels(texts, changed.words[axis])
        for axis, texts in normal.words.items()
        if axis in changed.words
    }
    return replace(changed, values=subtracted(changed.values, normal.values), words=words, meaning="")


def _labels(normal: tuple[str, ...], changed: tuple[str, ...]) -> tuple[str, ...]:
    """What stands beside a difference of two words: both, where they are not the same."""
    if len(normal) != len(changed):
        return ()
    return tuple(b if a == b else f"{a}/{b}" for a, b in zip(normal, changed, strict=True))
