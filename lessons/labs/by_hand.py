"""Self-attention over a few small vectors, with every product that is added up on the way.

Section 3.2.1.
The letters are those of the lessons: a₁ … aₙ go in, b₁ … bₙ come out. As in the paper a query is q = a W^Q.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...core.operations.scaled import scaled
from ...core.support.errors import Problem
from .lab import Parameter, Result, Table, Value, single, table
from .softmax import softmax

Numbers = NDArray[np.float64]

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LETTERS = {"input": "a", "query": "q", "key": "k", "value": "v", "output": "b"}  # by the axis that they label
PARAMETERS = (
    Parameter("inputs", "1, 0; 0, 1; 1, 1", "the vectors a, a row each"),
    Parameter("query_matrix", "2, 0, 1, 0; -1, 2, 1, 0", "W^Q: a row for each feature that comes in"),
    Parameter("key_matrix", "2, 0, 0, 1; 0, 1, 2, 0", "W^K: a row for each feature that comes in"),
    Parameter("value_matrix", "1, 2; 3, -1", "W^V: a row for each feature that comes in"),
)
TABLES = {
    "inputs": (("input", "feature"), "What goes in."),
    "query_matrix": (("feature", "d_k"), "W^Q: how a query is made."),
    "key_matrix": (("feature", "d_k"), "W^K: how a key is made."),
    "value_matrix": (("feature", "d_v"), "W^V: how a value is made."),
    "query": (("query", "d_k"), "q = a W^Q"),
    "key": (("key", "d_k"), "k = a W^K"),
    "value": (("value", "d_v"), "v = a W^V"),
    "products": (("query", "key", "d_k"), "The products whose sum is q·k."),
    "first_products": (("key", "d_k"), "The products whose sums are q₁·k."),
    "dots": (("query", "key"), "q·k"),
    "scores": (("query", "key"), "q·k / √d_k"),
    "exponentials": (("query", "key"), "e to the power of each score."),
    "totals": (("query",), "What the exponentials of a row are divided by."),
    "weights": (("query", "key"), "The weights: each row sums to 1."),
    "weighted": (("output", "value", "d_v"), "The values, each times its weight."),
    "first_weighted": (("value", "d_v"), "The values, each times the weight that q₁ gives it."),
    "output": (("output", "d_v"), "What comes out: the sum of these."),
    "one_by_one": (("output", "d_v"), "The same, computed one at a time, the last first."),
}


def run(inputs: Value, query_matrix: Value, key_matrix: Value, value_matrix: Value) -> Result:
    """All of it, from the vectors to the outputs; and the outputs once more, each by itself, the last first."""
    given = table("inputs", inputs)
    w_q, w_k, w_v = (
        table(name, text)
        for name, text in (("W^Q", query_matrix), ("W^K", key_matrix), ("W^V", value_matrix))
    )
    if not given.shape[1] == len(w_q) == len(w_k) == len(w_v) or w_q.shape != w_k.shape:
        raise Problem(
            "W^Q, W^K and W^V have a row for each feature of the inputs; W^Q and W^K are of one shape"
        )
    query, key, value = given @ w_q, given @ w_k, given @ w_v
    products = query[:, None] * key + 0.0  # −0 becomes 0
    scores = _scaled(query @ key.T, key.shape[1])
    weights = softmax(scores)
    weighted = weights[..., None] * value
    found = {
        "inputs": given,
        "query_matrix": w_q,
        "key_matrix": w_k,
        "value_matrix": w_v,
        "query": query,
        "key": key,
        "value": value,
        "products": products,
        "first_products": products[0],
        "dots": products.sum(axis=-1),
        "scores": scores,
        "exponentials": np.exp(scores),
        "totals": np.exp(scores).sum(axis=-1),
        "weights": weights,
        "weighted": weighted,
        "first_weighted": weighted[0],
        "output": weights @ value,
        "one_by_one": _one_by_one(query, key, value),
    }
    tables = {name: _table(name, values) for name, values in found.items()}
    return Result({**tables, "root": single(math.sqrt(key.shape[1]), "√d_k")})


def _scaled(dots: Numbers, d_k: int) -> Numbers:
    return np.asarray(scaled.reference(dots, d_k=d_k), dtype=np.float64)


def _one_by_one(query: Numbers, key: Numbers, value: Numbers) -> Numbers:
    """The outputs, from the last to the first, each without any other."""
    output = np.full((len(query), value.shape[1]), np.nan)
    for place in reversed(range(len(query))):
        output[place] = softmax(_scaled(query[place] @ key.T, key.shape[1])) @ value
    return output


def _table(name: str, values: Numbers) -> Table:
    axes, says = TABLES[name]
    labels = {
        axis: tuple(f"{LETTERS[axis]}{number + 1}".translate(SUBSCRIPTS) for number in range(size))
        for axis, size in zip(axes, values.shape, strict=True)
        if axis in LETTERS
    }
    return Table(values, axes, labels, says)
