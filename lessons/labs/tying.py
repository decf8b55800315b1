"""One matrix in three places: source embedding, target embedding, output projection.

Section 3.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations import embedding_scale, linear, lookup
from ...core.operations.operation import floats
from .lab import Parameter, Result, Table, Value, single

Numbers = NDArray[np.float64]

WORDS = ("0", "1", "2", "3", "4", "5")
WIDTH = 4
PARAMETERS = (
    Parameter("row", 3, "the row of E that is changed", 0, len(WORDS) - 1, whole=True),
    Parameter("change", 0.5, "added to the row's first number", -5, 5, 0.1),
    Parameter("tied", True, "are the three one matrix?"),
    Parameter("vocabulary", 37000, "V, for the count", 1, 1_000_000, 1000, whole=True),
    Parameter("d_model", 512, "for the count", 1, 8192, 64, whole=True),
    Parameter("seed", 0, "of the random matrix", 0, 9999, whole=True),
)
USES = ("source", "target", "output")


def run(row: Value, change: Value, tied: Value, vocabulary: Value, d_model: Value, seed: Value) -> Result:
    """A row of the source embedding changed: what that does to each of the three uses."""
    rng = np.random.default_rng(int(seed))
    matrix = rng.standard_normal((len(WORDS), WIDTH)) / np.sqrt(WIDTH)
    stream = rng.standard_normal(WIDTH)  # what the decoder has made of a position
    changed = matrix.copy()
    changed[int(row), 0] += float(change)
    elsewhere = changed if tied else matrix
    before, after = uses(matrix, matrix, matrix, stream), uses(changed, elsewhere, elsewhere, stream)
    moved = [np.abs(a - b).reshape(len(WORDS), -1).max(axis=-1) for a, b in zip(after, before, strict=True)]
    saved = 2 * int(vocabulary) * int(d_model)
    return Result(
        {
            "matrix": Table(changed, ("token", "feature"), {"token": WORDS}, "E, the row changed."),
            "source": Table(after[0], ("token", "feature"), {"token": WORDS}, "Read for the source: E · √d."),
            "target": Table(after[1], ("token", "feature"), {"token": WORDS}, "Read for the target: E · √d."),
            "stream": Table(stream, ("feature",), says="x, what the decoder has made of a position."),
            "logits": Table(after[2], ("token",), {"token": WORDS}, "The logits: x · Eᵀ."),
            "moved": Table(
                np.array(moved),
                ("use", "token"),
                {"use": USES, "token": WORDS},
                "How far the change moves each token, in each use.",
            ),
            "vocabulary": single(int(vocabulary), "V."),
            "d_model": single(int(d_model), "The width of the vectors."),
            "one": single(int(vocabulary) * int(d_model), "Learned numbers of one matrix: V × d_model."),
            "saved": single(saved, "What tying saves: two of three matrices."),
            "saved_millions": single(saved / 1e6, "The same in millions."),
        }
    )


def uses(source: Numbers, target: Numbers, output: Numbers, stream: Numbers) -> tuple[Numbers, ...]:
    """Every token's vector as the source embedding gives it and as the target's does, and its logit."""
    return embedded(source), embedded(target), floats(linear.logits.reference(stream[None], output)[0])


def embedded(matrix: Numbers) -> Numbers:
    """[token, feature]: each row looked up and scaled."""
    rows = lookup.token_embedding.reference(np.arange(len(matrix)), matrix)
    return floats(embedding_scale.embedding_scale.reference(rows, d_model=matrix.shape[1]))
