"""Steps whose arrays are not stored but computed from their inputs when they are read."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ..operations.expression import Source
from ..operations.operation import Array, Operation, Shape
from ..support.localization import _
from .error import TraceError
from .parameters import BFLOAT16, bfloat16
from .step import RecentArrays, Step
from .tokens import Token

# Errors of a reference or explanation when a file's inputs or settings do not fit the operation.
MISFITS = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError)

# Limits on what a file may ask the program to compute: one line of JSON can declare sizes that fill the memory.
MOST_CELLS = 2**28
MOST_PRODUCTS = 2**36  # of one step: about a minute of work
# A softmax over long sentences has many times more cells than the queries and keys it is computed from.
CELLS_OF_A_FILE, CELLS_OF_A_BYTE = 2**23, 32
CELLS_OF_A_PART = 64  # how many times larger than a recorded part the whole array may be
PRODUCTS_OF_A_CELL = 256  # multiplications of a matrix product that take as long as one cell elsewhere


def with_derivations(
    steps: Sequence[Step], tokens: Mapping[str, Sequence[Token]], dtype: str = ""
) -> tuple[Step, ...]:
    """The same steps; each derived step computes its array from its inputs when it is read.

    Nothing is computed or refused here. `Step.values` of a derived step raises TraceError if an input is missing or is
    a parameter, if the inputs do not give the declared shape, or if the array is too large to compute.

    Args:
        tokens: the token sequences of the trace.
        dtype: the precision of the run (`run["dtype"]`); in a bfloat16 run, computed arrays are rounded to bfloat16.
    """
    if not any(step.derived for step in steps):
        return tuple(steps)
    return _Derivations(steps, tokens, dtype).steps


def check_size(steps: Sequence[Step], size: int) -> None:
    """Raises TraceError if a file of `size` bytes declares far more derived cells than its content can justify.

    Only the declared shapes are used; a step whose array has another shape is refused later.
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
            _("damaged: {cells:,} cells are too many to compute from {size:,} bytes", cells=cells, size=size)
        )


def inputs_available(step: Step, steps: Mapping[Source, Step], tokens: Container[str]) -> bool:
    """Whether a step's array can be computed from the given steps and token sequences."""
    return all(_is_available(source, step, steps, tokens) for source in step.inputs)


def _is_available(source: Source, step: Step, steps: Mapping[Source, Step], tokens: Container[str]) -> bool:
    if source.kind != "step":
        return source.kind == "tokens" and str(source) in tokens
    given = steps.get(source)
    if given is None or given.statistics is not None:
        return False
    return dict(given.part) == {axis: n for axis, n in step.part.items() if axis in given.axes}


class _Derivations:
    """The steps of one trace, and a cache of the arrays that were computed last."""

    def __init__(self, steps: Sequence[Step], tokens: Mapping[str, Sequence[Token]], dtype: str) -> None:
        self.steps = tuple(
            replace(step, load=partial(self._values, step)) if step.derived else step for step in steps
        )
        self._by_source = {step.source: step for step in self.steps}
        self._order = {step.source: number for number, step in enumerate(self.steps)}
        self._tokens, self._dtype = tokens, dtype
        self._recent = RecentArrays()

    def _values(self, wanted: Step) -> Array:
        computed: dict[Source, Array] = {}
        for step in self._missing(wanted, computed):
            computed[step.source] = self._compute(step, computed)
            self._recent.add(step.source, computed[step.source])
        return computed[wanted.source]

    def _missing(self, wanted: Step, computed: dict[Source, Array]) -> list[Step]:
        """The derived steps to compute, inputs first; arrays in the cache are added to `computed`. Raises TraceError if
        they have too many cells."""
        missing: dict[Source, Step] = {}
        waiting = [wanted]
        cells = 0
        while waiting:
            step = waiting.pop()
            if step.source in missing or step.source in computed:
                continue
            if (array := self._recent.get(step.source)) is not None:
                computed[step.source] = array
                continue
            missing[step.source] = step
            cells += math.prod(step.shape)
            if cells > MOST_CELLS:
                raise _not_stored(wanted, _("{cells:,} cells are too many to compute", cells=cells))
            waiting += [given for given in self._inputs(step) if given.derived]
        return sorted(missing.values(), key=lambda step: self._order[step.source])

    def _inputs(self, step: Step) -> Iterator[Step]:
        """The earlier steps that a derived step reads; TraceError if an input is missing or is a parameter."""
        for source in step.inputs:
            if source.kind == "parameter":
                raise _not_stored(
                    step, _("it needs the parameter {source}, which no trace contains", source=source)
                )
            if source.kind == "tokens" and str(source) in self._tokens:
                continue
            later = self._order.get(source, len(self.steps)) >= self._order[step.source]
            if source.kind == "tokens" or later:
                raise _not_stored(step, _("its input {source!r} is missing", source=str(source)))
            yield self._by_source[source]

    def _array(self, source: Source, computed: Mapping[Source, Array]) -> Array:
        if source.kind == "tokens":
            return np.array([token.id for token in self._tokens[str(source)]])
        return computed[source] if source in computed else self._by_source[source].values

    def _compute(self, step: Step, computed: Mapping[Source, Array]) -> Array:
        if step.kind is None:
            raise _not_stored(step, _("its operation {operation!r} is unknown", operation=step.operation))
        for given in self._inputs(step):
            _check_part(step, step.kind, given)
        inputs = [self._array(source, computed) for source in step.inputs]
        _check_shape(step, step.kind, [array.shape for array in inputs])
        try:
            with np.errstate(all="ignore"):  # ∞ − ∞ is NaN here, as it was in the model
                result = step.kind.reference(*inputs, **step.settings)
                if result.shape != step.shape or not np.can_cast(result.dtype, step.dtype, "same_kind"):
                    raise ValueError(f"{result.dtype} {list(result.shape)}")
                array = bfloat16(result) if self._dtype == BFLOAT16 else result
                return array.astype(step.dtype)
        except MISFITS as error:
            raise _misfit(step, error) from None


def _not_stored(step: Step, reason: str) -> TraceError:
    return TraceError(_("{step} is not stored, and {reason}", step=step, reason=reason))


def _misfit(step: Step, error: Exception) -> TraceError:
    return _not_stored(step, _("its inputs do not fit its operation: {error}", error=error))


def _check_part(step: Step, kind: Operation, given: Step) -> None:
    expected = {axis: place for axis, place in step.part.items() if axis in given.axes}
    if dict(given.part) != expected or (step.part and not kind.head_by_head):
        raise _not_stored(step, _("its input {given} is a different part of the array", given=given))


def _check_shape(step: Step, kind: Operation, inputs: list[Shape]) -> None:
    """Raises TraceError unless the inputs give the shape that the step declares, before it is computed."""
    try:
        shape = kind.shape(*inputs, **step.settings)
    except MISFITS as error:
        raise _misfit(step, error) from None
    if shape != step.shape:
        raise TraceError(
            _(
                "{step} declares the shape {shape}, but its inputs give {expected}",
                step=step,
                shape=list(step.shape),
                expected=list(shape),
            )
        )
    if kind.products(step.shape, *inputs) > MOST_PRODUCTS:
        raise _not_stored(step, _("computing it would take too long"))
