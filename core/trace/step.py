"""One recorded execution of an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..operations import OPERATIONS, Operation
from ..operations.expression import Source
from ..operations.operation import Array, Setting
from ..support.localization import _
from .error import TraceError
from .statistics import Statistics


@dataclass(frozen=True, eq=False)
class Step:
    """One recorded execution of an operation inside a model.

    Attributes:
        name: path of the module that did it, such as "encoder.layers.0.self_attention.weights".
        visit: how many times that module had run before in this trace.
        operation: the operation's name.
        formula: the operation's formula as LaTeX, as it stood when the trace was made.
        inputs: where each input came from: steps, tokens, then parameters.
        settings: what the operation needed besides its inputs.
        axes: one name for each axis of the output.
        shape, dtype: of the output.
        load: gives the output array; called once, when somebody first looks. Of a derived step, or one in a file, it
            is called whenever somebody looks: it is that function which decides how long the array is kept.
        iteration: of a decoding, in which iteration it was computed; None for what is computed once, before them.
        in_file: whether its array stays in a file until somebody looks.
        derived: whether its array was not kept, but is computed from its inputs when somebody looks.
        part: of an axis that was not kept whole, which place was: {"head": 2}; the axis then has length 1.
        along: the names of the token sequences that run along an axis, end to end; only where the inputs do not tell:
            in a part of a trace, and where the parts of tokens become whole ones.
        statistics: what is left of its array where only statistics were kept; there are no values then.
    """

    name: str
    visit: int
    operation: str
    formula: str
    inputs: tuple[Source, ...]
    settings: Mapping[str, Setting]
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: str
    load: Callable[[], Array] = field(repr=False)
    iteration: int | None = None
    in_file: bool = False
    derived: bool = False
    part: Mapping[str, int] = field(default_factory=dict)
    along: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statistics: Statistics | None = None

    @property
    def values(self) -> Array:
        """The output array, without a batch axis; read-only.

        Raises:
            TraceError: only statistics were kept, or what is there cannot be read.
        """
        if self.statistics is not None:
            raise TraceError(_("only statistics of {step} were kept", step=self))
        return _read_only(self.load()) if self.derived or self.in_file else self._kept

    @cached_property
    def _kept(self) -> Array:
        return _read_only(self.load())

    @property
    def source(self) -> Source:
        """This step as an input of another."""
        return Source("step", self.name, self.visit)

    @property
    def kind(self) -> Operation | None:
        """The operation, or None when the trace comes from elsewhere and names one that we do not have."""
        return OPERATIONS.get(self.operation)

    def __str__(self) -> str:
        return str(self.source)


def _read_only(array: Array) -> Array:
    array = np.asarray(array)
    array.flags.writeable = False
    return array


def nothing_kept() -> Array:
    """The `load` of a step of which no values were kept; `Step.values` does not call it."""
    raise TraceError(_("no values of this step were kept"))
