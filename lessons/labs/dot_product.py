"""Two arrows in the plane: their dot product is one's length times the other's shadow on it.

Section 3.2.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, counted, single

EXACT = 15  # decimals: 90° is a right angle, although π/2 is no floating-point number
ALL_ROUND = np.arange(0.0, 361.0, 15.0)  # degrees
PARAMETERS = (
    Parameter("angle", 60.0, "degrees from q to k", 0, 360, 15),
    Parameter("query_length", 2.0, "the length of q", 0, 10, 0.5),
    Parameter("key_length", 1.5, "the length of k", 0, 10, 0.5),
    Parameter("turn", 0.0, "degrees by which both arrows are turned together", 0, 360, 15),
)


def run(angle: Value, query_length: Value, key_length: Value, turn: Value) -> Result:
    """q turned by `turn`, k by `angle` more; their dot product by coordinates, by lengths and angle, by shadow."""
    long_query, long_key = float(query_length), float(key_length)
    query = long_query * _toward(float(turn))
    key = long_key * _toward(float(turn) + float(angle))
    cosine = float(_toward(float(angle))[0])
    along = ("feature",)
    return Result(
        {
            "query": counted(query, along, "The query's two coordinates."),
            "key": counted(key, along, "The key's two coordinates."),
            "products": counted(query * key, along, "Coordinate by coordinate, what is added up."),
            "dot": single(float(query @ key), "q·k"),
            "angle": single(float(angle), "The angle from q to k, in degrees."),
            "cosine": single(cosine, "The cosine of the angle."),
            "by_lengths": single(long_query * long_key * cosine, "‖q‖ · ‖k‖ · cosine"),
            "shadow": single(
                long_key * cosine, "How long k's shadow on q is; negative where it points backwards."
            ),
            "shadow_on_query": counted(
                long_key * cosine * _toward(float(turn)), along, "The tip of k's shadow on q."
            ),
            "query_shadow": single(long_query * cosine, "How long q's shadow on k is."),
            "query_length": single(float(np.linalg.norm(query)), "‖q‖"),
            "key_length": single(float(np.linalg.norm(key)), "‖k‖"),
            "angles": Table(ALL_ROUND, ("angle",), says="Angles from q to k, in degrees."),
            "dots": Table(
                np.array([float(query @ (long_key * _toward(float(turn) + each))) for each in ALL_ROUND]),
                ("angle",),
                says="q·k at each of these angles, with the same lengths.",
            ),
        }
    )


def _toward(degrees: float) -> NDArray[np.float64]:
    """The arrow of length 1 in that direction."""
    radians = np.radians(degrees)
    return np.array([np.cos(radians), np.sin(radians)], dtype=np.float64).round(EXACT)
