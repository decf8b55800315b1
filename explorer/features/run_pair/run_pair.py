"""Two runs compared: which steps differ, by how much, and what each run predicts. No Textual."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ....core.operations.expression import Index, Source
from ....core.operations.operation import Array
from ....core.support.localization import _
from ....core.trace import Step, StepDiff, Trace, TraceError
from ....core.trace.analysis.diff import ONLY_B, OPERATION, UNKNOWN, compare_steps, gap_of, pairs
from ....core.trace.analysis.gap import Gap
from ....core.trace.analysis.rounding import Rounding
from ....core.trace.part_names import axis_name
from ...ui.colors.scales import Scale, diverging, scale_for
from ...ui.numbers import Summary
from ...ui.tensor_view import TensorView, cell_label, tensor_view
from ...ui.text import safe
from ...ui.walk import path
from .alignment import (
    Align,
    AlignedAxis,
    Alignment,
    Frame,
    IncomparableError,
    by_position,
    by_words,
    filled,
    missing,
    token_axis,
    whole_axis,
)

VOCABULARY = "token"  # the axis of the words of the vocabulary
CHANGED = ".changed"  # ends the name of a step that is a changed copy of another


@dataclass(frozen=True, eq=False)
class StepPair:
    """A step in both runs.

    Attributes:
        found: how it differs.
        a, b: the step in each run; None if it is only in the other. The change of a step ("heads.changed") that is
            only in B is paired with that step.
        gap: the largest difference between the numbers that both have; None if they are equal or were not compared.
            If rounding explains all differences, its `differing` is 0.
        cell: the cell of the gap in the frame on which both arrays are laid.
        why: why the numbers cannot be compared; "" if they can.
    """

    found: StepDiff
    a: Step | None
    b: Step | None
    gap: Gap | None = None
    cell: Index = ()
    why: str = ""

    @property
    def step(self) -> Step:
        """The step in A, or in B if it is only there."""
        return self.found.step

    @property
    def title(self) -> tuple[str, ...]:
        return path(self.step)

    @property
    def differs(self) -> bool:
        """Whether it differs by more than rounding explains."""
        return not self.found.same

    @property
    def size(self) -> float | None:
        """The largest difference; None if the numbers cannot be compared."""
        return None if self.why else self.gap.size if self.gap else 0.0

    @property
    def numbers(self) -> int:
        """The total number of numbers in both arrays."""
        return sum(math.prod(step.shape) for step in (self.a, self.b) if step is not None)


@dataclass(frozen=True, eq=False)
class ArrayPair:
    """The arrays of a step in two runs, and b − a, laid on common axes; None for a missing array."""

    a: TensorView | None
    b: TensorView | None
    difference: TensorView | None = None

    @property
    def arrays(self) -> tuple[TensorView | None, TensorView | None, TensorView | None]:
        return self.a, self.b, self.difference

    @property
    def first(self) -> TensorView:
        """B's array, or A's if there is no other."""
        first = self.b or self.a
        assert first is not None
        return first

    def scale(self, dark: bool) -> Scale:
        """The color scale of both runs, so that equal numbers have equal colors."""
        summaries = [each.summary for each in (self.a, self.b) if each is not None]
        finite = [each for each in summaries if each.finite] or summaries
        low, high = min(each.low for each in finite), max(each.high for each in finite)
        both: Summary = replace(finite[0], low=low, high=high)
        return scale_for(both, self.first.values.dtype.kind, dark)


class RunPair:
    """Two runs and the comparison of all their steps. Reads every number of both, which may take a while.

    Args:
        align: pairs the tokens of two sequences: `by_words` for two sentences, `by_position` (the identity) for two
            runs of one sentence.

    Attributes:
        steps: each step of both runs: those of A in order, those only in B at their position between them. A step
            with a damaged array is not compared.
    """

    def __init__(self, a: Trace, b: Trace, align: Align = by_words) -> None:
        self.a, self.b, self.align = a, b, align
        self.steps = tuple(self._compare())

    def _compare(self) -> Iterator[StepPair]:
        rounding = Rounding(self.a.run, self.b.run)
        for a, b in pairs(self.a.steps, self.b.steps):
            base = self._before_change(b) if a is None and b is not None else a
            found = StepDiff(UNKNOWN, a, b) if a and b else compare_steps(a, b, rounding)
            if base is None or b is None:
                yield StepPair(found, a, b, why=_(found.verdict))
                continue
            try:
                frame = self.frame(base, b)
                whole = all(axis.is_identity for axis in frame)
                shared = None if whole else [(axis.a[axis.shared], axis.b[axis.shared]) for axis in frame]
                if a is not None:
                    found = compare_steps(a, b, rounding, shared)
                gap = found.gap
                if found.verdict in (OPERATION, ONLY_B):  # then core compares no numbers
                    gap = gap_of(base, b, rounding, shared)
            except TraceError as error:
                why = safe(str(error)) if a is not None else _(found.verdict)
                yield StepPair(replace(found, reason=why), a, b, why=why)
                continue
            at = gap.cell if gap else (0,) * len(frame)
            cell = tuple(int(np.append(axis.shared, 0)[n]) for axis, n in zip(frame, at, strict=True))
            yield StepPair(found, base, b, gap, cell)

    def _before_change(self, b: Step) -> Step | None:
        """If a step that is only in B is the change of another step: that step in A."""
        is_change = b.name.endswith(CHANGED) and b.inputs and b.inputs[0] in self.a
        return self.a[b.inputs[0]] if is_change else None

    # -------------------------------------------------------------------------- which steps differ
    @cached_property
    def differing(self) -> tuple[StepPair, ...]:
        """The steps that differ, in order."""
        return tuple(step for step in self.steps if step.differs)

    @property
    def first(self) -> StepPair | None:
        """The first step that differs."""
        return self.differing[0] if self.differing else None

    @cached_property
    def largest(self) -> StepPair | None:
        """The step with the largest difference."""
        return max(
            (step for step in self.differing if step.size), key=lambda step: step.size or 0.0, default=None
        )

    # -------------------------------------------------------------------------- tokens
    def tokens(self, side: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of one sequence ("source", "target") in A and in B; none if a run has no such sequence."""
        a, b = (tuple(token.label for token in trace.tokens.get(side, ())) for trace in (self.a, self.b))
        return a, b

    def alignment(self, side: str) -> Alignment:
        """The tokens of one sequence in both runs."""
        return self.align(*self.tokens(side))

    # -------------------------------------------------------------------------- common axes
    def frame(self, a: Step, b: Step) -> Frame:
        """The axes on which both arrays are laid.

        Raises:
            IncomparableError: the axes differ, an axis without tokens has two lengths, or only statistics were stored.
        """
        if a.axes != b.axes:
            raise IncomparableError(_("different axes: {a}, {b}", a=_named(a.axes), b=_named(b.axes)))
        if dict(a.part) != dict(b.part):
            raise IncomparableError(_("different parts were stored"))
        if (a.dtype == "bool") != (b.dtype == "bool"):
            raise IncomparableError(_("different number types: {a}, {b}", a=safe(a.dtype), b=safe(b.dtype)))
        if a.statistics is not None or b.statistics is not None:
            raise IncomparableError(_("its numbers were not stored"))
        words_a, words_b = (trace.labels(step) for trace, step in ((self.a, a), (self.b, b)))
        return tuple(
            self._axis(axis, sizes, words_a.get(axis), words_b.get(axis))
            for axis, *sizes in zip(a.axes, a.shape, b.shape, strict=True)
        )

    def _axis(
        self, axis: str, sizes: Sequence[int], a: tuple[str, ...] | None, b: tuple[str, ...] | None
    ) -> AlignedAxis:
        if a is not None and b is not None and axis != VOCABULARY:
            return token_axis(self.align, a, b)
        if sizes[0] != sizes[1]:
            raise IncomparableError(_("{axis}: {a} and {b}", axis=safe(axis), a=sizes[0], b=sizes[1]))
        if a is not None and b is not None and a != b:
            raise IncomparableError(_("different vocabularies"))
        return whole_axis(sizes[0], a or b or ())

    def where(self, step: StepPair) -> str:
        """The cell with the largest difference: "[head 2, 我, 爱/喜欢]"; "" if there is none."""
        if step.gap is None or step.a is None or step.b is None:
            return ""
        frame = self.frame(step.a, step.b)
        words = {name: axis.words for name, axis in zip(step.step.axes, frame, strict=True) if axis.words}
        return cell_label(step.step, step.cell, words)

    def index_in(self, step: StepPair, cell: Index, in_b: bool = False) -> Index | None:
        """A cell of the frame as a cell of the array in A, or in B; None if that array has no such cell."""
        if step.a is None or step.b is None or step.why:
            return cell if in_b == (step.a is None) else ()
        axes = (axis.b if in_b else axis.a for axis in self.frame(step.a, step.b))
        found = tuple(int(axis[n]) for axis, n in zip(axes, cell, strict=True))
        return None if -1 in found else found

    def framed(self, step: StepPair, cell: Index) -> Index | None:
        """A cell of the array in A as a cell of the frame; None if there is no such cell, or no frame."""
        if step.why or step.a is None or step.b is None or len(cell) != len(step.a.shape):
            return None
        frame = self.frame(step.a, step.b)
        found = [np.flatnonzero(axis.a == n) for axis, n in zip(frame, cell, strict=True)]
        return tuple(int(each[0]) for each in found) if all(map(len, found)) else None

    # -------------------------------------------------------------------------- arrays
    def arrays(self, step: StepPair) -> ArrayPair:
        """The arrays of a step, ready to draw; only one of them if they cannot be compared.

        Raises:
            TraceError: an array is damaged.
        """
        a = tensor_view(self.a, self.a.sides, step.a.source) if step.a else None
        b = tensor_view(self.b, self.b.sides, step.b.source) if step.b else None
        if a is None or b is None or step.why or step.a is None or step.b is None:
            found = ArrayPair(a, None if a else b)
        else:
            found = self._laid(self.frame(step.a, step.b), a, b)
        for each in found.arrays:
            if each is not None:
                assert each.summary and each.format  # computed here, possibly in a thread
        return found

    def _laid(self, frame: Frame, a: TensorView, b: TensorView) -> ArrayPair:
        """Both arrays on the frame, and b − a for the cells that both have."""
        words = {name: axis.words for name, axis in zip(a.axes, frame, strict=True) if axis.words}
        if self.align is not by_position:  # else each array keeps its own words
            a = replace(a, values=filled(frame, a.values, False), words=words, missing=missing(frame, "a"))
            b = replace(b, values=filled(frame, b.values, True), words=words, missing=missing(frame, "b"))
        difference = subtracted(b.values, a.values)
        return ArrayPair(
            a, b, replace(b, values=difference, words=words, missing=missing(frame, "ab"), meaning="")
        )


