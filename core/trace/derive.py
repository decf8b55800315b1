"""Steps whose arrays are not kept, since they follow from their inputs by the operation's formula."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..operations.expression import Source
from ..operations.operation import Array, Operation, Shape
from ..support.localization import _
from .error import TraceError
from .limits import CELLS_OF_A_BYTE, CELLS_OF_A_FILE, MOST_CELLS, MOST_PRODUCTS, PRODUCTS_OF_A_CELL
from .parameters import BFLOAT16, bfloat16
from .step import Step
from .token import Token

# What a reference or an explanation raises when a file's inputs or settings are not those of the operation.
MISFITS = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError)

REMEMBERED = 2**25  # cells: so much is kept of what was computed last, since one step is looked at many times


def with_derivations(
    steps: Sequence[Step], tokens: Mapping[str, Sequence[Token]], dtype: str = ""
) -> tuple[Step, ...]:
    """The same steps, of which each derived one computes its array from its inputs whenever somebody looks.

    Nothing is computed or refused here: `Step.values` of a derived step raises TraceError where an input is missing or
    a parameter, where the inputs do not give the declared shape, and where it is too large to compute.

    Args:
        tokens: of the trace.
        dtype: the precision of the run (`run["dtype"]`); in a run of bfloat16 what is computed is rounded to that.
    """
    if not any(step.derived for step in steps):
        return tuple(steps)
    return _Derivations(steps, tokens, dtype).steps


def refuse_what_is_too_much(steps: Sequence[Step], size: int) -> None:
    """Raises TraceError where a file of so many bytes asks for more than can follow from so few.

    Of each step only what it declares is looked at: what it declares is what it is, or it is refused later.
    """
    shapes = {step.source: step.shape for step in steps}
    cells = 0
    for step in steps:
        if step.derived:
            inputs = [shapes.get(source, ()) for source in step.inputs]
            cells += math.prod(step.shape)
            if step.kind is not None:
                cells += step.kind.products(step.shape, *inputs) // PRODUCTS_OF_A_CELL
    if cells > CELLS_OF_A_FILE + CELLS_OF_A_BYTE * size:
        raise TraceError(
            _(
                "damaged: to compute {cells:,} cells from a file of {size:,} bytes is too much",
                cells=cells,
                size=size,
            )
        )


def inputs_there(step: Step, there: Mapping[Source, Step], tokens: Container[str]) -> bool:
    """Whether a step's array follows from what is in a trace: the steps `there`, and its tokens by name."""
    return all(_gives(source, step, there, tokens) for source in step.inputs)


def _gives(source: Source, step: Step, there: Mapping[Source, Step], tokens: Container[str]) -> bool:
    if source.kind != "step":
        return source.kind == "tokens" and str(source) in tokens
    giver = there.get(source)
    if giver is None or giver.statistics is not None:
        return False
    return dict(giver.part) == {axis: n for axis, n in step.part.items() if axis in giver.axes}


