"""Which query may attend to which key: the padding mask and the causal mask.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.mask import causal_mask, padding_mask
from ...core.operations.operation import floats
from ...core.trace.tags import Tag
from .lab import Parameter, Result, numbered, result, single, table

PADDING, TOKEN = 0, 1  # token ids
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("tokens", 3, "number of real tokens", 1, 16, 1, whole=True),
    Parameter("padding", 1, "number of padding positions after the real tokens", 0, 16, 1, whole=True),
)


def run(tokens: int, padding: int) -> Result:
    """The two masks over the same positions, and both combined; 1 where the row's query may see the column's key."""
    ids = np.array([TOKEN] * tokens + [PADDING] * padding)
    no_padding = floats(padding_mask.reference(ids, ids, padding=PADDING))
    no_future = floats(causal_mask.reference(ids, ids, padding=-1))  # no id is −1, so none is padding
    both = floats(causal_mask.reference(ids, ids, padding=PADDING))
    return result(
        dict.fromkeys(("query", "key"), (*numbered(tokens), *["[PAD]"] * padding)),
        padding=table(no_padding, "query, key", "The padding mask: no query sees padding."),
        causal=table(no_future, "query, key", "The causal mask: no query sees a later position."),
        both=table(both, "query, key", "The decoder's mask: no query sees padding or a later position."),
        padding_allowed=single(no_padding.sum(), "Number of cells that the padding mask allows."),
        causal_allowed=single(no_future.sum(), "Number of cells that the causal mask allows."),
        both_allowed=single(both.sum(), "Number of cells that both masks allow."),
    )