def _named(axes: Sequence[str]) -> str:
    return " × ".join(safe(axis_name(axis)) for axis in axes) or _("one number")


def subtracted(b: Array, a: Array) -> Array:
    """b − a; 0 if both are the same, also if both are −∞ or both NaN."""
    if a.dtype.kind in "biu" and b.dtype.kind in "biu":
        return np.asarray(b.astype(np.int64) - a.astype(np.int64))
    with np.errstate(invalid="ignore", over="ignore"):
        found = b.astype(np.float64) - a.astype(np.float64)
        found[(b == a) | ((b != b) & (a != a))] = 0.0
    return np.asarray(found)


def difference_scale(difference: TensorView, dark: bool) -> Scale:
    """A color scale with zero in the middle."""
    found = difference.summary
    end = max(abs(found.low), abs(found.high)) or 1.0
    return Scale(True, -end, end, diverging(dark))


# -------------------------------------------------------------------------- predictions


@dataclass(frozen=True)
class Prediction:
    """The most probable token after a target token, or at a position of a model without a target, in each run.

    Attributes:
        after: the token at that position, in A.
        kept: the probability in B of A's most probable token; None without B.
    """

    after: str
    a: tuple[str, float]
    b: tuple[str, float] | None = None
    kept: float | None = None

    @property
    def differs(self) -> bool:
        """Whether B prefers another token."""
        return self.b is not None and self.b[0] != self.a[0]


