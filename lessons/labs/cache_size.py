"""The size of the key/value cache, with fewer keys and values than queries.

Computed from formulas. Shazeer 2019, arXiv 1911.02150; Ainslie et al. 2023, arXiv 2305.13245.
"""

from __future__ import annotations

import numpy as np

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Parameter, Result, result, single, table

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("layers", 32, "N, number of layers", 1, 200, whole=True),
    Parameter("heads", 32, "h, number of query heads", 1, 128, whole=True),
    Parameter(
        "groups", 8, "number of key/value heads; it must divide the number of query heads", 1, 128, whole=True
    ),
    Parameter("d_k", 128, "d_k, width of a head", 1, 512, 16, whole=True),
    Parameter("tokens", 8192, "number of tokens in the text", 1, 10_000_000, 1024, whole=True),
    Parameter("width", 2, "bytes per number", 1, 8, whole=True),
)
PARTS = {"part": ("query", "key", "value", "output")}


def run(layers: int, heads: int, groups: int, d_k: int, tokens: int, width: int) -> Result:
    """The numbers in the cache, their memory, and the parameters of one attention layer."""
    if heads % groups:
        raise Problem(
            _("{heads} query heads cannot share {groups} key/value heads evenly", heads=heads, groups=groups)
        )
    d_model = heads * d_k
    possible = np.array([count for count in range(1, heads + 1) if heads % count == 0])
    per_token = 2 * layers * groups * d_k
    memory = 2 * layers * possible * d_k * tokens * width / 1e6
    parameters = [d_model**2, d_model * groups * d_k, d_model * groups * d_k, d_model**2]
    return result(
        {"group": possible},
        layers=single(layers, "N, number of layers."),
        heads=single(heads, "h, number of query heads."),
        groups=single(groups, "Number of key/value heads."),
        d_k=single(d_k, "d_k, width of a head."),
        d_model=single(d_model, "d_model = h · d_k."),
        tokens=single(tokens, "Number of tokens."),
        per_token=single(
            per_token, "Numbers in the cache for each token: 2 · layers · key/value heads · d_k."
        ),
        numbers=single(per_token * tokens, "Numbers in the cache for the whole text."),
        megabytes=single(per_token * tokens * width / 1e6, "Memory of the cache in MB (10⁶ bytes)."),
        possible=table(possible, "group", "The possible numbers of key/value heads."),
        memory=table(memory, "group", "Memory of the cache in MB, by number of key/value heads."),
        parameters=table(parameters, "part", "Number of parameters of one attention layer.", PARTS),
    )
