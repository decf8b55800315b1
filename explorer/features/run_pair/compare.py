"""Two runs of two sentences: their tokens aligned, which steps correspond, and by how much each differs. No Textual."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ....core.operations.expression import Index, Source
from ....core.operations.operation import Array
from ....core.support.localization import _
from ....core.trace import Step, Trace, TraceError, labels, sides
from ....core.trace.analysis.diff import pairs
from ....core.trace.analysis.gap import Gap, between
from ....core.trace.analysis.rounding import Rounding
from ....core.trace.labels import Side
from ...ui.tensor_view import TensorView, shown
from ...ui.text import safe
from ...ui.walk import path
from .alignment import Alignment, align
from .frame import Along, Frame, aligned, filled, laid, missing, same
from .run_pair import RunPair, subtracted

VOCABULARY = "token"  # the axis along which the words of the vocabulary stand
Sides = Mapping[Source, Mapping[str, Side]]


class UnlikeError(ValueError):
    """Why two steps cannot be compared, in a few words."""


@dataclass(frozen=True, eq=False)
class Row:
    """A step in both runs.

    Attributes:
        a, b: the step in each; None where it is only in the other.
        why: why their numbers cannot be compared; empty where they can.
        gap: where the numbers that both have are furthest apart; None where they are the same, or not compared. Where
            none of them differs by more than rounding, its `differing` is 0.
        cell: that place in the frame on which both are laid.
    """

    a: Step | None
    b: Step | None
    why: str = ""
    gap: Gap | None = None
    cell: Index = ()

    @property
    def step(self) -> Step:
        """That of A, or that of B where there is no other."""
        step = self.a or self.b
        assert step is not None
        return step

    @property
    def title(self) -> tuple[str, ...]:
        return path(self.step)

    @property
    def size(self) -> float | None:
        """The largest difference; None where the two were not compared."""
        return None if self.why else self.gap.size if self.gap else 0.0

    @property
    def differs(self) -> bool:
        return bool(self.why) or (self.gap is not None and self.gap.differing > 0)

    @property
    def numbers(self) -> int:
        """How many there are in both together."""
        return sum(math.prod(step.shape) for step in (self.a, self.b) if step is not None)


@dataclass(frozen=True, eq=False)
class Comparison:
    """All there is to say of two runs.

    Attributes:
        rows: each step of both, those of A in order, those of B alone where they stand among them.
    """

    a: Trace
    b: Trace
    rows: tuple[Row, ...]
    sides: tuple[Sides, Sides] = field(repr=False)

    def alignment(self, side: str) -> Alignment:
        """The tokens of one sequence ("source", "target") in both."""
        return align(*self.tokens(side))

    def tokens(self, side: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of one sequence in A and in B; none where a run has no such sequence."""
        a, b = (tuple(t.label for t in trace.tokens.get(side, ())) for trace in (self.a, self.b))
        return a, b

    def row_of(self, source: Source) -> int | None:
        """The row of a step."""
        return next((n for n, row in enumerate(self.rows) if row.step.source == source), None)

    @cached_property
    def first(self) -> int | None:
        """The first row that differs."""
        return next((n for n, row in enumerate(self.rows) if row.differs), None)

    @cached_property
    def most(self) -> int | None:
        """The row whose difference is largest."""
        sizes = [(row.size or 0.0) * row.differs for row in self.rows]
        return sizes.index(max(sizes)) if any(sizes) else None

    def frame(self, row: Row) -> Frame:
        """The common axes on which a step of both is laid.

        Raises:
            UnlikeError: there are none.
        """
        if row.a is None or row.b is None:
            raise UnlikeError(row.why)
        return _frame((self.a, self.b), self.sides, row.a, row.b)

    def beside(self, row: Row) -> RunPair:
        """The arrays of a row, ready to be drawn; of a step that cannot be compared, one of them alone.

        Raises:
            TraceError: an array is damaged.
        """
        a = shown(self.a, self.sides[0], row.a.source) if row.a else None
        b = shown(self.b, self.sides[1], row.b.source) if row.b else None
        if a is None or b is None or row.why:
            found = RunPair(a, None if a else b, None)
        else:
            found = _laid_beside(self.frame(row), a, b)
        for each in (found.a, found.b, found.difference):
            if each is not None:
                assert each.summary and each.format  # here, where it may take its time
        return found

    def where(self, row: Row) -> str:
        """Where a step differs most, by the words of both: "[head 2, 我, 爱/喜欢]"; empty where it does not."""
        if row.gap is None:
            return ""
        step = row.step
        words = {
            name: axis.words for name, axis in zip(step.axes, self.frame(row), strict=True) if axis.words
        }
        cell = tuple(step.part.get(axis, place) for axis, place in zip(step.axes, row.cell, strict=True))
        return TensorView(step.source, ("",), step.axes, np.zeros(0), words).cell_name(cell)

    def place(self, row: Row, cell: Index, in_b: bool = False) -> Index | None:
        """A cell of the frame as a cell of the array in A, or in B; None where that has nothing there."""
        if row.why:
            return cell
        along = self.frame(row)
        places = (axis.b if in_b else axis.a for axis in along)
        found = tuple(int(axis[n]) for axis, n in zip(places, cell, strict=True))
        return None if -1 in found else found

    def framed(self, row: Row, cell: Index) -> Index | None:
        """A cell of the array in A as a cell of the frame; None where there is no such cell, or no frame."""
        if row.why or row.a is None or len(cell) != len(row.a.shape):
            return None
        found = [np.flatnonzero(axis.a == n) for axis, n in zip(self.frame(row), cell, strict=True)]
        return tuple(int(each[0]) for each in found) if all(map(len, found)) else None


