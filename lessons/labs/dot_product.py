"""Two arrows in the plane: the dot product is the length of one times the shadow of the other on it (section 3.2.1)."""

from __future__ import annotations

import numpy as np

from .lab import Parameter, Result, Table, Value, single

EXACT = 12  # decimals: 90° is a right angle, although π/2 is no floating-point number
PARAMETERS = (
    Parameter("angle", 60.0, "degrees between the two arrows", 0, 360, 15),
    Parameter("query_length", 2.0, "the length of q", 0, 10, 0.5),
    Parameter("key_length", 1.5, "the length of k", 0, 10, 0.5),
)


def run(angle: Value, query_length: Value, key_length: Value) -> Result:
    """q along the first axis, k turned by `angle`; their dot product by coordinates, and by lengths and angle."""
    turn = np.radians(float(angle))
    toward = np.round([np.cos(turn), np.sin(turn)], EXACT)
    query = np.array([float(query_length), 0.0])
    key = float(key_length) * toward
    along = ("feature",)
    return Result(
        {
            "query": Table(query, along, says="The query's two coordinates."),
            "key": Table(key, along, says="The key's two coordinates."),
            "products": Table(query * key, along, says="Coordinate by coordinate, what is added up."),
            "dot": single(float(query @ key), "q·k"),
            "cosine": single(float(toward[0]), "The cosine of the angle."),
            "shadow": single(float(key[0]), "How long k's shadow on q is."),
            "query_length": single(float(np.linalg.norm(query)), "‖q‖"),
            "key_length": single(float(np.linalg.norm(key)), "‖k‖"),
        }
    )