class _Derivations:
    """The steps of one trace, and the arrays that were computed last."""

    def __init__(self, steps: Sequence[Step], tokens: Mapping[str, Sequence[Token]], dtype: str) -> None:
        self.steps = tuple(replace(step, load=self._load(step)) if step.derived else step for step in steps)
        self._there = {step.source: step for step in self.steps}
        self._place = {step.source: place for place, step in enumerate(self.steps)}
        self._tokens, self._dtype = tokens, dtype
        self._lately: OrderedDict[Source, Array] = OrderedDict()
        self._cells = 0  # of those

    def _load(self, step: Step) -> Any:
        return lambda: self._values(step)

    def _values(self, wanted: Step) -> Array:
        if wanted.source in self._lately:
            self._lately.move_to_end(wanted.source)
            return self._lately[wanted.source]
        computed = dict(self._lately)
        for step in self._needed(wanted):
            computed[step.source] = self._compute(step, computed)
            self._remember(step.source, computed[step.source])
        return computed[wanted.source]

    def _needed(self, wanted: Step) -> list[Step]:
        """The derived steps that have to be computed, inputs first. Refuses what is too much."""
        needed: dict[Source, Step] = {}
        waiting = [wanted]
        cells = 0
        while waiting:
            step = waiting.pop()
            if step.source in needed or step.source in self._lately:
                continue
            needed[step.source] = step
            cells += math.prod(step.shape)
            if cells > MOST_CELLS:
                raise TraceError(
                    _(
                        "{wanted} is not kept, and to compute {cells:,} cells for it is too much",
                        wanted=wanted,
                        cells=cells,
                    )
                )
            waiting += [giver for giver in self._givers(step) if giver.derived]
        return sorted(needed.values(), key=lambda step: self._place[step.source])

    def _givers(self, step: Step) -> Iterator[Step]:
        """The steps that a derived one reads, each known to be there."""
        for source in step.inputs:
            if source.kind == "parameter":
                raise TraceError(
                    _(
                        "{step} is not kept, and it reads the parameter {source}, which no trace has",
                        step=step,
                        source=source,
                    )
                )
            if source.kind == "tokens" and str(source) in self._tokens:
                continue
            if (
                source.kind == "tokens"
                or self._place.get(source, len(self.steps)) >= self._place[step.source]
            ):
                raise TraceError(
                    _(
                        "{step} is not kept, and {source!r} that it was made from is missing",
                        step=step,
                        source=str(source),
                    )
                )
            yield self._there[source]

    def _input(self, source: Source, computed: Mapping[Source, Array]) -> Array:
        if source.kind == "tokens":
            return np.array([token.id for token in self._tokens[str(source)]])
        return computed[source] if source in computed else self._there[source].values

    def _compute(self, step: Step, computed: Mapping[Source, Array]) -> Array:
        if step.kind is None:
            raise TraceError(
                _(
                    "{step} is not kept, and its operation {operation!r} is not known here",
                    step=step,
                    operation=step.operation,
                )
            )
        for giver in self._givers(step):
            _check_part(step, step.kind, giver)
        inputs = [self._input(source, computed) for source in step.inputs]
        _check_shape(step, step.kind, [array.shape for array in inputs])
        try:
            with np.errstate(all="ignore"):  # ∞ − ∞ is NaN here as it was in the model
                result = step.kind.reference(*inputs, **step.settings)
                if result.shape != step.shape or not np.can_cast(result.dtype, step.dtype, "same_kind"):
                    raise ValueError(f"{result.dtype} {list(result.shape)}")
                array = bfloat16(result) if self._dtype == BFLOAT16 else result
                return array.astype(step.dtype)
        except MISFITS as error:
            raise TraceError(
                _("{step} is not kept, and its inputs do not give it: {error}", step=step, error=error)
            ) from None

    def _remember(self, source: Source, array: Array) -> None:
        self._lately[source] = array
        self._cells += array.size
        while self._cells > REMEMBERED and len(self._lately) > 1:
            self._cells -= self._lately.popitem(last=False)[1].size


def _check_part(step: Step, kind: Operation, giver: Step) -> None:
    expected = {axis: place for axis, place in step.part.items() if axis in giver.axes}
    if dict(giver.part) != expected or (step.part and not kind.head_by_head):
        raise TraceError(
            _(
                "{step} is not kept, and {giver} is not the part of it that it was made from",
                step=step,
                giver=giver,
            )
        )


def _check_shape(step: Step, kind: Operation, inputs: list[Shape]) -> None:
    """Raises TraceError unless the inputs give what the step declares, before it is computed."""
    try:
        shape = kind.shape(*inputs, **step.settings)
    except MISFITS as error:
        raise TraceError(
            _("{step} is not kept, and its inputs do not give it: {error}", step=step, error=error)
        ) from None
    if shape != step.shape:
        raise TraceError(
            _(
                "{step} says its shape is {shape}, but its inputs give {expected}",
                step=step,
                shape=list(step.shape),
                expected=list(shape),
            )
        )
    if kind.products(step.shape, *inputs) > MOST_PRODUCTS:
        raise TraceError(_("{step} is not kept, and to compute it is too much", step=step))
