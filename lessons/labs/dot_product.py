"""Two arrows in the plane: the dot product is the length of one times the projection of the other onto it.

Section 3.2.1.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, result, single, table

EXACT = 15  # decimals: 90° is a right angle, although π/2 is not a floating-point number
ALL_ROUND = np.arange(0.0, 361.0, 15.0)  # degrees
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("angle", 60.0, "angle from q to k, in degrees", 0, 360, 15),
    Parameter("query_length", 2.0, "the length of q", 0, 10, 0.5),
    Parameter("key_length", 1.5, "the length of k", 0, 10, 0.5),
    Parameter("turn", 0.0, "rotation of both arrows, in degrees", 0, 360, 15),
)


def run(angle: float, query_length: float, key_length: float, turn: float) -> Result:
    """q at the angle `turn`, k at `angle` from q; their dot product in three ways."""
    query = query_length * _toward(turn)
    key = key_length * _toward(turn + angle)
    cosine = float(_toward(angle)[0])
    shadow = key_length * cosine
    dots = [float(query @ (key_length * _toward(turn + each))) for each in ALL_ROUND]
    return result(
        query=counted(query, "feature", "The query's two coordinates."),
        key=counted(key, "feature", "The key's two coordinates."),
        products=counted(query * key, "feature", "The products of the coordinates, which sum to q·k."),
        dot=single(query @ key, "q·k"),
        angle=single(angle, "The angle from q to k, in degrees."),
        cosine=single(cosine, "The cosine of the angle."),
        by_lengths=single(query_length * key_length * cosine, "‖q‖ · ‖k‖ · cosine"),
        shadow=single(shadow, "The length of k's projection onto q, negative if it points backwards."),
        shadow_on_query=counted(shadow * _toward(turn), "feature", "The tip of k's projection onto q."),
        query_shadow=single(query_length * cosine, "The length of q's projection onto k."),
        query_length=single(np.linalg.norm(query), "‖q‖"),
        key_length=single(np.linalg.norm(key), "‖k‖"),
        angles=table(ALL_ROUND, "angle", "Angles from q to k, in degrees."),
        dots=table(dots, "angle", "q·k at each of these angles, with the same lengths."),
    )


def _toward(degrees: float) -> Floats:
    """The unit vector in that direction."""
    radians = np.radians(degrees)
    return np.array([np.cos(radians), np.sin(radians)], dtype=np.float64).round(EXACT)
