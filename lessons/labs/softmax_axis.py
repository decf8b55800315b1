"""Softmax of a table of scores along each of its axes, one of which is the wrong one.

Section 3.2.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.support.errors import Problem
from .lab import Parameter, Result, Table, Value, counted, table
from .softmax import softmax

PARAMETERS = (
    Parameter("scores", "2, 1, 3; 0, 4, 1; 1, 1, 0", "a row for each query, a column for each key"),
    Parameter("values", "10, 20, 30", "what each key hands over: one number"),
)


def run(scores: Value, values: Value) -> Result:
    """Softmax over the keys, as it should be, and over the queries; and what either brings back."""
    given, offered = table("scores", scores), table("values", values)[0]
    if given.shape[1] != offered.size:
        raise Problem(f"values is a number for each of the {given.shape[1]} keys")
    over_keys, over_queries = softmax(given, axis=1), softmax(given, axis=0)
    both = ("query", "key")
    return Result(
        {
            "scores": counted(given, both, "The scores: a row for each query, a column for each key."),
            "values": counted(offered, ("key",), "What each key hands over."),
            "weights": counted(over_keys, both, "Softmax along the keys: each row sums to 1."),
            "wrong": counted(over_queries, both, "Softmax along the queries: each column sums to 1."),
            **_sums("weights", over_keys),
            **_sums("wrong", over_queries),
            "output": Table(
                over_keys @ offered, ("query",), says="What each query gets: a mean of the values."
            ),
            "wrong_output": counted(
                over_queries @ offered, ("query",), "What each gets of weights along the wrong axis."
            ),
        }
    )


def _sums(name: str, weights: NDArray[np.float64]) -> dict[str, Table]:
    return {
        f"{name}_row_sums": counted(weights.sum(axis=1), ("query",), "The sum of each row."),
        f"{name}_column_sums": counted(weights.sum(axis=0), ("key",), "The sum of each column."),
    }
