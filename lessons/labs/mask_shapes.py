"""Which query may attend to which key: the padding mask and the causal mask.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.mask import causal_mask, padding_mask
from .lab import Array, Parameter, Result, Table, result, single

PADDING, TOKEN = 0, 1  # token ids
PARAMETERS = (
    Parameter("tokens", 3, "number of real tokens", 1, 16, 1, whole=True),
    Parameter("padding", 1, "padding positions after them", 0, 16, 1, whole=True),
)


def run(tokens: int, padding: int) -> Result:
    """The two masks over the same positions, and both combined; 1 where the row's query may see the column's key."""
    real, empty = tokens, padding
    ids = np.array([TOKEN] * real + [PADDING] * empty)
    names = tuple([str(place + 1) for place in range(real)] + ["[PAD]"] * empty)
    no_padding = padding_mask.reference(ids, ids, padding=PADDING)
    no_future = causal_mask.reference(ids, ids, padding=-1)  # no id is −1, so it ignores padding
    both = causal_mask.reference(ids, ids, padding=PADDING)
    return result(
        padding=_mask(no_padding, names, "The padding mask: no query sees padding."),
        causal=_mask(no_future, names, "The causal mask: no query sees a later position."),
        both=_mask(both, names, "The decoder's mask: neither padding nor later positions."),
        padding_allowed=single(no_padding.sum(), "Number of cells the padding mask allows."),
        causal_allowed=single(no_future.sum(), "Number of cells the causal mask allows."),
        both_allowed=single(both.sum(), "Number of cells both masks allow."),
    )


def _mask(allowed: Array, names: tuple[str, ...], says: str) -> Table:
    return Table(
        np.asarray(allowed, dtype=np.float64), ("query", "key"), {"query": names, "key": names}, says
    )
