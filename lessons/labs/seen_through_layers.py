"""Which tokens a token can see after several layers, directly or through other tokens.

Devlin et al. 2018, arXiv 1810.04805, section 3.1. Only attention counts here: the residual connections, which pass on
a token's own vector, are left out.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Parameter, Result, numbered, result, single, table

MASKS = ("not itself", "causal", "none")
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("tokens", 4, "number of tokens", 1, 16, whole=True),
    Parameter("layers", 2, "number of layers", 1, 12, whole=True),
    Parameter("mask", "not itself", "what the mask hides in each layer", choices=MASKS),
)


def run(tokens: int, layers: int, mask: str) -> Result:
    """The mask of one layer, and what is visible through all layers; 1 where the row's token sees the column's."""
    every = np.ones((tokens, tokens), dtype=np.int64)
    allowed = {"not itself": every - np.eye(tokens, dtype=np.int64), "causal": np.tril(every), "none": every}[
        mask
    ]
    through = [allowed]
    for _layer in range(layers - 1):
        through.append((through[-1] @ allowed > 0).astype(np.int64))
    seen = through[-1]
    return result(
        dict.fromkeys(("query", "key"), numbered(tokens)) | {"layer": numbered(layers)},
        allowed=table(allowed, "query, key", "The mask of one layer: 1 = visible, 0 = hidden."),
        seen=table(
            seen, "query, key", "Visible after all layers, directly or through others: 1 = yes, 0 = no."
        ),
        itself=table(
            [np.trace(each) for each in through],
            "layer",
            "Number of tokens that see themselves after each layer.",
        ),
        later=single(np.triu(seen, 1).sum(), "Number of later tokens that are visible after all layers."),
        tokens=single(tokens, "Number of tokens."),
    )
