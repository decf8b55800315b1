"""Which numbers used this one: an explanation, from the other end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...operations.expression import Index, Source, heaviest
from ...operations.operation import Floats, Shape
from ...operations.reach import Places, Reach
from ...support.localization import _
from ..derive import MISFITS
from ..step import Step
from ..trace import Trace, TraceError
from .parts import operands_of


@dataclass(frozen=True, eq=False)
class Use:
    """A step that used a number.

    Attributes:
        cells: which of its cells did, as indices [number, axis].
        shares: what our number adds to each, where it is a term or a factor of a term in a sum; None elsewhere.
        reason: why it cannot be told which; there are no cells then.
    """

    step: Step
    cells: Places
    shares: Floats | None = None
    reason: str = ""

    def __len__(self) -> int:
        return len(self.cells)

    def cell(self, place: int) -> Index:
        """One of the cells."""
        return tuple(int(i) for i in self.cells[place])

    def heaviest(self, count: int) -> list[int]:
        """The places of `count` cells: those to which our number adds most, or else those that are largest.

        Raises:
            TraceError: the step's numbers cannot be had.
        """
        if self.shares is not None:
            return heaviest(np.nan_to_num(self.shares), count)
        values = self.step.values[tuple(self.cells.T)].astype(np.float64)
        return heaviest(np.nan_to_num(values), count)


def consumers(trace: Trace, source: Source, cell: Index) -> Iterator[Use]:
    """The steps that used one number of a step, a parameter or the tokens, in the order of the trace.

    The cells are those whose explanation holds this one (and see `Operation.reach`). A step that reads the array but
    not this number, such as a masked score's, is left out. One that cannot tell, since another of its inputs is not at
    hand or does not fit, is there with its reason.

    Raises:
        TraceError: there is no such number.
    """
    shape = trace.operand(source).values.shape
    inside = len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True))
    if not inside:
        place = ",".join(map(str, cell))
        raise TraceError(
            _(
                "{source} has no cell {cell}; its shape is {shape}",
                source=source,
                cell=place,
                shape=list(shape),
            )
        )
    for step in trace:
        if source in step.inputs:
            use = _use(trace, step, source, cell)
            if len(use) or use.reason:
                yield use


def _use(trace: Trace, step: Step, source: Source, cell: Index) -> Use:
    nothing = np.zeros((0, len(step.shape)), dtype=np.intp)
    if step.kind is None:
        unknown = _("an operation that this version does not know: {operation}")
        return Use(step, nothing, reason=unknown.format(operation=step.operation))
    try:
        operands, part = operands_of(trace, step)
        inputs = [operand.values for operand in operands]
        whole = step.kind.shape(*(array.shape for array in inputs), **step.settings)
        _refuse_misfits(step, whole, part)
        numbers = [number for number, given in enumerate(step.inputs) if given == source]
        reaches = [step.kind.reach(number, cell, *inputs, **step.settings) for number in numbers]
        found = _of_part(_together(reaches), step.axes, part)
    except TraceError as error:
        return Use(step, nothing, reason=str(error))
    except MISFITS as error:
        misfit = _("its inputs do not fit the operation: {error}", error=error)
        return Use(step, nothing, reason=misfit)
    return Use(step, found.cells, found.shares)


def _refuse_misfits(step: Step, whole: Shape, part: Mapping[str, int]) -> None:
    """A file may claim any shape: what is not there is not named."""
    sizes = zip(step.axes, step.shape, whole, strict=True)
    if not all(axis in part or one == other for axis, one, other in sizes):
        other = _("shape {recorded} is recorded, {expected} follows from the inputs")
        raise ValueError(other.format(recorded=list(step.shape), expected=list(whole)))


def _together(reaches: Sequence[Reach]) -> Reach:
    """One reach for an array that is several inputs of a step: each cell once, its shares added."""
    if len(reaches) == 1:
        return reaches[0]
    cells, places = np.unique(np.concatenate([each.cells for each in reaches]), axis=0, return_inverse=True)
    known = [each.shares for each in reaches if each.shares is not None]
    if len(known) < len(reaches):
        return Reach(cells)
    shares = np.zeros(len(cells))
    np.add.at(shares, places.ravel(), np.concatenate(known))
    return Reach(cells, shares)


def _of_part(found: Reach, axes: Sequence[str], part: Mapping[str, int]) -> Reach:
    """Of these cells, those in the part that was kept, counted inside it."""
    cells, shares = found.cells, found.shares
    for axis, place in part.items():
        column = list(axes).index(axis)
        inside = cells[:, column] == place
        cells, shares = cells[inside], None if shares is None else shares[inside]
        cells[:, column] = 0
    return Reach(cells, shares)
