"""From the weights of a folder to our parameters: which of theirs each one is, and how it is converted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import Pattern
from typing import Any, Protocol

from numpy.typing import NDArray

from ...operations.operation import Array
from ...support.localization import _
from ..model import CheckpointError, HashedParameters
from .precision import READABLE, described, widened
from .tensor_file import shown

Shape = tuple[int, ...]
Stored = NDArray[Any]
CHUNK = 2**22  # numbers that are compared at once


class WeightSource(Protocol):
    """Weights by their own names.

    Attributes:
        path: the file to name in messages.
    """

    path: Path

    def __iter__(self) -> Iterator[str]:
        """Their names."""

    def shape(self, name: str) -> Shape:
        """The shape of an array, without reading it."""

    def stored(self, name: str) -> Stored:
        """The numbers; bfloat16 as uint16."""

    def precision(self, name: str) -> str:
        """The number format of `stored`; see `precision.BITS`."""

    def stored_as(self, name: str) -> str:
        """The number format in the file."""

    @property
    def size(self) -> int:
        """The bytes of all files."""

    @property
    def sha256(self) -> str:
        """The SHA-256 that identifies the weights."""


class Conversion(Protocol):
    """How a stored array becomes ours; its numbers are copied only where a view cannot show them."""

    def stored_shape(self, ours: Shape) -> Shape:
        """The shape that the stored array must have."""

    def __call__(self, stored: Stored) -> Stored:
        """Ours."""


@dataclass(frozen=True)
class AsItIs:
    def stored_shape(self, ours: Shape) -> Shape:
        return ours

    def __call__(self, stored: Stored) -> Stored:
        return stored


@dataclass(frozen=True)
class Transposed:
    """Stored as [in, out], as GPT-2 does; ours is [out, in]."""

    def stored_shape(self, ours: Shape) -> Shape:
        return ours[::-1]

    def __call__(self, stored: Stored) -> Stored:
        return stored.T


@dataclass(frozen=True)
class TransposedPart:
    """One of several matrices that are stored side by side, [in, parts · out], or of biases, [parts · out]."""

    part: int
    parts: int = 3

    def stored_shape(self, ours: Shape) -> Shape:
        *rest, last = ours[::-1]
        return (*rest, self.parts * last)

    def __call__(self, stored: Stored) -> Stored:
        width = stored.shape[-1] // self.parts
        return stored[..., self.part * width : (self.part + 1) * width].T


@dataclass(frozen=True)
class OneRow:
    """Stored as a matrix with one row."""

    def stored_shape(self, ours: Shape) -> Shape:
        return (1, *ours)

    def __call__(self, stored: Stored) -> Stored:
        return stored.reshape(stored.shape[1:])


AS_IT_IS = AsItIs()


@dataclass(frozen=True)
class Weight:
    """Where one of our parameters is stored.

    Attributes:
        names: its names there; if a folder has several of them, their numbers must be equal, because the model uses one
            matrix in several places.
        shape: of ours.
    """

    names: tuple[str, ...]
    shape: Shape
    conversion: Conversion = AS_IT_IS


def affine(ours: str, theirs: str, d_out: int, *d_in: int, bias: bool = True) -> Iterator[tuple[str, Weight]]:
    """The weight, [d_out, d_in] or [d_out], of a linear map or a norm, and its bias, [d_out]."""
    yield f"{ours}.weight", Weight((f"{theirs}.weight",), (d_out, *d_in))
    if bias:
        yield f"{ours}.bias", Weight((f"{theirs}.bias",), (d_out,))


class Parameters(HashedParameters):
    """Our parameters by name, float32; each is read from its file and converted when it is looked up.

    Attributes:
        precision: the number formats of the files, such as "bfloat16".
        count: how many numbers there are.
    """

    def __init__(
        self,
        weights: WeightSource,
        table: Mapping[str, tuple[str, Weight]],
        twins: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._weights, self._table, self._twins = weights, table, twins
        self.precision = described(weights.stored_as(theirs) for theirs, _weight in table.values())
        self.count = sum(math.prod(weight.shape) for _theirs, weight in table.values())

    def __getitem__(self, name: str) -> Array:
        theirs, weight = self._table[name]
        return widened(weight.conversion(self._weights.stored(theirs)), self._weights.precision(theirs))

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, name: object) -> bool:  # without reading the numbers
        return name in self._table

    def shape(self, name: str) -> Shape:
        """The shape of a parameter, without reading it."""
        return self._table[name][1].shape

    def require_equal_twins(self) -> None:
        """Reads the arrays that are stored twice; CheckpointError if two that the model uses as one differ."""
        for one, other in self._twins:
            _require_equal(self._weights, one, other)

    @property
    def size(self) -> int:
        """The bytes of the files."""
        return self._weights.size

    @property
    def sha256(self) -> str:
        return self._weights.sha256


def matched(
    weights: WeightSource,
    wanted: Iterable[tuple[str, Weight]],
    plain: Callable[[str], str],
    without_effect: Pattern[str],
) -> Parameters:
    """Our parameters, each found in the folder; nothing but headers is read.

    Args:
        wanted: our names, and where each is stored. A configuration may be absurd: no more is taken from this than
            the folder has.
        plain: their name without a prefix and in its current spelling.
        without_effect: matches their plain names of what a model's results do not depend on.

    Raises:
        CheckpointError: a weight is missing, has another shape or is not a float; or one is left over.
    """
    stored = plain_names(weights, plain)
    table: dict[str, tuple[str, Weight]] = {}
    used: set[str] = set()
    twins: list[tuple[str, str]] = []
    for ours, weight in wanted:
        present = [name for name in weight.names if name in stored]
        if not present:
            raise CheckpointError(_("{where}: {name} is missing", where=weights.path, name=weight.names[0]))
        for name in present:
            _require(weights, stored[name], weight)
        twins += [(stored[present[0]], stored[name]) for name in present[1:]]
        table[ours] = stored[present[0]], weight
        used.update(present)
    for name in sorted(stored.keys() - used):
        if not without_effect.fullmatch(name):
            raise CheckpointError(
                _(
                    "{where}: {name} does not belong to the model",
                    where=weights.path,
                    name=shown(stored[name]),
                )
            )
    return Parameters(weights, table, twins)


def plain_names(weights: WeightSource, plain: Callable[[str], str]) -> dict[str, str]:
    """The stored name of each plain name; CheckpointError if two have the same."""
    stored: dict[str, str] = {}
    for name in weights:
        if (twin := stored.setdefault(plain(name), name)) != name:
            raise CheckpointError(
                _(
                    "{where}: {name} and {other} are the same weight",
                    where=weights.path,
                    name=shown(twin),
                    other=shown(name),
                )
            )
    return stored


def _require(weights: WeightSource, name: str, weight: Weight) -> None:
    """Raises CheckpointError unless a stored array has the shape and type that the configuration implies."""
    precision, shape = weights.precision(name), weights.shape(name)
    if precision not in READABLE:
        raise CheckpointError(
            _(
                "{path}: {name} contains {dtype}, not floating-point weights",
                path=weights.path,
                name=shown(name),
                dtype=precision,
            )
        )
    if shape != (expected := weight.conversion.stored_shape(weight.shape)):
        raise CheckpointError(
            _(
                "{where}: {name} is {shape}, not {expected}",
                where=weights.path,
                name=shown(name),
                shape=list(shape),
                expected=list(expected),
            )
        )


def _require_equal(weights: WeightSource, one: str, other: str) -> None:
    """Raises CheckpointError unless two stored arrays, which the model uses as one, have equal bytes."""
    first, second = (weights.stored(name).reshape(-1) for name in (one, other))
    same = weights.precision(one) == weights.precision(other) and all(
        first[begin : begin + CHUNK].tobytes() == second[begin : begin + CHUNK].tobytes()
        for begin in range(0, first.size, CHUNK)
    )
    if not same:
        raise CheckpointError(
            _(
                "{where}: {name} and {other} differ, but the model uses one array in both places",
                where=weights.path,
                name=shown(one),
                other=shown(other),
            )
        )
