"""Project, then split into heads as in the paper; or slice x first, then project each slice.

Section 3.2.2.
"""

from __future__ import annotations

import numpy as np

from ...core.operations import linear
from ...core.operations.operation import floats
from .lab import Floats, Parameter, Result, Table, result, single

POSITIONS = 3
WIDTH = 8
SAME = 1e-9  # a difference up to it is rounding
PARAMETERS = (
    Parameter("heads", "2", "h, the number of heads", choices=("1", "2", "4", "8")),
    Parameter("seed", 0, "random seed of the input and matrix", 0, 9999, whole=True),
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
    axes = ("head", "query", "d_k")
    return result(
        h=single(h, "Number of heads."),
        d_model=single(WIDTH, "The width of x."),
        x=Table(x, ("position", "feature"), says="The vectors that come in."),
        projected=Table(projected, axes, says="Queries: each head projects all of x."),
        sliced=Table(sliced, axes, says="Queries: each head projects its own slice of x."),
        gap=Table(gap, axes, says="The difference between the two."),
        differing=single((gap > SAME).sum(), "Number of queries' features that differ."),
        numbers=single(gap.size, "Number of features of all queries."),
        projected_reach=_table(
            reach(weight, h), "Projected first: 1 if the head depends on that feature of x."
        ),
        sliced_reach=_table(reach(blocks, h), "Sliced first: 1 if the head depends on that feature of x."),
        projected_parameters=single(WIDTH**2, "Parameters of W^Q: d_model²."),
        sliced_parameters=single(WIDTH**2 // h, "Parameters of W^Q for slices: d_model² / h."),
    )


def reach(weight: Floats, heads: int) -> Floats:
    """[head, feature]: 1 if a change of that feature of x changes the head's query."""
    nudges = np.eye(weight.shape[1])  # each row changes one feature
    moved = linear.query.reference(nudges, weight, heads=heads)
    return np.asarray(np.abs(moved).max(axis=-1) > SAME, dtype=np.float64)


def _table(values: Floats, says: str) -> Table:
    return Table(values, ("head", "feature"), says=says)
