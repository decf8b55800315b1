"""Ways to mask scores: −∞ before softmax, and two that leak.

One row of scores; section 3.2.3 uses −∞.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.masked import filled, masked, softmax_then_mask
from ...core.support.errors import Problem
from .lab import Parameter, Result, Table, counted, numbers, single
from .softmax import softmax

PARAMETERS = (
    Parameter("scores", "2, 1, 3", "the scores of one query, one for each key"),
    Parameter("allowed", "1, 1, 0", "1 for a visible key, 0 for a masked key"),
    Parameter("fill", -1e9, "number that some programs use instead of −∞", -1e9, 0, 1e8),
)


def run(scores: str, allowed: str, fill: float) -> Result:
    """The weights from each method, the sum of the row, and how much weight the masked keys get."""
    given, mask = numbers("scores", scores), numbers("allowed", allowed)
    if mask.shape != given.shape or not np.isin(mask, (0.0, 1.0)).all():
        raise Problem(f"allowed needs a 1 or a 0 for each of the {given.size} scores")
    grid, seen = given[None, None], mask[None].astype(bool)
    hidden = masked.reference(grid, seen)[0, 0]
    zeroed = filled.reference(grid, seen, fill=0.0)[0, 0]
    low = filled.reference(grid, seen, fill=fill)[0, 0]
    after = softmax_then_mask.reference(grid, seen)[0, 0]
    tables = {
        "scores": _row(given, "The scores before masking."),
        "allowed": _row(mask, "1 for a visible key."),
        "unmasked": _row(softmax(given), "The weights without a mask."),
        "hidden_scores": _row(hidden, "−∞ for a masked key."),
        "zeroed_scores": _row(zeroed, "0 for a masked key."),
        "low_scores": _row(low, "A very low number for a masked key."),
    }
    ways = {
        "infinity": (softmax(hidden), "The weights with −∞ before softmax."),
        "zero_before": (softmax(zeroed), "The weights with 0 before softmax."),
        "zero_after": (after, "The weights with 0 after softmax."),
        "low": (softmax(low), "The weights with a very low number before softmax."),
    }
    for name, (weights, says) in ways.items():
        tables[name] = _row(weights, says)
        tables[f"{name}_sum"] = single(weights.sum(), "The sum of the row.")
        tables[f"{name}_leak"] = single(weights[mask == 0].sum(), "The total weight of the masked keys.")
    return Result(tables)


def _row(values: NDArray[np.generic], says: str) -> Table:
    return counted(np.asarray(values, dtype=np.float64), ("key",), says)
