"""Three ways to hide scores: −∞ before softmax, and two that leak.

One row of scores; −∞ is that of section 3.2.3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.filled import filled
from ...core.operations.mask_after_softmax import softmax_then_mask
from ...core.operations.masked import masked
from ...core.support.errors import Problem
from .lab import Parameter, Result, Table, Value, counted, numbers, single
from .softmax import softmax

PARAMETERS = (
    Parameter("scores", "2, 1, 3", "the scores of one query, a key each"),
    Parameter("allowed", "1, 1, 0", "1 for a key that may be seen, 0 for one that may not"),
    Parameter("fill", -1e9, "the number that some programs write in place of −∞", -1e9, 0, 1e8),
)


def run(scores: Value, allowed: Value, fill: Value) -> Result:
    """The weights that each way gives, what is left of the row's sum, and how much the hidden keys get."""
    given, mask = numbers("scores", scores), numbers("allowed", allowed)
    if mask.shape != given.shape or not np.isin(mask, (0.0, 1.0)).all():
        raise Problem(f"allowed is a 1 or a 0 for each of the {given.size} scores")
    grid, seen = given[None, None], mask[None].astype(bool)
    hidden = masked.reference(grid, seen)[0, 0]
    zeroed = filled.reference(grid, seen, fill=0.0)[0, 0]
    low = filled.reference(grid, seen, fill=float(fill))[0, 0]
    after = softmax_then_mask.reference(grid, seen)[0, 0]
    tables = {
        "scores": _row(given, "The scores as they are."),
        "allowed": _row(mask, "1 where a key may be seen."),
        "unmasked": _row(softmax(given), "The weights without a mask."),
        "hidden_scores": _row(hidden, "−∞ where a key is hidden."),
        "zeroed_scores": _row(zeroed, "0 where a key is hidden."),
        "low_scores": _row(low, "A very low number where a key is hidden."),
    }
    ways = {
        "infinity": (softmax(hidden), "−∞ before softmax: the weights."),
        "zero_before": (softmax(zeroed), "0 before softmax: the weights."),
        "zero_after": (after, "0 after softmax: the weights."),
        "low": (softmax(low), "A very low number before softmax: the weights."),
    }
    for name, (weights, says) in ways.items():
        tables[name] = _row(weights, says)
        tables[f"{name}_sum"] = single(float(weights.sum()), "What the row sums to.")
        tables[f"{name}_leak"] = single(float(weights[mask == 0].sum()), "What the hidden keys get.")
    return Result(tables)


def _row(values: NDArray[np.generic], says: str) -> Table:
    return counted(np.asarray(values, dtype=np.float64), ("key",), says)
