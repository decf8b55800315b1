"""Compare two traces step by step: what is the same, what differs, and where they differ first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...operations.expression import Source
from ...operations.operation import Array
from ...support.localization import N_, _
from ..error import TraceError
from ..statistics import measure
from ..step import Step
from ..trace import Trace
from .gap import Gap, between, between_statistics
from .outside import Outside, outside
from .rounding import Rounding

SAME, DIFFERENT = N_("same"), N_("different")
ONLY_A, ONLY_B = N_("only in A"), N_("only in B")
OPERATION, PART, SHAPE = N_("different operation"), N_("different part"), N_("different shape")
MADE = N_("computed differently")
UNKNOWN = N_("not compared")

Shared = Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]]

# Statistics computed now can differ this much from recorded ones, because the memory layout of the array differs.
OTHER_LAYOUT = 1e-12


class UnderivableError(TraceError):
    """An array that is not stored cannot be computed."""


@dataclass(frozen=True)
class StepDiff:
    """The comparison of one step.

    Attributes:
        verdict: "same", "different" (its numbers), "computed differently" (the same numbers, from other inputs or with
            other settings), "different operation", "different part", "different shape", "only in A", "only in B", or
            "not compared" (an array that is not stored cannot be computed).
        a, b: the step in each trace; None if it is only in the other.
        gap: the largest difference; None if the numbers are equal or were not compared. For the verdict "same", the
            tolerance allows it.
        reason: what differs, in words: "relu, gelu".
        by_statistics: whether only statistics were available for the comparison.
    """

    verdict: str
    a: Step | None
    b: Step | None
    gap: Gap | None = None
    reason: str = ""
    by_statistics: bool = False

    @property
    def step(self) -> Step:
        """The step in A, or in B if it is only there."""
        found = self.a or self.b
        assert found is not None
        return found

    @property
    def rounded(self) -> bool:
        """Whether the array is stored in one trace and recomputed in the other, with different rounding."""
        return self.a is not None and self.b is not None and self.a.derived != self.b.derived

    @property
    def same(self) -> bool:
        """Whether the step differs by no more than the tolerance."""
        return self.verdict == SAME

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        data: dict[str, Any] = {"name": self.step.name, "visit": self.step.visit, "verdict": self.verdict}
        if self.gap:
            data["gap"] = self.gap.as_data()
        if self.reason:
            data["reason"] = self.reason
        data |= {name: True for name in ("by_statistics", "rounded") if getattr(self, name)}
        return data


@dataclass(frozen=True)
class Diff:
    """The comparison of two traces.

    Attributes:
        tolerance: the largest allowed difference; None allows for rounding (see `rounding.Rounding`).
        outside: the differences outside the steps.
        steps: every step of both: those of A in order, with those only in B at their position between common steps.
    """

    tolerance: float | None
    outside: tuple[Outside, ...]
    steps: tuple[StepDiff, ...]
    a: Trace = field(repr=False)
    b: Trace = field(repr=False)

    @property
    def differing(self) -> tuple[StepDiff, ...]:
        """The steps that are not the same, in order."""
        return tuple(step for step in self.steps if not step.same)

    @property
    def first(self) -> StepDiff | None:
        """The first step that differs."""
        return next((step for step in self.steps if not step.same), None)

    @property
    def equal(self) -> bool:
        """Whether both traces record the same computation."""
        return self.first is None and not any(found.weighs for found in self.outside)

    @property
    def counts(self) -> Counter[str]:
        """How many steps got each verdict."""
        return Counter(step.verdict for step in self.steps)

    @property
    def within(self) -> int:
        """How many steps are the same only within the tolerance or rounding."""
        return sum(step.same and step.gap is not None for step in self.steps)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "equal": self.equal,
            "tolerance": "rounding" if self.tolerance is None else self.tolerance,
            "first": str(self.first.step) if self.first else None,
            "counts": dict(self.counts),
            "within_tolerance": self.within,
            "outside": [found.as_data() for found in self.outside],
            "steps": [step.as_data() for step in self.steps],
        }


def diff(a: Trace, b: Trace, tolerance: float | None = None, globs: Sequence[str] = ()) -> Diff:
    """Compares two traces with the arrays of only one step in memory at a time.

    Args:
        tolerance: the largest difference between two numbers that count as the same; 0 requires equal numbers. None
            allows for rounding, which differs between machines and accumulates from step to step.
        globs: compares only steps whose names match one of these, in either trace; all steps if empty.

    Raises:
        TraceError: a glob matches no step of either trace, or an array is damaged.
    """
    if tolerance is not None and not 0 <= tolerance < math.inf:
        raise TraceError(_("invalid tolerance {tolerance}: use a non-negative number", tolerance=tolerance))
    steps_a, steps_b = _chosen(a, b, globs)
    allowed = Rounding(a.run, b.run) if tolerance is None else tolerance
    steps = tuple(compare_steps(one, other, allowed) for one, other in pairs(steps_a, steps_b))
    at_the_end = (0.0, allowed.of_the_end) if isinstance(allowed, Rounding) else (allowed, 0.0)
    others = (*outside(a, b, *at_the_end), *_order(steps_a, steps_b))
    return Diff(tolerance, others, steps, a, b)


# -------------------------------------------------------------------- which steps belong together


def _chosen(a: Trace, b: Trace, globs: Sequence[str]) -> tuple[list[Step], list[Step]]:
    """The matching steps; a glob has to match in only one of the traces."""
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in a.names | b.names):
            a.select([glob])  # raises with the reason
    wanted = {name for name in a.names | b.names if not globs or any(fnmatchcase(name, g) for g in globs)}
    return [step for step in a if step.name in wanted], [step for step in b if step.name in wanted]


def pairs(a: Sequence[Step], b: Sequence[Step]) -> Iterator[tuple[Step | None, Step | None]]:
    """A's steps in order, each with B's step of that name and visit; steps only in B precede the next common one."""
    in_a, in_b = {step.source for step in a}, {step.source: step for step in b}
    before: dict[Source, list[Step]] = {}
    own: list[Step] = []
    for step in b:
        if step.source in in_a:
            before[step.source], own = own, []
        else:
            own.append(step)
    for step in a:
        yield from ((None, other) for other in before.get(step.source, ()))
        yield step, in_b.get(step.source)
    yield from ((None, other) for other in own)


def _order(a: Sequence[Step], b: Sequence[Step]) -> Iterator[Outside]:
    """The first difference in the order of the common steps."""
    in_a, in_b = {step.source for step in a}, {step.source for step in b}
    common_a, common_b = [s for s in a if s.source in in_b], [s for s in b if s.source in in_a]
    for mine, theirs in zip(common_a, common_b, strict=True):
        if mine.source != theirs.source:
            yield Outside("order", "of steps", str(mine), str(theirs))
            return


# -------------------------------------------------------------------- one step


def compare_steps(
    a: Step | None, b: Step | None, tolerance: Rounding | float, shared: Shared | None = None
) -> StepDiff:
    """Compares one step of both traces, number by number if both are the same kind of array.

    Args:
        shared: for each axis, the indices of A's array and of B's that are compared, in the same order; None compares
            arrays of one shape as a whole. The cell of the gap counts these indices.

    Raises:
        TraceError: an array is damaged.
    """
    if a is None or b is None:
        return StepDiff(ONLY_B if a is None else ONLY_A, a, b)
    if a.operation != b.operation:
        return StepDiff(OPERATION, a, b, reason=f"{a.operation}, {b.operation}")
    if dict(a.part) != dict(b.part):
        return StepDiff(PART, a, b, reason=f"{_part(a)}, {_part(b)}")
    if shared is None and (a.axes, a.shape) != (b.axes, b.shape):
        return StepDiff(SHAPE, a, b, reason=f"{_size(a, b)}, {_size(b, a)}")
    by_statistics = a.statistics is not None or b.statistics is not None
    try:
        gap = _statistics_gap(a, b, tolerance) if by_statistics else gap_of(a, b, tolerance, shared)
    except UnderivableError as error:
        return StepDiff(UNKNOWN, a, b, reason=str(error), by_statistics=by_statistics)
    reason = _other_inputs(a, b)
    verdict = DIFFERENT if gap and gap.differing else MADE if reason else SAME
    return StepDiff(verdict, a, b, gap, reason, by_statistics)


def _other_inputs(a: Step, b: Step) -> str:
    """The inputs or settings in which two steps of the same operation differ."""
    if a.inputs != b.inputs:
        return f"A from {_listed(a.inputs)}, B from {_listed(b.inputs)}"
    names = [n for n in dict.fromkeys([*a.settings, *b.settings]) if a.settings.get(n) != b.settings.get(n)]
    return "; ".join(f"{name} {a.settings.get(name)}, {b.settings.get(name)}" for name in names)


def _listed(sources: Sequence[Source]) -> str:
    return " and ".join(map(str, sources)) or "nothing"


def _part(step: Step) -> str:
    return " ".join(f"{axis} {place}" for axis, place in step.part.items()) or "all of it"


def _size(step: Step, other: Step) -> str:
    """A step's shape, with the names of its axes if the other step has different axes."""
    if step.axes == other.axes:
        return " × ".join(map(str, step.shape)) or "one number"
    named = (f"{axis} {size}" for axis, size in zip(step.axes, step.shape, strict=True))
    return " × ".join(named) or "one number"


