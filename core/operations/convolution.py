"""Convolution: the same few weights at every position of a sequence or image."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_
from .expression import Constant, Expression, Index, Operand, Product, Sum, Total
from .formula import equation, row, sub, total
from .operation import Array, Floats, Operation, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at
from .window import OUTSIDE, Window


def _at(x: Floats, places: NDArray[np.intp], axis: int) -> Floats:
    """The values at these positions of an axis; 0 for padding."""
    shape = [1] * x.ndim
    shape[axis] = len(places)
    return np.where((places != OUTSIDE).reshape(shape), x.take(places, axis=axis), 0.0)


def _cell(x: Operand, *index: int) -> Expression:
    return Constant(0.0, "0") if OUTSIDE in index else x.cell(*index)


@dataclass(frozen=True, kw_only=True)
class OverWindow(Operation):
    """A sum over a window. Inputs: x, W [out, in, …the window], b [out]."""

    def inner(self, *inputs: Shape) -> int:
        return math.prod(inputs[1][1:]) if len(inputs) > 1 else 1


@dataclass(frozen=True, kw_only=True)
class Convolution(OverWindow):
    """Σ of W x over the window, + b.

    Inputs: x [position, in], W [out, in, width] as PyTorch stores it, b [out].
    Settings: stride, dilation, before, after, edge, as in `Window`.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, weight, bias = (floats(array) for array in inputs)
        places = Window.of(weight.shape[2], settings).places(len(x))
        result = np.broadcast_to(bias, (len(places), len(bias))).copy()
        for part in range(places.shape[1]):
            result += _at(x, places[:, part], 0) @ weight[:, :, part].T
        return result

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, out = cell
        x, weight, bias = inputs
        _out, channels, width = weight.values.shape
        places = Window.of(width, settings).places_of(position, len(x.values))
        products = _at(floats(x.values), places, 0) * floats(weight.values[out]).T

        def term(number: int) -> Expression:
            part, channel = divmod(number, channels)
            return Product((_cell(x, int(places[part]), channel), weight.cell(out, channel, part)))

        return Sum((Total(products.ravel(), term), bias.cell(out)))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(positions, inner), (out, inner_, width), (out_,)] if (inner, out) == (inner_, out_):
                return Window.of(width, settings).count(positions), out
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        x, weight = inputs[0], inputs[1]
        places = Window.of(weight.shape[2], settings).places(len(x))  # [position, part of the window]
        outputs, channels = len(places), len(weight)
        mine = float(inputs[number][cell])
        if number == 0:
            place, channel = cell
            hit = (places == place).astype(np.float64)
            seen = np.flatnonzero(hit.any(axis=1))
            shares = mine * hit[seen] @ floats(weight[:, channel]).T
            return at(seen, all_of(channels), shares=shares.ravel())
        if number == 1:
            out, channel, part = cell
            values = _at(floats(x[:, channel]), places[:, part], 0)
            return at(all_of(outputs), out, shares=mine * values)
        return at(all_of(outputs), cell[0], shares=np.full(outputs, mine))


@dataclass(frozen=True, kw_only=True)
class Convolution2d(OverWindow):
    """Σ of W x over a square window, + b.

    Inputs: x [channel, row, column], W [out, in, height, width] as PyTorch stores it, b [out].
    Settings, the same for rows and columns: stride, dilation, before, after, edge, as in `Window`.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, weight, bias = (floats(array) for array in inputs)
        sizes = zip(weight.shape[2:], x.shape[1:], strict=True)
        rows, columns = (Window.of(width, settings).places(size) for width, size in sizes)
        result = np.broadcast_to(bias[:, None, None], (len(bias), len(rows), len(columns))).copy()
        for i in range(rows.shape[1]):
            for j in range(columns.shape[1]):
                seen = _at(_at(x, rows[:, i], 1), columns[:, j], 2)
                result += np.einsum("oc,crs->ors", weight[:, :, i, j], seen)
        return result

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        out = cell[0]
        x, weight, bias = inputs
        sizes = zip(weight.values.shape[2:], cell[1:], x.values.shape[1:], strict=True)
        rows, columns = (Window.of(width, settings).places_of(at, size) for width, at, size in sizes)
        products = _at(_at(floats(x.values), rows, 1), columns, 2) * floats(weight.values[out])

        def term(number: int) -> Expression:
            channel, i, j = (int(n) for n in np.unravel_index(number, products.shape))
            return Product(
                (_cell(x, channel, int(rows[i]), int(columns[j])), weight.cell(out, channel, i, j))
            )

        return Sum((Total(products.ravel(), term), bias.cell(out)))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(inner, *sizes), (out, inner_, *widths), (out_,)] if (inner, out) == (inner_, out_):
                pairs = zip(widths, sizes, strict=True)
                return out, *(Window.of(width, settings).count(size) for width, size in pairs)
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        x, weight = inputs[0], inputs[1]
        sizes = zip(weight.shape[2:], x.shape[1:], strict=True)
        rows, columns = (Window.of(width, settings).places(size) for width, size in sizes)
        mine = float(inputs[number][cell])
        if number == 0:
            channel, row, column = cell
            down, across = (rows == row).astype(np.float64), (columns == column).astype(np.float64)
            seen = np.flatnonzero(down.any(axis=1)), np.flatnonzero(across.any(axis=1))
            kernel = floats(weight[:, channel])
            shares = mine * np.einsum("rk,cl,okl->orc", down[seen[0]], across[seen[1]], kernel)
            return at(all_of(len(weight)), *seen, shares=shares.ravel())
        everywhere = all_of(len(rows)), all_of(len(columns))
        if number == 1:
            out, channel, i, j = cell
            values = _at(_at(floats(x[channel]), rows[:, i], 0), columns[:, j], 1)
            return at(out, *everywhere, shares=mine * values.ravel())
        return at(cell[0], *everywhere, shares=np.full(len(rows) * len(columns), mine))


convolution = Convolution(
    name="convolution",
    title="convolution",
    formula=equation("y_t", row("b +", total(row("W_k", sub("x", "s t + d k − p")), over="k"))),
    meaning=N_(
        "Each position and its nearest neighbors, multiplied by weights that are the same everywhere: W_k is for the "
        "k-th position in the window. s is the stride, d the dilation, p the padding at the beginning."
    ),
    paper=N_("section 4; Gehring et al. 2017, arXiv 1705.03122"),
    recomputable=False,
)

convolution_2d = Convolution2d(
    name="convolution_2d",
    title="convolution over an image",
    formula=equation(
        "y_ij", row("b +", total(row("W_kl", sub("x", "s i + d k − p, s j + d l − p")), over="k, l"))
    ),
    axes=("channel", "row", "column"),
    meaning=N_(
        "A small square of pixels in all channels, multiplied by weights that are the same everywhere in the image: "
        "each output channel looks for one pattern at every position."
    ),
    paper="Dumoulin & Visin 2016, arXiv 1603.07285",
    recomputable=False,
)
