"""Attention of one query over anything that has keys and values: parts of an image, earlier clicks.

The same arithmetic as over words (section 3.2.1): dot products, softmax, weighted sum.
"""

from __future__ import annotations

import math

import numpy as np

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Parameter, Result, matrix, numbers, result, single, table
from .softmax import softmax

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("query", "1", "the numbers of the query"),
    Parameter("keys", "0; ln(3); ln(2); ln(4)", "the keys, separated by semicolons"),
    Parameter("values", "0, 0; .2, 1; 0, .9; 1, 0", "the values, separated by semicolons"),
    Parameter("names", "sky, dog, grass, ball", "a name for each key"),
    Parameter("features", "red, alive", "a name for each number in a value"),
)


def run(query: str, keys: str, values: str, names: str, features: str) -> Result:
    """Scores, weights and output."""
    q, k, v = numbers("query", query), matrix("keys", keys), matrix("values", values)
    named, columns = ([word.strip() for word in text.split(",")] for text in (names, features))
    if k.shape[1] != len(q):
        raise Problem(_("each key needs {count} numbers, like the query", count=len(q)))
    if not len(k) == len(v) == len(named):
        raise Problem(
            _(
                "there are {keys} keys, {values} values and {names} names; they must be as many",
                keys=len(k),
                values=len(v),
                names=len(named),
            )
        )
    if v.shape[1] != len(columns):
        raise Problem(
            _(
                "there are {features} features, and {count} numbers in a value",
                features=len(columns),
                count=v.shape[1],
            )
        )
    scores = k @ q / math.sqrt(len(q))
    weights = softmax(scores)
    return result(
        {"key": named, "feature": columns},
        keys=table(k, "key, number", "The keys."),
        values=table(v, "key, feature", "The values."),
        scores=table(scores, "key", "q · k ÷ √d_k."),
        weights=table(weights, "key", "Softmax of the scores."),
        shares=table(
            weights[:, None] * v, "key, feature", "Weight × value: what each key adds to the output."
        ),
        output=table(weights @ v, "feature", "The weighted sum of the values."),
        top=single(int(np.argmax(weights)), "The index of the key with the largest weight, counted from 0."),
    )