def gap_of(a: Step, b: Step, tolerance: Rounding | float, shared: Shared | None = None) -> Gap | None:
    """The largest difference between the numbers of two steps; see `compare_steps`."""
    mine, theirs = _values(a, "A"), _values(b, "B")
    if shared:
        mine = mine[np.ix_(*(indices for indices, _b in shared))]
        theirs = theirs[np.ix_(*(indices for _a, indices in shared))]
    allowed = tolerance.of_values((a, b), (mine, theirs)) if isinstance(tolerance, Rounding) else tolerance
    return between(mine, theirs, allowed)


def _statistics_gap(a: Step, b: Step, tolerance: Rounding | float) -> Gap | None:
    """Compares statistics; computes those of an array that is available."""
    rounding = OTHER_LAYOUT if a.statistics is None or b.statistics is None else 0.0
    mine = a.statistics or measure(_values(a, "A"))
    theirs = b.statistics or measure(_values(b, "B"))
    if isinstance(tolerance, Rounding):
        return between_statistics(mine, theirs, tolerance.of_statistics((a, b), (mine, theirs)), rounding)
    return between_statistics(mine, theirs, tolerance, rounding)


def _values(step: Step, trace: str) -> Array:
    """A step's array, which `Step.values` would keep in memory.

    Raises TraceError if it cannot be read, and UnderivableError if it is not stored and cannot be computed.
    """
    try:
        return np.asarray(step.load())
    except TraceError as error:
        raise (UnderivableError if step.derived else TraceError)(f"{trace}: {error}") from None
