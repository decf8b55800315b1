"""One recorded execution of an operation, and a cache of arrays, large enough to go back and forth between steps."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..operations import OPERATIONS, Operation
from ..operations.expression import Source
from ..operations.operation import Array, Setting
from ..support.localization import _
from .error import TraceError
from .statistics import Statistics

MOST_RECENT = 2**27  # bytes of a cache


@dataclass(frozen=True, eq=False)
class Step:
    """One recorded execution of an operation inside a model.

    Attributes:
        name: the path of the module that ran, such as "encoder.layers.0.self_attention.weights".
        visit: how many times that module had already run in this trace.
        operation: the operation's name.
        formula: the operation's formula as LaTeX at the time of the recording.
        inputs: where each input came from: steps and tokens, then parameters.
        settings: what the operation needs besides its inputs.
        axes: one name for each axis of the output.
        shape, dtype: of the output.
        load: returns the output array. It is called once, at the first access; for a derived step or an array in a
            file it is called at each access and decides itself how long to cache the array.
        iteration: the decoding iteration that computed the step; None for steps computed before the first.
        in_file: whether the array stays in a file until it is read.
        derived: whether the array is not stored but computed from the step's inputs when it is read.
        part: for an axis that was not stored completely, which entry was: {"head": 2}; the axis then has length 1.
        along: the names of the token sequences along an axis, end to end; only where they do not follow from the
            inputs: in a partial trace, and where the parts of tokens are summed.
        statistics: the statistics of the array, if only those were stored; the step then has no values.
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

        Raises TraceError if only statistics were stored, or the array cannot be read or computed.
        """
        if self.statistics is not None:
            raise TraceError(_("only statistics of {step} were stored", step=self))
        return _read_only(self.load()) if self.derived or self.in_file else self._loaded

    @cached_property
    def _loaded(self) -> Array:
        return _read_only(self.load())

    @property
    def source(self) -> Source:
        """This step as an input of another."""
        return Source("step", self.name, self.visit)

    @property
    def kind(self) -> Operation | None:
        """The operation, or None for an operation that this version does not know."""
        return OPERATIONS.get(self.operation)

    def __str__(self) -> str:
        return str(self.source)


def _read_only(array: Array) -> Array:
    array = np.asarray(array)
    array.flags.writeable = False
    return array


def no_values() -> Array:
    """The `load` of a step without values; `Step.values` does not call it."""
    raise TraceError(_("no values of this step were stored"))


class RecentArrays:
    """Keeps the arrays that were used last, up to `MOST_RECENT` bytes; a larger one is kept until the next is read.

    It can be used from several threads: a comparison reads arrays while the screen reads others.
    """

    def __init__(self) -> None:
        self._arrays: OrderedDict[Hashable, Array] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def kept(self, load: Callable[[], Array]) -> Callable[[], Array]:
        """The same function, but what it returns is kept for later calls."""

        def kept_load() -> Array:
            array = self.get(load)
            if array is None:
                array = load()
                self.add(load, array)
            return array

        return kept_load

    def get(self, key: Hashable) -> Array | None:
        """The array stored under a key, or None if it is no longer stored."""
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
            return self._arrays.get(key)

    def add(self, key: Hashable, array: Array) -> None:
        """Stores an array and drops the least recently used ones."""
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = array
                self._bytes += array.nbytes
            while self._bytes > MOST_RECENT and len(self._arrays) > 1:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes
