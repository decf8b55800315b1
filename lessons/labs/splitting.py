"""Two orders: project x and then split it into heads, as in the paper; or slice x first and then project each slice.

Section 3.2.2.
"""

from __future__ import annotations

import numpy as np

from ...core.operations import linear
from ...core.operations.operation import floats
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbered, result, single, table

POSITIONS = 3
WIDTH = 8
SAME = 1e-9  # a difference up to it is rounding
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("heads", "2", "h, the number of heads", choices=("1", "2", "4", "8")),
    Parameter("seed", 0, "random seed for the input and matrix", 0, 9999, whole=True),
)


def run(heads: str, seed: int) -> Result:
    """The queries of both methods from the same x and, as far as the second method uses them, the same parameters."""
    h = int(heads)
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((POSITIONS, WIDTH))
    weight = rng.standard_normal((WIDTH, WIDTH)) / np.sqrt(WIDTH)
    blocks = weight * np.kron(np.eye(h), np.ones((WIDTH // h, WIDTH // h)))
    projected = floats(linear.query.reference(x, weight, heads=h))
    sliced = floats(linear.query.reference(x, blocks, heads=h))
    gap = np.abs(projected - sliced)
    return result(
        {"head": numbered(h, "head ")},
        h=single(h, "Number of heads."),
        d_model=single(WIDTH, "The width of x."),
        x=table(x, "position, feature", "The input vectors."),
        projected=table(projected, "head, query, d_k", "Queries: each head projects all of x."),
        sliced=table(sliced, "head, query, d_k", "Queries: each head projects its own slice of x."),
        gap=table(gap, "head, query, d_k", "The difference between the two sets of queries."),
        differing=single((gap > SAME).sum(), "Number of query features that differ."),
        numbers=single(gap.size, "Number of features in all queries."),
        projected_reach=table(
            reach(weight, h), "head, feature", "Projected first: 1 if the head depends on that feature of x."
        ),
        sliced_reach=table(
            reach(blocks, h), "head, feature", "Sliced first: 1 if the head depends on that feature of x."
        ),
        projected_parameters=single(WIDTH**2, "Number of parameters of W^Q: d_model²."),
        sliced_parameters=single(WIDTH**2 // h, "Number of parameters of W^Q for slices: d_model² / h."),
    )


def reach(weight: Floats, heads: int) -> Floats:
    """[head, feature]: 1 if a change of that feature of x changes the head's query."""
    nudges = np.eye(weight.shape[1])  # each row changes one feature
    moved = linear.query.reference(nudges, weight, heads=heads)
    return np.asarray(np.abs(moved).max(axis=-1) > SAME, dtype=np.float64)
