"""How far a number reaches in a convolution, in a recurrent cell, and over an image; see `reach`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..operations.expression import Index
from ..operations.operation import Array, Floats, Setting, floats
from ..operations.window import OUTSIDE, Window
from .reached import Places, Reach, all_of, at, nowhere
from .shapes import Shape


def reach_cnn_rnn(
    operation: str,
    number: int,
    cell: Index,
    inputs: Sequence[Array],
    settings: Mapping[str, Setting],
    shape: Shape,
) -> Reach | None:
    """The cells that this cell of this input goes into; None for an operation that is not known here."""
    mine = float(inputs[number][cell])
    match operation, number:
        case "convolution", _:
            return _of_convolution(number, cell, inputs, settings, shape)
        case "convolution_2d", _:
            return _of_convolution_2d(number, cell, inputs, settings, shape)
        case "input_at", 0:
            return at(0, cell[1]) if cell[0] == int(settings["place"]) else nowhere(shape)
        case "states", _:
            return at(number, cell[1])
        case "recurrent_sum", 0 | 1:
            return at(0, all_of(shape[1]), shares=mine * floats(inputs[number + 2][:, cell[1]]))
        case "recurrent_sum", 2 | 3:
            return at(0, cell[0], shares=mine * floats(inputs[number - 2][:, cell[1]]))
        case "candidate_sum", 0:
            return at(0, all_of(shape[1]), shares=mine * floats(inputs[3][:, cell[1]]))
        case "candidate_sum", 3:
            return at(0, cell[0], shares=mine * floats(inputs[0][:, cell[1]]))
        case (("recurrent_sum" | "candidate_sum"), 4):
            return at(0, cell[0], shares=np.array([mine]))
        case "candidate_sum", 1 | 2:
            return at(*cell, shares=_product(mine, inputs[3 - number], cell))
        case "cell_state", _:
            return at(*cell, shares=_product(mine, inputs[number ^ 1], cell))
        case "updated_state", 1:
            return at(*cell, shares=np.array([mine * (1.0 - float(inputs[0][cell]))]))
        case "updated_state", 2:
            return at(*cell, shares=_product(mine, inputs[0], cell))
        case (("updated_state" | "learned_scale"), 0) | ("hidden_state", _):
            return at(*cell)
        case "learned_scale", 1:
            return at(*map(all_of, shape))
        case "image_positions", 0:
            return at(cell[1] * inputs[0].shape[2] + cell[2], cell[0])
        case "image", 0:
            return at(cell[1], *divmod(cell[0], int(settings["columns"])))
    return None


def _product(mine: float, other: Array, cell: Index) -> Floats:
    return np.array([mine * float(other[cell])])


def _of_convolution(
    number: int, cell: Index, inputs: Sequence[Array], settings: Mapping[str, Setting], shape: Shape
) -> Reach:
    x, weight = inputs[0], inputs[1]
    places = Window.of(weight.shape[2], settings).places(len(x))
    mine = float(inputs[number][cell])
    match number:
        case 0:
            place, channel = cell
            hit = (places == place).astype(np.float64)  # [position, part of the window]
            seen = np.flatnonzero(hit.any(axis=1))
            shares = mine * hit[seen] @ floats(weight[:, channel]).T
            return at(seen, all_of(shape[1]), shares=shares.ravel())
        case 1:
            out, channel, part = cell
            seen = places[:, part]
            values = np.where(seen == OUTSIDE, 0.0, floats(x[seen, channel]))
            return at(all_of(shape[0]), out, shares=mine * values)
    return at(all_of(shape[0]), cell[0], shares=np.full(shape[0], mine))


def _of_convolution_2d(
    number: int, cell: Index, inputs: Sequence[Array], settings: Mapping[str, Setting], shape: Shape
) -> Reach:
    x, weight = inputs[0], inputs[1]
    rows, columns = (
        Window.of(width, settings).places(size)
        for width, size in zip(weight.shape[2:], x.shape[1:], strict=True)
    )
    mine = float(inputs[number][cell])
    match number:
        case 0:
            channel, row, column = cell
            down, across = (rows == row).astype(np.float64), (columns == column).astype(np.float64)
            seen = np.flatnonzero(down.any(axis=1)), np.flatnonzero(across.any(axis=1))
            shares = mine * np.einsum(
                "rk,cl,okl->orc", down[seen[0]], across[seen[1]], floats(weight[:, channel])
            )
            return at(all_of(shape[0]), *seen, shares=shares.ravel())
        case 1:
            out, channel, i, j = cell
            values = _where(floats(x[channel]), rows[:, i], columns[:, j])
            return at(out, all_of(shape[1]), all_of(shape[2]), shares=mine * values.ravel())
    everywhere = np.full(shape[1] * shape[2], mine)
    return at(cell[0], all_of(shape[1]), all_of(shape[2]), shares=everywhere)


def _where(image: Floats, rows: Places, columns: Places) -> Floats:
    """What stands at these rows and columns; 0 where there is none."""
    inside = (rows != OUTSIDE)[:, None] & (columns != OUTSIDE)
    return np.where(inside, image[np.ix_(rows, columns)], 0.0)
