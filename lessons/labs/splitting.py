"""Project, then split into heads, as the paper does; or slice x first, then project each.

Section 3.2.2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations import linear
from ...core.operations.operation import floats
from .lab import Parameter, Result, Table, Value, single

POSITIONS = 3
WIDTH = 8
SAME = 1e-9  # a difference up to it is rounding
PARAMETERS = (
    Parameter("heads", "2", "h, the number of heads", choices=("1", "2", "4", "8")),
    Parameter("seed", 0, "of the random input and matrix", 0, 9999, whole=True),
)


def run(heads: Value, seed: Value) -> Result:
    """The queries of both ways from the same x and, as far as the second way has a use for them, the same numbers."""
    h = int(heads)
    rng = np.random.default_rng(int(seed))
    x = rng.standard_normal((POSITIONS, WIDTH))
    weight = rng.standard_normal((WIDTH, WIDTH)) / np.sqrt(WIDTH)
    blocks = weight * np.kron(np.eye(h), np.ones((WIDTH // h, WIDTH // h)))
    projected = floats(linear.query.reference(x, weight, heads=h))
    sliced = floats(linear.query.reference(x, blocks, heads=h))
    gap = np.abs(projected - sliced)
    axes = ("head", "query", "d_k")
    return Result(
        {
            "h": single(h, "The number of heads."),
            "d_model": single(WIDTH, "The width of x."),
            "x": Table(x, ("position", "feature"), says="The vectors that come in."),
            "projected": Table(projected, axes, says="Queries: each head projects all of x."),
            "sliced": Table(sliced, axes, says="Queries: each head projects its own slice of x."),
            "gap": Table(gap, axes, says="How far the two are apart."),
            "differing": single(int((gap > SAME).sum()), "How many of the numbers differ."),
            "numbers": single(gap.size, "How many numbers there are."),
            "projected_reach": _table(
                reach(weight, h), "Projected first: 1 where the head can see that feature of x."
            ),
            "sliced_reach": _table(
                reach(blocks, h), "Sliced first: 1 where the head can see that feature of x."
            ),
            "projected_parameters": single(WIDTH**2, "Learned numbers of W^Q: d_model²."),
            "sliced_parameters": single(WIDTH**2 // h, "Learned numbers of the slices' W^Q: d_model² / h."),
        }
    )


def reach(weight: NDArray[np.float64], heads: int) -> NDArray[np.float64]:
    """[head, feature]: 1 where nudging that feature of x moves the head's query."""
    nudges = np.eye(weight.shape[1])  # a nudge of one feature a row
    moved = linear.query.reference(nudges, weight, heads=heads)
    return np.asarray(np.abs(moved).max(axis=-1) > SAME, dtype=np.float64)


def _table(values: NDArray[np.float64], says: str) -> Table:
    return Table(values, ("head", "feature"), says=says)
