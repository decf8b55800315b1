"""Two arrows in the plane: the dot product is one length times the projection of the other.

Section 3.2.1.
"""

from __future__ import annotations

import numpy as np

from .lab import Floats, Parameter, Result, counted, result, single, vector

EXACT = 15  # decimals: 90° is a right angle, although π/2 is not a floating-point number
ALL_ROUND = np.arange(0.0, 361.0, 15.0)  # degrees
PARAMETERS = (
    Parameter("angle", 60.0, "degrees from q to k", 0, 360, 15),
    Parameter("query_length", 2.0, "the length of q", 0, 10, 0.5),
    Parameter("key_length", 1.5, "the length of k", 0, 10, 0.5),
    Parameter("turn", 0.0, "degrees by which both arrows are rotated", 0, 360, 15),
)


def run(angle: float, query_length: float, key_length: float, turn: float) -> Result:
    """q at the angle `turn`, k at `angle` from q; their dot product in three ways."""
    long_query, long_key = query_length, key_length
    query = long_query * _toward(turn)
    key = long_key * _toward(turn + angle)
    cosine = float(_toward(angle)[0])
    along = ("feature",)
    return result(
        query=counted(query, along, "The query's two coordinates."),
        key=counted(key, along, "The key's two coordinates."),
        products=counted(query * key, along, "The products of the coordinates, which sum to q·k."),
        dot=single(query @ key, "q·k"),
        angle=single(angle, "The angle from q to k, in degrees."),
        cosine=single(cosine, "The cosine of the angle."),
        by_lengths=single(long_query * long_key * cosine, "‖q‖ · ‖k‖ · cosine"),
        shadow=single(long_key * cosine, "The length of k's projection on q, negative if backwards."),
        shadow_on_query=counted(long_key * cosine * _toward(turn), along, "The tip of k's projection on q."),
        query_shadow=single(long_query * cosine, "The length of q's projection on k."),
        query_length=single(np.linalg.norm(query), "‖q‖"),
        key_length=single(np.linalg.norm(key), "‖k‖"),
        angles=vector(ALL_ROUND, "angle", "Angles from q to k, in degrees."),
        dots=vector(
            np.array([float(query @ (long_key * _toward(turn + each))) for each in ALL_ROUND]),
            "angle",
            "q·k at each of these angles, with the same lengths.",
        ),
    )


def _toward(degrees: float) -> Floats:
    """The unit vector in that direction."""
    radians = np.radians(degrees)
    return np.array([np.cos(radians), np.sin(radians)], dtype=np.float64).round(EXACT)
