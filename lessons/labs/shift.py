"""From one position to another k places on: each pair of features turns by its angle.

PE(pos + k) is a fixed linear function of PE(pos) (section 3.5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.positions import WAVELENGTH_BASE, sinusoids
from .lab import Parameter, Result, Table, Value, single
from .positions import own_angles

Floats = NDArray[np.float64]

PARAMETERS = (
    Parameter("d", 8, "how many features a position has", 2, 128, 2, whole=True),
    Parameter("k", 1, "by how many positions it is shifted", -50, 50, 1, whole=True),
    Parameter("count", 50, "at how many positions it is tried", 4, 200, 1, whole=True),
)


def run(d: Value, k: Value, count: Value) -> Result:
    """M_k, solved from the encodings themselves and not from the formula; then tried at every position.

    The same is done to the copied mistake of the lab `positions`, of which no such matrix exists.
    """
    features, by, positions = int(d) // 2 * 2, int(k), int(count)
    now, then = sinusoids(positions, features), sinusoids(positions, features, first=by)
    blocks = solved(now, then)
    matrix = block_diagonal(blocks)
    pair = np.arange(features // 2)
    pairs = tuple(str(n) for n in pair)
    frequency = WAVELENGTH_BASE ** (-2 * pair / features)
    local = np.array([angles(solved(now[n : n + 2], then[n : n + 2])) for n in range(positions - 1)])
    wrong_now, wrong_then = own_angles(positions, features), own_angles(positions, features, first=by)
    wrong_blocks = solved(wrong_now, wrong_then)
    return Result(
        {
            "matrix": Table(matrix, ("to", "from"), says="M_k: PE(pos + k) = M_k PE(pos)."),
            "blocks": Table(blocks, ("pair", "to", "from"), {"pair": pairs}, "Its 2×2 blocks."),
            "angles": Table(angles(blocks), ("pair",), {"pair": pairs}, "By how many degrees each turns."),
            "theory": Table(
                wrapped(np.degrees(by * frequency)), ("pair",), {"pair": pairs}, "k/10000^(2i/d), in degrees."
            ),
            "local": Table(
                local, ("position", "pair"), {"pair": pairs}, "The angle solved from two positions only."
            ),
            "place": Table(np.arange(positions - 1), ("position",), says="Where these two begin."),
            "determinants": Table(
                np.linalg.det(blocks), ("pair",), {"pair": pairs}, "1 for each: no pair is stretched."
            ),
            "error": single(largest_error(now, then, matrix), "The largest error at any position."),
            "wrong_error": single(
                largest_error(wrong_now, wrong_then, block_diagonal(wrong_blocks)),
                "The same for the copied mistake.",
            ),
            "products": Table(
                (now * then).sum(-1), ("position",), says="PE(pos)·PE(pos + k) of each position."
            ),
        }
    )


def solved(now: Floats, then: Floats) -> Floats:
    """For each pair of features the 2×2 matrix that takes `now` to `then` [position, feature], by least squares."""
    pairs = range(0, now.shape[1], 2)
    return np.array([np.linalg.lstsq(now[:, j : j + 2], then[:, j : j + 2], rcond=None)[0].T for j in pairs])


def angles(blocks: Floats) -> Floats:
    """By how many degrees each 2×2 matrix turns: more than −180, at most 180."""
    return np.asarray(np.degrees(np.arctan2(blocks[:, 0, 1], blocks[:, 0, 0])))


def wrapped(degrees: Floats) -> Floats:
    """The same angle above −180 and at most 180."""
    return np.asarray(180 - (180 - degrees) % 360)


def block_diagonal(blocks: Floats) -> Floats:
    """The matrix with these 2×2 blocks [block, to, from] on its diagonal, and zeros elsewhere."""
    matrix = np.zeros((2 * len(blocks), 2 * len(blocks)))
    for n, block in enumerate(blocks):
        matrix[2 * n : 2 * n + 2, 2 * n : 2 * n + 2] = block
    return matrix


def largest_error(now: Floats, then: Floats, matrix: Floats) -> float:
    """How far the matrix, applied to each row of `now`, is at most from that of `then`."""
    return float(np.abs(then - now @ matrix.T).max())
