"""The parameters of a Transformer, counted part by part.

Sections 3.1 to 3.4.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Parameter, Result, result, single, table

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("d_model", 512, "d_model, the vectors' width", 1, 8192, 64, whole=True),
    Parameter("d_ff", 2048, "d_ff, the inner width", 1, 65536, 256, whole=True),
    Parameter("layers", 6, "N, number of layers on each side", 1, 96, whole=True),
    Parameter("vocabulary", 37000, "V, size of the shared vocabulary", 1, 1_000_000, 1000, whole=True),
    Parameter("tied", True, "whether embeddings and output share a matrix"),
)
ENCODER_PARTS = {"part": ("self-attention", "feed-forward", "layer norms")}
DECODER_PARTS = {"part": ("self-attention", "cross-attention", "feed-forward", "layer norms")}
WHOLE = {"part": ("embeddings", "encoder", "decoder")}


def run(d_model: int, d_ff: int, layers: int, vocabulary: int, tied: bool) -> Result:
    """Counts parameters: no bias in the attention, two in the feed-forward network, gain and bias in each norm."""
    attention = 4 * d_model**2  # W^Q, W^K, W^V, W^O; all heads together
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = np.array([attention, feed_forward, 2 * norm])
    decoder = np.array([attention, attention, feed_forward, 3 * norm])
    matrices = 1 if tied else 3
    whole = np.array([matrices * vocabulary * d_model, layers * encoder.sum(), layers * decoder.sum()])
    return result(
        d_model=single(d_model, "The width of the vectors."),
        d_ff=single(d_ff, "The width inside the feed-forward network."),
        layers=single(layers, "N, the number of layers on each side."),
        vocabulary=single(vocabulary, "V, the size of the shared vocabulary."),
        encoder_layer=table(encoder, "part", "Number of parameters of one encoder layer.", ENCODER_PARTS),
        decoder_layer=table(decoder, "part", "Number of parameters of one decoder layer.", DECODER_PARTS),
        whole=table(whole, "part", "Number of parameters of the whole model.", WHOLE),
        share=single(feed_forward / encoder.sum(), "The feed-forward network's share of an encoder layer."),
        total=single(whole.sum(), "Total number of parameters."),
        millions=single(int(whole.sum()) / 1e6, "Total number of parameters, in millions."),
        matrix=single(vocabulary * d_model, "Number of parameters of one embedding matrix: V × d_model."),
    )
