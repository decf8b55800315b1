"""Ways to mask scores: −∞ before softmax, or 0 before or after it.

One row of scores; section 3.2.3 uses −∞.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.masked import filled, masked, softmax_then_mask
from ...core.operations.operation import floats
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.trace.tags import Tag
from .lab import Parameter, Result, counted, numbers, result, single
from .softmax import softmax

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("scores", "2, 1, 3", "the scores of one query, one for each key"),
    Parameter("allowed", "1, 1, 0", "1 for a visible key, 0 for a masked key"),
    Parameter("fill", -1e9, "number that some programs use instead of −∞", -1e9, 0, 1e8),
)


def run(scores: str, allowed: str, fill: float) -> Result:
    """The weights from each method, the sum of the row, and how much weight the masked keys get."""
    given, mask = numbers("scores", scores), numbers("allowed", allowed)
    if mask.shape != given.shape or not np.isin(mask, (0.0, 1.0)).all():
        raise Problem(_("allowed needs a 1 or a 0 for each of the {count} scores", count=given.size))
    grid, seen = given[None, None], mask[None].astype(bool)
    hidden = masked.reference(grid, seen)[0, 0]
    zeroed = filled.reference(grid, seen, fill=0.0)[0, 0]
    low = filled.reference(grid, seen, fill=fill)[0, 0]
    zeroed_weights = floats(softmax_then_mask.reference(grid, seen)[0, 0])
    ways = {
        "infinity": (softmax(hidden), N_("The weights with −∞ before softmax.")),
        "zero_before": (softmax(zeroed), N_("The weights with 0 before softmax.")),
        "zero_after": (zeroed_weights, N_("The weights with 0 after softmax.")),
        "renormalized": (
            zeroed_weights / zeroed_weights.sum(),
            N_("The weights with 0 after softmax, divided by their sum."),
        ),
        "low": (softmax(low), N_("The weights with a very low number before softmax.")),
    }
    tables = {}
    for name, (weights, says) in ways.items():
        tables[name] = counted(weights, "key", says)
        tables[f"{name}_sum"] = single(weights.sum(), "The sum of the row.")
        tables[f"{name}_leak"] = single(weights[mask == 0].sum(), "The total weight of the masked keys.")
    return result(
        scores=counted(given, "key", "The scores before masking."),
        allowed=counted(mask, "key", "1 for a visible key, 0 for a masked key."),
        unmasked=counted(softmax(given), "key", "The weights without a mask."),
        hidden_scores=counted(floats(hidden), "key", "The scores with −∞ for each masked key."),
        zeroed_scores=counted(floats(zeroed), "key", "The scores with 0 for each masked key."),
        low_scores=counted(floats(low), "key", "The scores with a very low number for each masked key."),
        **tables,
    )
