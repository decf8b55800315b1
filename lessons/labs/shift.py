"""From one position to another k later: each pair of features rotates by its own angle.

PE(pos + k) is a fixed linear function of PE(pos) (section 3.5).
"""

from __future__ import annotations

import numpy as np

from ...core.operations.positions import WAVELENGTH_BASE, sinusoids
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table
from .positions import own_angles

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("d", 8, "number of features", 2, 128, 2, whole=True),
    Parameter("k", 1, "the shift in positions", -50, 50, 1, whole=True),
    Parameter("count", 50, "number of positions at which it is tested", 4, 200, 1, whole=True),
)


def run(d: int, k: int, count: int) -> Result:
    """M_k, solved from the encodings themselves rather than the formula, then tested at every position.

    The same is done with the mistake of the lab `positions`, for which no such matrix exists.
    """
    features = d // 2 * 2
    now, then = sinusoids(count, features), sinusoids(count, features, first=k)
    blocks = solved(now, then)
    matrix = block_diagonal(blocks)
    pair = np.arange(features // 2)
    theory = wrapped(np.degrees(k * WAVELENGTH_BASE ** (-2 * pair / features)))
    local = [angles(solved(now[n : n + 2], then[n : n + 2])) for n in range(count - 1)]
    wrong_now, wrong_then = own_angles(count, features), own_angles(count, features, first=k)
    wrong_error = largest_error(wrong_now, wrong_then, block_diagonal(solved(wrong_now, wrong_then)))
    return result(
        {"pair": pair},
        matrix=table(matrix, "to, from", "M_k: PE(pos + k) = M_k PE(pos)."),
        blocks=table(blocks, "pair, to, from", "The 2×2 blocks of M_k."),
        angles=table(angles(blocks), "pair", "The rotation of each pair, in degrees."),
        theory=table(theory, "pair", "k/10000^(2i/d), in degrees."),
        local=table(local, "position, pair", "The angle, computed from only two positions."),
        place=table(np.arange(count - 1), "position", "The first of those two positions."),
        determinants=table(
            np.linalg.det(blocks),
            "pair",
            "The determinants of the blocks; 1 means that the pair is not stretched.",
        ),
        error=single(largest_error(now, then, matrix), "The largest error at any position."),
        wrong_error=single(wrong_error, "The largest error for the encoding with the mistake."),
        products=table((now * then).sum(-1), "position", "PE(pos)·PE(pos + k) at each position."),
    )


def solved(now: Floats, then: Floats) -> Floats:
    """The 2×2 matrix of each pair of features that maps `now` to `then` [position, feature], by least squares."""
    pairs = range(0, now.shape[1], 2)
    return np.array([np.linalg.lstsq(now[:, j : j + 2], then[:, j : j + 2], rcond=None)[0].T for j in pairs])


def angles(blocks: Floats) -> Floats:
    """The rotation of each 2×2 matrix in degrees: above −180, at most 180."""
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
    """The largest difference between the matrix applied to a row of `now` and the row of `then`."""
    return float(np.abs(then - now @ matrix.T).max())
