"""Which numbers used this one: an explanation, from the other end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..language import _
from ..operations.expression import Index, Source, heaviest
from ..operations.operation import Floats
from .derive import MISFITS
from .parts import operands_of
from .reach import reach
from .reached import Places, of_part, together
from .shapes import Shape, predicted
from .step import Step
from .trace import Trace, TraceError


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


def uses(trace: Trace, source: Source, cell: Index) -> Iterator[Use]:
    """The steps that used one number of a step, a parameter or the tokens, in the order of the trace.

    The cells are those whose explanation holds this one (and see `reach`). A step that reads the array but not this
    number, such as a masked score's, is left out. One that cannot tell, since another of its inputs is not at hand or
    does not fit, is there with its reason.

    Raises:
        TraceError: there is no such number.
    """
    shape = trace.operand(source).values.shape
    inside = len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True))
    if not inside:
        place = ",".join(map(str, cell))
        raise TraceError(
            _("{source} has no cell {cell}; its shape is {shape}").format(
                source=source, cell=place, shape=list(shape)
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
        whole = predicted(step.operation, [array.shape for array in inputs], step.settings) or step.shape
        _refuse_misfits(step, whole, part)
        numbers = [number for number, given in enumerate(step.inputs) if given == source]
        reaches = [reach(step.operation, n, cell, inputs, step.settings, whole) for n in numbers]
        found = of_part(together(reaches), step.axes, part)
    except TraceError as error:
        return Use(step, nothing, reason=str(error))
    except MISFITS as error:
        misfit = _("its inputs do not fit the operation: {error}").format(error=error)
        return Use(step, nothing, reason=misfit)
    return Use(step, found.cells, found.shares)


def _refuse_misfits(step: Step, whole: Shape, part: Mapping[str, int]) -> None:
    """A file may claim any shape: what is not there is not named."""
    sizes = zip(step.axes, step.shape, whole, strict=True)
    if not all(axis in part or one == other for axis, one, other in sizes):
        other = _("shape {recorded} is recorded, {expected} follows from the inputs")
        raise ValueError(other.format(recorded=list(step.shape), expected=list(whole)))
