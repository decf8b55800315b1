"""The parameters of a model with one stack of layers, such as GPT-2 or BERT, counted part by part.

Radford et al. 2019, section 2.3; Devlin et al. 2018, arXiv 1810.04805, section 3. Every matrix has a bias, the learned
positions are a table, and the output projection is the embedding matrix.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Parameter, Result, result, single, table

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("d_model", 768, "d_model, the vectors' width", 1, 8192, 64, whole=True),
    Parameter("d_ff", 3072, "d_ff, the inner width", 1, 65_536, 256, whole=True),
    Parameter("layers", 12, "N, number of layers", 1, 96, whole=True),
    Parameter("vocabulary", 50_257, "V, size of the vocabulary", 1, 1_000_000, 1000, whole=True),
    Parameter("positions", 1024, "the maximum number of tokens in a text", 1, 1_000_000, 512, whole=True),
    Parameter("types", 0, "number of token types, as in BERT", 0, 16, whole=True),
)
WHOLE = {"part": ("embeddings", "positions", "self-attention", "feed-forward", "layer norms")}


def run(d_model: int, d_ff: int, layers: int, vocabulary: int, positions: int, types: int) -> Result:
    """Counts parameters; two norms in each layer and one more, after the last layer or after the embedding."""
    attention = 4 * (d_model**2 + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norms = 2 * layers + 1
    parts = np.array(
        [
            vocabulary * d_model,
            (positions + types) * d_model,
            layers * attention,
            layers * feed_forward,
            norms * 2 * d_model,
        ]
    )
    return result(
        d_model=single(d_model, "The width of the vectors."),
        layers=single(layers, "N, number of layers."),
        vocabulary=single(vocabulary, "V, the size of the vocabulary."),
        norms=single(norms, "Number of norms."),
        parts=table(parts, "part", "Number of parameters of each part.", WHOLE),
        total=single(parts.sum(), "Total number of parameters."),
        millions=single(parts.sum() / 1e6, "Total number of parameters, in millions."),
        embedding_share=single(parts[0] / parts.sum(), "The embedding matrix's share of all parameters."),
        embedding_millions=single(parts[0] / 1e6, "Parameters of the embedding matrix, in millions."),
    )
