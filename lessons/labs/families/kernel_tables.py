"""Layout and labels of the numbers of a convolution and its heads."""

from __future__ import annotations

from itertools import product

from ..lab import Array, Table, vector
from .kernel_heads import IN, Pair


def place_axes(pair: Pair) -> tuple[str, ...]:
    """The names of the spatial axes."""
    return ("position",) if pair.along == 1 else ("row", "column")


def channel_axes(pair: Pair) -> tuple[str, ...]:
    """The axes of an input or output in the layout of the convolution."""
    return ("position", "channel") if pair.along == 1 else ("channel", "row", "column")


def numbered(size: int, ring: int = 0) -> tuple[str, ...]:
    """Labels counted from 1 at the first position of the input; the ring before it is 0, −1, …"""
    return tuple(str(place + 1 - ring).replace("-", "−") for place in range(size))


def place_names(pair: Pair) -> dict[str, tuple[str, ...]]:
    """The labels of the input's positions."""
    return {axis: numbered(size) for axis, size in zip(place_axes(pair), pair.shape, strict=True)}


def flat_names(shape: tuple[int, ...], ring: int = 0) -> tuple[str, ...]:
    """The labels of all positions in order; row:column for a pixel."""
    return tuple(":".join(each) for each in product(*(numbered(size, ring) for size in shape)))


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def head_names(pair: Pair) -> tuple[str, ...]:
    """The labels of the heads: the shifts they attend to."""
    return tuple("at " + ":".join(map(_signed, shift)) for shift in pair.shifts.tolist())


def brought_names(pair: Pair) -> tuple[str, ...]:
    """The labels of the concatenated features: shift and channel."""
    return tuple(f"{head[3:]} ch{channel}" for head in head_names(pair) for channel in range(1, IN + 1))


def on_kernel(pair: Pair, values: Array, says: str) -> Table:
    """A number for each head in the layout of the kernel."""
    side = round(len(pair.shifts) ** (1 / pair.along))
    if pair.along == 1:
        return vector(values, "head", says, head_names(pair))
    return Table(values.reshape(side, side), ("kernel row", "kernel column"), says=says)


def on_keys(pair: Pair, values: Array, first: str, words: tuple[str, ...], says: str) -> Table:
    """A number at each key for each of `words`, in the layout of the input with its ring."""
    labels = {
        axis: numbered(size, pair.ring) for axis, size in zip(place_axes(pair), pair.places, strict=True)
    }
    return Table(
        values.reshape(len(words), *pair.places), (first, *place_axes(pair)), {first: words, **labels}, says
    )
