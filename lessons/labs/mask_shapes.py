"""Who may attend to whom: the encoder's padding mask beside the decoder's causal mask.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.mask import causal_mask, padding_mask
from .lab import Array, Parameter, Result, Table, Value, single

PADDING, TOKEN = 0, 1  # ids: of the padding, and of anything else
PARAMETERS = (
    Parameter("tokens", 3, "real tokens", 1, 16, 1, whole=True),
    Parameter("padding", 1, "places of padding after them", 0, 16, 1, whole=True),
)


def run(tokens: Value, padding: Value) -> Result:
    """The two masks over the same places, and both together; 1 where a row's query may see a column's key."""
    real, empty = int(float(tokens)), int(float(padding))
    ids = np.array([TOKEN] * real + [PADDING] * empty)
    names = tuple([str(place + 1) for place in range(real)] + ["[PAD]"] * empty)
    no_padding = padding_mask.reference(ids, ids, padding=PADDING)
    no_future = causal_mask.reference(ids, ids, padding=-1)  # no id is −1: of padding it knows nothing
    both = causal_mask.reference(ids, ids, padding=PADDING)
    return Result(
        {
            "padding": _mask(no_padding, names, "The padding mask: nobody sees padding."),
            "causal": _mask(no_future, names, "The causal mask: nobody sees what comes later."),
            "both": _mask(both, names, "The decoder's mask: neither padding nor what comes later."),
            "padding_allowed": single(float(no_padding.sum()), "How many cells the padding mask allows."),
            "causal_allowed": single(float(no_future.sum()), "How many cells the causal mask allows."),
            "both_allowed": single(float(both.sum()), "How many cells both allow."),
        }
    )


def _mask(allowed: Array, names: tuple[str, ...], says: str) -> Table:
    return Table(
        np.asarray(allowed, dtype=np.float64), ("query", "key"), {"query": names, "key": names}, says
    )
