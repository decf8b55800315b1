"""Self-attention over a few small vectors, with every intermediate product.

Section 3.2.1.
As in the lessons, a₁ … aₙ are the inputs and b₁ … bₙ the outputs. As in the paper, a query is q = a W^Q.
"""

from __future__ import annotations

import math

import numpy as np

from ...core.operations.scaled import scaled
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, matrix, result, single, table
from .softmax import softmax

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LETTERS = {"input": "a", "query": "q", "key": "k", "value": "v", "output": "b"}  # by the axis they label
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("inputs", "1, 0; 0, 1; 1, 1", "the input vectors a, one row each"),
    Parameter("query_matrix", "2, 0, 1, 0; -1, 2, 1, 0", "W^Q: one row for each input feature"),
    Parameter("key_matrix", "2, 0, 0, 1; 0, 1, 2, 0", "W^K: one row for each input feature"),
    Parameter("value_matrix", "1, 2; 3, -1", "W^V: one row for each input feature"),
)


def subscripted(letter: str, count: int) -> tuple[str, ...]:
    """The labels a₁, a₂, …"""
    return tuple(f"{letter}{number}".translate(SUBSCRIPTS) for number in range(1, count + 1))


def run(inputs: str, query_matrix: str, key_matrix: str, value_matrix: str) -> Result:
    """Every step from the inputs to the outputs; and the outputs again, one at a time, from the last to the first."""
    given = matrix("inputs", inputs)
    w_q, w_k, w_v = matrix("W^Q", query_matrix), matrix("W^K", key_matrix), matrix("W^V", value_matrix)
    if not given.shape[1] == len(w_q) == len(w_k) == len(w_v) or w_q.shape != w_k.shape:
        raise Problem(
            _("W^Q, W^K and W^V need one row for each input feature, and W^Q and W^K the same shape")
        )
    query, key, value = given @ w_q, given @ w_k, given @ w_v
    products = query[:, None] * key + 0.0  # −0 becomes 0
    scores = _scaled(query @ key.T, key.shape[1])
    weights = softmax(scores)
    weighted = weights[..., None] * value
    totals = np.exp(scores).sum(axis=-1)
    alone = _one_by_one(query, key, value)
    return result(
        {axis: subscripted(letter, len(given)) for axis, letter in LETTERS.items()},
        inputs=table(given, "input, feature", "The input vectors."),
        query_matrix=table(w_q, "feature, d_k", "W^Q: projects an input to its query."),
        key_matrix=table(w_k, "feature, d_k", "W^K: projects an input to its key."),
        value_matrix=table(w_v, "feature, d_v", "W^V: projects an input to its value."),
        query=table(query, "query, d_k", "q = a W^Q"),
        key=table(key, "key, d_k", "k = a W^K"),
        value=table(value, "value, d_v", "v = a W^V"),
        products=table(products, "query, key, d_k", "The products that sum to q·k."),
        first_products=table(products[0], "key, d_k", "The products that sum to q₁·k."),
        dots=table(products.sum(axis=-1), "query, key", "q·k"),
        scores=table(scores, "query, key", "q·k / √d_k"),
        exponentials=table(np.exp(scores), "query, key", "e to the power of each score."),
        totals=table(totals, "query", "The sum of the exponentials of each row."),
        weights=table(weights, "query, key", "The weights: each row sums to 1."),
        weighted=table(weighted, "output, value, d_v", "Each value times its weight."),
        first_weighted=table(weighted[0], "value, d_v", "Each value times the weight that q₁ gives it."),
        output=table(weights @ value, "output, d_v", "The outputs: the sums of the weighted values."),
        one_by_one=table(
            alone, "output, d_v", "The outputs computed one at a time, from the last to the first."
        ),
        root=single(math.sqrt(key.shape[1]), "√d_k"),
    )


def _scaled(dots: Floats, d_k: int) -> Floats:
    return np.asarray(scaled.reference(dots, d_k=d_k), dtype=np.float64)


def _one_by_one(query: Floats, key: Floats, value: Floats) -> Floats:
    """The outputs from the last to the first, each computed independently."""
    output = np.full((len(query), value.shape[1]), np.nan)
    for place in reversed(range(len(query))):
        output[place] = softmax(_scaled(query[place] @ key.T, key.shape[1])) @ value
    return output
