"""A random convolution, and attention with its weights: one head for each position of the kernel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from ....core.operations.convolution import convolution, convolution_2d
from ....core.operations.image import image
from ....core.operations.operation import Floats, floats
from ....core.operations.window import ZEROS, Window
from ..lab import Array, Table, numbered, table
from .relative import Layer, Places, Steps, attention, query_vectors

IN, OUT = 3, 2  # channels


def around(width: int, axes: int) -> Places:
    """The shifts of a window's positions from its middle, [position, axis], row by row."""
    return np.indices((width,) * axes).reshape(axes, -1).T - width // 2


def shifted(window: Places, apart: int, moved: int) -> Places:
    """The shift of each head, [head, axis]: those of a window, spread `apart`, with head 1 `moved` to the left."""
    shifts = window * apart
    shifts[0, -1] -= moved
    return shifts


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A random convolution, and attention with the same weights, applied to the same random input."""

    shape: tuple[int, ...]  # shape of the input without channels
    shifts: Places  # the shift each head attends to, [head, axis]
    edge: str  # "replicate" or "zeros"
    precision: str
    without: int | None  # the head that is removed
    seed: int

    @property
    def along(self) -> int:
        """The number of spatial axes."""
        return len(self.shape)

    @property
    def half(self) -> int:
        """How far a window must reach from its middle to contain all shifts."""
        return int(np.abs(self.shifts).max())

    @property
    def ring(self) -> int:
        """The number of zero tokens around the input on each side. Without them, the nearest real position wins."""
        return self.half if self.edge == ZEROS else 0

    @property
    def places(self) -> tuple[int, ...]:
        """The shape of the keys: the input, and the ring around it."""
        return tuple(size + 2 * self.ring for size in self.shape)

    @cached_property
    def numbers(self) -> tuple[Array, Array, Array]:
        """x [position, in], the kernel [out, in, head] and the bias [out], in this precision."""
        chance = np.random.default_rng(self.seed)
        count = len(self.shifts)
        x = chance.standard_normal((*self.shape, IN))
        kernel = chance.standard_normal((OUT, IN, count)) / (IN * count) ** 0.5
        bias = chance.standard_normal(OUT)
        x, kernel, bias = (each.astype(self.precision) for each in (x.reshape(-1, IN), kernel, bias))
        return x, kernel, bias

    @cached_property
    def offsets(self) -> Places:
        """From each query to each key, [query, key, axis]; only the input's positions are queries."""
        keys = np.indices(self.places).reshape(self.along, -1).T - self.ring
        queries = np.indices(self.shape).reshape(self.along, -1).T
        return keys[None] - queries[:, None]

    @cached_property
    def tokens(self) -> Array:
        """The tokens that can be attended to, [key, in]: x, and zeros around it."""
        x = self.numbers[0].reshape(*self.shape, IN)
        return np.pad(x, [(self.ring, self.ring)] * self.along + [(0, 0)]).reshape(-1, IN)

    def layer(self, sharpness: float) -> Layer:
        """Attention: every W^V_h copies, and W^O is the flattened kernel, head by head."""
        _x, kernel, bias = self.numbers
        return Layer(
            query_vectors(self.shifts, sharpness).astype(self.precision),
            np.tile(np.eye(IN), (len(self.shifts), 1)).astype(self.precision),
            kernel.transpose(0, 2, 1).reshape(OUT, -1),
            bias,
        )

    def steps(self, sharpness: float) -> Steps:
        """The steps of attention."""
        return attention(self.layer(sharpness), self.tokens, self.offsets, self.precision, self.without)

    @cached_property
    def window(self) -> Array:
        """[out, in, position, …]: the weights at the shifts, and 0 elsewhere in the window."""
        side = 2 * self.half + 1
        spread = np.zeros((OUT, IN, *(side,) * self.along), dtype=self.precision)
        for shift, weights in zip(self.shifts, np.moveaxis(self.numbers[1], -1, 0), strict=True):
            spread[(..., *(shift + self.half))] = weights
        return spread

    @cached_property
    def convolved(self) -> Floats:
        """The output of the convolution in float64, [position, out] or [out, row, column]."""
        x, _kernel, bias = self.numbers
        settings = Window.same(2 * self.half + 1, edge=self.edge).settings()
        operation = convolution if self.along == 1 else convolution_2d
        return floats(operation.reference(self.laid(x), self.window, bias, **settings))

    def laid(self, rows: Array) -> Array:
        """Rows [position, channel] in the layout of the convolution."""
        return rows if self.along == 1 else image.reference(rows, columns=self.shape[1])

    def error(self, steps: Steps) -> float:
        """The largest absolute difference between attention and convolution."""
        return float(np.abs(self.difference(steps)).max())

    def difference(self, steps: Steps) -> Floats:
        """Attention − convolution."""
        return floats(self.laid(steps.output)) - self.convolved

    # -------------------------------------------------------------------------- layout and labels
    @property
    def place_axes(self) -> tuple[str, ...]:
        """The names of the spatial axes."""
        return ("position",) if self.along == 1 else ("row", "column")

    @property
    def head_names(self) -> tuple[str, ...]:
        """The labels of the heads: the shifts they attend to."""
        return tuple("at " + ":".join(map(signed, shift)) for shift in self.shifts.tolist())

    @property
    def concat_names(self) -> tuple[str, ...]:
        """The labels of the concatenated features: shift and channel."""
        return tuple(f"{head[3:]} ch{channel}" for head in self.head_names for channel in range(1, IN + 1))

    def on_kernel(self, values: Array, says: str) -> Table:
        """A number for each head in the layout of the kernel."""
        side = round(len(self.shifts) ** (1 / self.along))
        if self.along == 1:
            return table(values, "head", says)
        return table(values.reshape(side, side), "kernel row, kernel column", says)

    def on_channels(self, values: Array, says: str) -> Table:
        """An input or output in the layout of the convolution, with labelled positions."""
        axes = "position, channel" if self.along == 1 else "channel, row, column"
        names = zip(self.place_axes, map(numbered, self.shape), strict=True)
        return table(values, axes, says, dict(names))

    def on_keys(self, values: Array, first: str, says: str) -> Table:
        """A number at each key, for each position of an axis `first`, in the layout of the input with its ring."""
        names = (ring_names(size, self.ring) for size in self.places)
        labels = dict(zip(self.place_axes, names, strict=True))
        return table(values.reshape(-1, *self.places), ", ".join((first, *self.place_axes)), says, labels)


def ring_names(size: int, ring: int) -> tuple[str, ...]:
    """Labels counted from 1 at the first position of the input; the ring before it is 0, −1, …"""
    return tuple(str(place + 1 - ring).replace("-", "−") for place in range(size))


def flat_names(shape: tuple[int, ...], ring: int = 0) -> tuple[str, ...]:
    """The labels of all positions in order; row:column for a pixel."""
    return tuple(":".join(each) for each in product(*(ring_names(size, ring) for size in shape)))


def signed(number: int) -> str:
    """−1, 0, +1"""
    return f"{number:+d}".replace("-", "−") if number else "0"
