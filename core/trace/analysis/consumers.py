"""The numbers that were computed from a number: explanations in reverse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...operations.expression import Index, Source, heaviest
from ...operations.operation import Floats
from ...operations.reach import Places, Reach, nowhere
from ...support.localization import _
from ..derive import MISFITS
from ..step import Step
from ..trace import Trace, TraceError
from .explain import operands_of, shape_mismatch


@dataclass(frozen=True, eq=False)
class Consumer:
    """A step that used a number.

    Attributes:
        cells: the cells that were computed from it, as indices [number, axis].
        shares: what the number adds to each, if it is a term or a factor of a term in a sum; otherwise None.
        reason: why the cells cannot be determined; `cells` is then empty.
    """

    step: Step
    cells: Places
    shares: Floats | None = None
    reason: str = ""

    def __len__(self) -> int:
        return len(self.cells)

    def cell(self, number: int) -> Index:
        """The index of one of the cells."""
        return tuple(int(i) for i in self.cells[number])

    def heaviest(self, count: int) -> list[int]:
        """Which `count` cells have the largest shares, or the largest values if there are no shares; TraceError if the
        step's values are needed but not available."""
        if self.shares is not None:
            return heaviest(np.nan_to_num(self.shares), count)
        values = self.step.values[tuple(self.cells.T)].astype(np.float64)
        return heaviest(np.nan_to_num(values), count)


def consumers(trace: Trace, source: Source, cell: Index) -> Iterator[Consumer]:
    """The steps that used one number of a step, a parameter or the tokens, in the order of the trace.

    Their cells are those whose explanation contains the number (see `Operation.reach`). A step that reads the array but
    not this number, for instance because of a mask, is omitted. If another input of a step is missing or does not
    fit, the step is included with the reason. Raises TraceError if there is no such number.
    """
    shape = trace.operand(source).values.shape
    inside = len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True))
    if not inside:
        index = ",".join(map(str, cell))
        raise TraceError(
            _(
                "{source} has no cell {cell}; its shape is {shape}",
                source=source,
                cell=index,
                shape=list(shape),
            )
        )
    for step in trace:
        if source in step.inputs and not (step.kind and step.kind.given):
            consumer = _consumer(trace, step, source, cell)
            if len(consumer) or consumer.reason:
                yield consumer


def _consumer(trace: Trace, step: Step, source: Source, cell: Index) -> Consumer:
    nothing = nowhere(len(step.shape)).cells
    if step.kind is None:
        unknown = _("an operation that this version does not know: {operation}", operation=step.operation)
        return Consumer(step, nothing, reason=unknown)
    try:
        operands, part = operands_of(trace, step)
        inputs = [operand.values for operand in operands]
        whole = step.kind.shape(*(array.shape for array in inputs), **step.settings)
        if mismatch := shape_mismatch(step, whole, part):
            raise ValueError(mismatch)
        numbers = [number for number, each in enumerate(step.inputs) if each == source]
        reaches = [step.kind.reach(number, cell, *inputs, **step.settings) for number in numbers]
        found = _of_part(_merged(reaches), step.axes, part)
    except TraceError as error:
        return Consumer(step, nothing, reason=str(error))
    except MISFITS as error:
        return Consumer(step, nothing, reason=_("its inputs do not fit its operation: {error}", error=error))
    return Consumer(step, found.cells, found.shares)


def _merged(reaches: Sequence[Reach]) -> Reach:
    """The cells reached through several inputs of a step that are the same array: each once, with its shares added."""
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
    """The cells in the stored part, with their indices inside it."""
    cells, shares = found.cells, found.shares
    for axis, place in part.items():
        column = list(axes).index(axis)
        inside = cells[:, column] == place
        cells, shares = cells[inside], None if shares is None else shares[inside]
        cells[:, column] = 0
    return Reach(cells, shares)
