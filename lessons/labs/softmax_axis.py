"""Softmax of a table of scores along each axis: one of them is wrong.

Section 3.2.1.
"""

from __future__ import annotations

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, Table, counted, matrix, result, table
from .softmax import softmax

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("scores", "2, 1, 3; 0, 4, 1; 1, 1, 0", "one row for each query, one column for each key"),
    Parameter("values", "10, 20, 30", "the value of each key, one number"),
)


def run(scores: str, values: str) -> Result:
    """Softmax over the keys, which is right, and over the queries; and the output of each."""
    given, key_values = matrix("scores", scores), matrix("values", values)[0]
    if given.shape[1] != key_values.size:
        raise Problem(_("values needs one number for each of the {count} keys", count=given.shape[1]))
    over_keys, over_queries = softmax(given, axis=1), softmax(given, axis=0)
    return result(
        scores=counted(given, "query, key", "The scores: one row for each query, one column for each key."),
        values=counted(key_values, "key", "The value of each key."),
        weights=counted(over_keys, "query, key", "Softmax along the keys: each row sums to 1."),
        wrong=counted(over_queries, "query, key", "Softmax along the queries: each column sums to 1."),
        **_sums("weights", over_keys),
        **_sums("wrong", over_queries),
        output=table(over_keys @ key_values, "query", "Each query's output, a mean of the values."),
        wrong_output=counted(over_queries @ key_values, "query", "The output along the wrong axis."),
    )


def _sums(name: str, weights: Floats) -> dict[str, Table]:
    return {
        f"{name}_row_sums": counted(weights.sum(axis=1), "query", "The sum of each row."),
        f"{name}_column_sums": counted(weights.sum(axis=0), "key", "The sum of each column."),
    }
