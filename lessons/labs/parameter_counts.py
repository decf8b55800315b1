"""Where a Transformer's learned numbers are: every part counted.

Sections 3.1 to 3.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, single

PARAMETERS = (
    Parameter("d_model", 512, "d_model, the vectors' width", 1, 8192, 64, whole=True),
    Parameter("d_ff", 2048, "d_ff, the inner width", 1, 65536, 256, whole=True),
    Parameter("layers", 6, "N, layers on each side", 1, 96, whole=True),
    Parameter("vocabulary", 37000, "V, the shared vocabulary", 1, 1_000_000, 1000, whole=True),
    Parameter("tied", True, "are the three one matrix?"),
)
ENCODER_PARTS = ("self-attention", "feed-forward", "layer norms")
DECODER_PARTS = ("self-attention", "cross-attention", "feed-forward", "layer norms")
WHOLE = ("embeddings", "encoder", "decoder")


def run(d_model: Value, d_ff: Value, layers: Value, vocabulary: Value, tied: Value) -> Result:
    """A straight count: no bias in the attention, two in the feed-forward network, gain and bias in each norm."""
    width, inner, n = int(d_model), int(d_ff), int(layers)
    attention = 4 * width**2  # W^Q, W^K, W^V, W^O; all heads together
    feed_forward = 2 * width * inner + inner + width
    norm = 2 * width
    encoder = np.array([attention, feed_forward, 2 * norm])
    decoder = np.array([attention, attention, feed_forward, 3 * norm])
    matrices = 1 if tied else 3
    whole = np.array([matrices * int(vocabulary) * width, n * encoder.sum(), n * decoder.sum()])
    return Result(
        {
            "d_model": single(width, "The width of the vectors."),
            "d_ff": single(inner, "The width inside the feed-forward network."),
            "layers": single(n, "N."),
            "vocabulary": single(int(vocabulary), "V."),
            "encoder_layer": _parts(encoder, ENCODER_PARTS, "Learned numbers of one encoder layer."),
            "decoder_layer": _parts(decoder, DECODER_PARTS, "Learned numbers of one decoder layer."),
            "whole": _parts(whole, WHOLE, "Learned numbers of the whole model."),
            "share": single(
                feed_forward / encoder.sum(), "The feed-forward network's share of an encoder layer."
            ),
            "total": single(int(whole.sum()), "All learned numbers."),
            "millions": single(int(whole.sum()) / 1e6, "All learned numbers, in millions."),
            "matrix": single(int(vocabulary) * width, "One embedding matrix: V × d_model."),
        }
    )


def _parts(counts: NDArray[np.int64], names: tuple[str, ...], says: str) -> Table:
    return Table(counts, ("part",), {"part": names}, says)