def compare(a: Trace, b: Trace) -> Comparison:
    """Looks at every number of both runs, so that it may take a while. A damaged array is a step not compared."""
    both = sides(a), sides(b)
    return Comparison(a, b, tuple(_rows(a, b, both)), both)


def _rows(a: Trace, b: Trace, both: tuple[Sides, Sides]) -> Iterator[Row]:
    rounding = Rounding(a.run, b.run)
    for one, other in pairs(a.steps, b.steps):
        if one is None or other is None:
            yield Row(one, other, _("only in A") if other is None else _("only in B"))
            continue
        try:
            gap, cell = _gap(_frame((a, b), both, one, other), one, other, rounding)
            yield Row(one, other, gap=gap, cell=cell)
        except (UnlikeError, TraceError) as error:
            yield Row(one, other, safe(str(error)))


def _gap(frame: Frame, a: Step, b: Step, rounding: Rounding) -> tuple[Gap | None, Index]:
    """Where the numbers that both have are furthest apart, and where in the frame that is."""
    of_a, of_b = aligned(frame, _numbers(a), in_b=False), aligned(frame, _numbers(b), in_b=True)
    gap = between(of_a, of_b, rounding.of_values((a, b), (of_a, of_b)))
    where = gap.cell if gap else (0,) * len(frame)
    cell = (
        int(np.append(axis.shared, 0)[n]) for axis, n in zip(frame, where, strict=True)
    )  # of none, the first
    return gap, tuple(cell)


def _numbers(step: Step) -> Array:
    """A step's array, kept by nobody: `Step.values` would keep it."""
    if step.statistics is not None:
        raise UnlikeError(_("its numbers were not kept"))
    return np.asarray(step.load())


# -------------------------------------------------------------------------- the common axes


def _frame(traces: tuple[Trace, Trace], both: tuple[Sides, Sides], a: Step, b: Step) -> Frame:
    """The axes on which both are laid.

    Raises:
        UnlikeError: they have not the same axes, or one that carries no tokens has not the same length.
    """
    if a.axes != b.axes:
        raise UnlikeError(_("other axes: {a}, {b}", a=_named(a.axes), b=_named(b.axes)))
    if dict(a.part) != dict(b.part):
        raise UnlikeError(_("another part of it was kept"))
    if (a.dtype == "bool") != (b.dtype == "bool"):
        raise UnlikeError(_("another kind of number: {a}, {b}", a=safe(a.dtype), b=safe(b.dtype)))
    side_a, side_b = both[0].get(a.source, {}), both[1].get(b.source, {})
    words_a, words_b = labels(traces[0], a, side_a), labels(traces[1], b, side_b)
    return tuple(
        _along(axis, sizes, (words_a.get(axis), words_b.get(axis)))
        for axis, *sizes in zip(a.axes, a.shape, b.shape, strict=True)
    )


def _along(
    axis: str, sizes: Sequence[int], words: tuple[tuple[str, ...] | None, tuple[str, ...] | None]
) -> Along:
    a, b = words
    if a is not None and b is not None and axis != VOCABULARY:
        return laid(a, b)
    if sizes[0] != sizes[1]:
        raise UnlikeError(_("{axis}: {a} and {b}", axis=safe(axis), a=sizes[0], b=sizes[1]))
    if a is not None and b is not None and a != b:
        raise UnlikeError(_("another vocabulary"))
    return same(sizes[0], a or b or ())


def _named(axes: Sequence[str]) -> str:
    return " × ".join(map(safe, axes)) or _("one number")


def _laid_beside(frame: Frame, a: TensorView, b: TensorView) -> RunPair:
    """Both on the frame, and b − a where both have a number."""
    words = {
        name: axis.words for name, axis in zip(a.axes, frame, strict=True) if axis.words
    }  # two axes of one name carry the same tokens
    of_a = replace(a, values=filled(frame, a.values, in_b=False), words=words, missing=missing(frame, "a"))
    of_b = replace(b, values=filled(frame, b.values, in_b=True), words=words, missing=missing(frame, "b"))
    both = subtracted(of_b.values, of_a.values)
    return RunPair(of_a, of_b, replace(of_b, values=both, missing=missing(frame, "ab"), meaning=""))
