"""Rotary positions: a query and a key, each rotated by an angle that grows with its position.

Su et al. 2021, arXiv 2104.09864. Each pair of numbers, i and i + d/2, is rotated by its own angle; later pairs rotate
more slowly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbers, result, single, table

DIGITS = 12  # so that a quarter turn gives 0 and not 1e−16
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("query", "2, 0", "the query; an even number of numbers"),
    Parameter("key", "1, 1", "the key; as many numbers as the query"),
    Parameter("m", 3, "the query's position", 0, 1000, whole=True),
    Parameter("n", 1, "the key's position", 0, 1000, whole=True),
    Parameter("angle", 30.0, "degrees by which the first pair is rotated per position", -180, 180, 5),
    Parameter("base", 10_000.0, "base from which the angles of the other pairs are computed", 1, 1e9, 1000),
    Parameter("positions", 6, "number of positions in the table of scores", 2, 16, whole=True),
)


def run(query: str, key: str, m: int, n: int, angle: float, base: float, positions: int) -> Result:
    """The rotated query and key, their dot product, and the dot products at other positions."""
    q, k = numbers("query", query), numbers("key", key)
    if len(q) != len(k) or len(q) % 2:
        raise Problem(_("query and key need the same even number of numbers, such as 2, 0 and 1, 1"))
    angles = pair_angles(len(q), angle, base)
    everywhere = np.arange(positions)
    queries, keys = (rotated(np.tile(each, (positions, 1)), everywhere, angles) for each in (q, k))
    turned_query, turned_key = (
        rotated(each[None], np.array([at]), angles)[0] for each, at in ((q, m), (k, n))
    )
    return result(
        {"query": everywhere, "key": everywhere, "pair": np.arange(len(angles))},
        query=table(q, "number", "The query before the rotation."),
        key=table(k, "number", "The key before the rotation."),
        rotated_query=table(turned_query, "number", "The query, rotated according to its position m."),
        rotated_key=table(turned_key, "number", "The key, rotated according to its position n."),
        angles=table(np.degrees(angles), "pair", "The rotation of each pair per position, in degrees."),
        base=single(base, "The base from which the angles of the other pairs are computed."),
        m=single(m, "The query's position."),
        n=single(n, "The key's position."),
        unrotated=single(q @ k, "The dot product without rotations."),
        score=single(turned_query @ turned_key, "The dot product of the rotated query and the rotated key."),
        scores=table(
            queries @ keys.T, "query, key", "The dot product for each position of the query and of the key."
        ),
    )


def pair_angles(d: int, degrees: float, base: float) -> Floats:
    """The rotation of each pair between two adjacent positions, in radians, [d / 2]."""
    return np.asarray(np.radians(degrees) * base ** (-np.arange(0, d, 2) / d))


def rotated(x: Floats, positions: NDArray[np.integer], angles: Floats) -> Floats:
    """Rows [position, d] rotated by position · angle: each pair of numbers is a complex number that is multiplied."""
    one, other = np.split(x, 2, axis=-1)
    turned = (one + 1j * other) * np.exp(1j * positions[:, None] * angles)
    return np.round(np.concatenate([turned.real, turned.imag], axis=-1), DIGITS) + 0.0  # +0.0: never −0
