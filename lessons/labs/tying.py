"""Weight tying: one matrix for source embedding, target embedding and output projection.

Section 3.4.
"""

from __future__ import annotations

import numpy as np

from ...core.operations import linear, lookup, scaled
from ...core.operations.operation import floats
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

WORDS = ("0", "1", "2", "3", "4", "5")
WIDTH = 4
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("row", 3, "the row of E to change", 0, len(WORDS) - 1, whole=True),
    Parameter("change", 0.5, "number added to the row's first number", -5, 5, 0.1),
    Parameter("tied", True, "whether embeddings and output share one matrix"),
    Parameter("vocabulary", 37000, "V, for the parameter count", 1, 1_000_000, 1000, whole=True),
    Parameter("d_model", 512, "d_model, for the parameter count", 1, 8192, 64, whole=True),
    Parameter("seed", 0, "random seed for the matrix", 0, 9999, whole=True),
)


def run(row: int, change: float, tied: bool, vocabulary: int, d_model: int, seed: int) -> Result:
    """Changes a row of the source embedding and shows the effect on each of the three uses."""
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((len(WORDS), WIDTH)) / np.sqrt(WIDTH)
    stream = rng.standard_normal(WIDTH)  # the decoder's output at one position
    changed = matrix.copy()
    changed[row, 0] += change
    elsewhere = changed if tied else matrix
    before, after = all_uses(matrix, matrix, matrix, stream), all_uses(changed, elsewhere, elsewhere, stream)
    source, target, logits = after
    moved = [np.abs(a - b).reshape(len(WORDS), -1).max(axis=-1) for a, b in zip(after, before, strict=True)]
    size = vocabulary * d_model
    return result(
        {"token": WORDS, "use": ("source", "target", "output")},
        matrix=table(changed, "token, feature", "E with the changed row."),
        source=table(source, "token, feature", "The source embedding: E · √d."),
        target=table(target, "token, feature", "The target embedding: E · √d."),
        stream=table(stream, "feature", "x, the decoder's output at one position."),
        logits=table(logits, "token", "The logits: x · Eᵀ."),
        moved=table(moved, "use, token", "How much the change affects each token in each use of the matrix."),
        vocabulary=single(vocabulary, "V, the size of the shared vocabulary."),
        d_model=single(d_model, "The width of the vectors."),
        one=single(size, "Number of parameters of one matrix: V × d_model."),
        saved=single(2 * size, "Number of parameters that tying saves: two of three matrices."),
        saved_millions=single(2 * size / 1e6, "Number of parameters that tying saves, in millions."),
    )


def all_uses(source: Floats, target: Floats, output: Floats, stream: Floats) -> tuple[Floats, ...]:
    """Every token's vector from the source embedding and from the target embedding, and its logit."""
    return embedded(source), embedded(target), floats(linear.logits.reference(stream[None], output)[0])


def embedded(matrix: Floats) -> Floats:
    """[token, feature]: the scaled embedding of every token."""
    rows = lookup.token_embedding.reference(np.arange(len(matrix)), matrix)
    return floats(scaled.embedding_scale.reference(rows, d_model=matrix.shape[1]))
