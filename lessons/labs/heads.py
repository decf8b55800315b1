"""Multi-head attention in four steps with any number of heads; W^O sums over the heads.

Section 3.2.2.
"""

from __future__ import annotations

import numpy as np

from ...core.operations import heads as attention
from ...core.operations import linear, scaled, softmax
from ...core.operations.operation import floats
from ...core.trace.tags import Tag
from .lab import Parameter, Result, numbered, result, single, table

POSITIONS = 4
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("heads", "8", "h, the number of heads", choices=("1", "2", "4", "8", "16", "32", "64")),
    Parameter("d_model", "64", "the width of the vectors", choices=("64", "128", "256", "512", "1024")),
    Parameter("seed", 0, "random seed for the input and matrices", 0, 9999, whole=True),
)


def run(heads: str, d_model: str, seed: int) -> Result:
    """Attention over random vectors, head by head; h·d_k = d_model, so h does not change the total size."""
    h, width = int(heads), int(d_model)
    d_k = width // h
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((POSITIONS, width))
    w_query, w_key, w_value, w_output = rng.standard_normal((4, width, width)) / np.sqrt(width)
    query, key, value = (
        each.reference(x, w, heads=h)
        for each, w in ((linear.query, w_query), (linear.key, w_key), (linear.value, w_value))
    )
    scores = scaled.scaled.reference(attention.dot_products.reference(query, key), d_k=d_k)
    weights = softmax.weights.reference(scores)
    answers = floats(attention.heads.reference(weights, value))
    concat = attention.concat.reference(answers)
    output = linear.attention_output.reference(concat, w_output)
    # Only head h meets columns h·d_k … (h+1)·d_k of W^O (stored as output × input).
    parts = np.einsum("hpd,ohd->hpo", answers, w_output.reshape(width, h, d_k))
    sizes = np.array([each.size for each in (w_query, w_key, w_value, w_output)])
    return result(
        {
            "head": numbered(h, "head "),
            "key": numbered(POSITIONS, "key "),
            "matrix": ("W^Q", "W^K", "W^V", "W^O"),
        },
        h=single(h, "The number of heads."),
        d_model=single(width, "The width of the vectors."),
        d_k=single(d_k, "The width of a head: d_model / h."),
        query=table(query, "head, query, d_k", "Step 1: the queries of each head."),
        weights=table(weights, "head, query, key", "Step 2: the weights of each head."),
        answers=table(answers, "head, query, d_v", "Step 2: the output of each head."),
        concat=table(concat, "position, feature", "Step 3: the heads' outputs concatenated."),
        output=table(output, "position, feature", "Step 4: concat · W^O."),
        parts=table(parts, "head, position, feature", "Each head times its own rows of W^O."),
        sum_of_parts=table(parts.sum(axis=0), "position, feature", "Σ head_i · W^O_i = concat · W^O."),
        sizes=table(sizes, "matrix", "Number of parameters of each matrix."),
        one_head=single(width * d_k, "Number of parameters of one head's W^Q: d_model × d_k."),
        parameters=single(sizes.sum(), "Number of parameters of the attention layer: 4 · d_model²."),
    )
