"""Aligns the tokens of two runs, and lays their arrays on common axes. No Textual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....core.operations.operation import Array
from ....core.support.localization import _
from ....core.trace import TraceError

ONLY_B, ONLY_A, BETWEEN = "+", "−", "/"  # in labels: +老师, −老师, 爱/喜欢


class IncomparableError(TraceError):
    """The numbers of two steps cannot be compared; the message says why in a few words."""


class Pair(NamedTuple):
    """A position in each of two sequences; None if a token has no partner in that sequence."""

    a: int | None
    b: int | None


Alignment = tuple[Pair, ...]
Align = Callable[[Sequence[str], Sequence[str]], Alignment]


def by_words(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """Aligns two sentences: every token of both exactly once, in order.

    Equal tokens are paired, starting at both ends. If a stretch of tokens replaces another, their tokens are paired in
    order; the rest of the longer stretch has no partners.
    """
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    pairs = [Pair(n, n) for n in range(head)]
    for _tag, i, i_end, j, j_end in SequenceMatcher(None, inner_a, inner_b, autojunk=False).get_opcodes():
        pairs += _in_order(head + i, head + i_end, head + j, head + j_end)
    return (*pairs, *(Pair(len(a) - n, len(b) - n) for n in range(tail, 0, -1)))


def by_position(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """The identity, for two runs of the same tokens.

    Raises:
        IncomparableError: the sequences differ in length.
    """
    if len(a) != len(b):
        raise IncomparableError(_("{a} and {b} positions", a=len(a), b=len(b)))
    return tuple(Pair(n, n) for n in range(len(a)))


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many tokens at the beginning are equal."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _in_order(i: int, i_end: int, j: int, j_end: int) -> Iterator[Pair]:
    both = min(i_end - i, j_end - j)
    yield from (Pair(i + n, j + n) for n in range(both))
    yield from (Pair(n, None) for n in range(i + both, i_end))
    yield from (Pair(None, n) for n in range(j + both, j_end))


def words(alignment: Alignment, a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    """The label of each pair: the word, both words if they differ, or the only word with its mark."""
    return tuple(
        one if _at(a, pair.a) == _at(b, pair.b) else f"{one}{other}"
        for pair, (one, other) in zip(alignment, marked(alignment, a, b), strict=True)
    )


def marked(alignment: Alignment, a: Sequence[str], b: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Each pair as two words, one above the other, with a mark at those that differ; "" for a missing word."""
    return tuple(_marked(_at(a, pair.a), _at(b, pair.b)) for pair in alignment)


def _marked(a: str | None, b: str | None) -> tuple[str, str]:
    if a is None or b is None:
        return ("", f"{ONLY_B}{b}") if a is None else (f"{ONLY_A}{a}", "")
    return (a, b) if a == b else (a, f"{BETWEEN}{b}")


def _at(tokens: Sequence[str], position: int | None) -> str | None:
    return None if position is None else tokens[position]


# -------------------------------------------------------------------------- common axes


@dataclass(frozen=True, eq=False)
class AlignedAxis:
    """An axis on which both arrays are laid.

    Attributes:
        a, b: for each index of the axis, the index in A's array and in B's; −1 if that array has none.
        words: the label of each index; empty if there are none.
    """

    a: NDArray[np.intp]
    b: NDArray[np.intp]
    words: tuple[str, ...] = ()

    @property
    def shared(self) -> NDArray[np.intp]:
        """The indices for which both arrays have numbers."""
        return np.flatnonzero((self.a >= 0) & (self.b >= 0))

    @property
    def is_identity(self) -> bool:
        """Whether both arrays have all indices in the same order."""
        return self.a is self.b


Frame = tuple[AlignedAxis, ...]


@lru_cache(maxsize=64)  # the steps of a model share a few axes
def token_axis(align: Align, a: tuple[str, ...], b: tuple[str, ...]) -> AlignedAxis:
    """An axis of tokens."""
    if a == b:
        return whole_axis(len(a), a)
    alignment = align(a, b)
    if align is by_position:
        return whole_axis(len(a), words(alignment, a, b))
    of_a, of_b = (
        np.array([-1 if index is None else index for index in side], dtype=np.intp)
        for side in zip(*alignment, strict=True)
    )
    return AlignedAxis(of_a, of_b, words(alignment, a, b))


def whole_axis(size: int, words: tuple[str, ...] = ()) -> AlignedAxis:
    """An axis that is the same in both arrays."""
    indices = np.arange(size, dtype=np.intp)
    return AlignedAxis(indices, indices, words)


def filled(frame: Frame, values: Array, in_b: bool) -> Array:
    """An array laid on the frame, with NaN (0 for integers and booleans) where it has no number."""
    every = [axis.b if in_b else axis.a for axis in frame]
    shape = tuple(map(len, every))
    if shape == values.shape:  # every index once and in order
        return values
    found = np.full(shape, np.nan if values.dtype.kind == "f" else 0, values.dtype)
    there = [np.flatnonzero(indices >= 0) for indices in every]
    found[np.ix_(*there)] = values[
        np.ix_(*(indices[where] for indices, where in zip(every, there, strict=True)))
    ]
    return found


def missing(frame: Frame, sides: str) -> tuple[frozenset[int], ...]:
    """For each axis, the indices for which A ("a"), B ("b") or at least one of them ("ab") has no numbers."""
    return tuple(
        frozenset(n for side in sides for n in np.flatnonzero(getattr(axis, side) < 0).tolist())
        for axis in frame
    )