def predictions(a: Trace, b: Trace | None = None) -> tuple[Prediction, ...]:
    """One for each position that predicts; none if the runs do not record what they predict."""
    of_a, of_b = _probabilities(a), None if b is None else _probabilities(b)
    if of_a is None or (b is not None and (of_b is None or of_b.shape != of_a.shape)):
        return ()
    found = []
    for position, token in enumerate(a.predicting):
        best = int(of_a[position].argmax())
        prediction = Prediction(token.label, (a.vocabulary[best], float(of_a[position, best])))
        if of_b is not None:
            other, kept = int(of_b[position].argmax()), float(of_b[position, best])
            prediction = replace(prediction, b=(a.vocabulary[other], float(of_b[position, other])), kept=kept)
        found.append(prediction)
    return tuple(found)


def _probabilities(trace: Trace) -> NDArray[np.float64] | None:
    """The probabilities, [position, token]; None if the trace has none."""
    step = trace.output
    if trace.iterations or step is None or not trace.vocabulary:
        return None
    if step.shape != (len(trace.predicting), len(trace.vocabulary)):
        return None
    return np.asarray(np.exp(step.values.astype(np.float64)))


def row_of(steps: Sequence[StepPair], source: Source) -> int | None:
    """The row of a step in a list."""
    return next((n for n, step in enumerate(steps) if step.step.source == source), None)
