"""One model in four families: it reads a token at each position and gives the log-probability of each answer.

The families differ in the layers in between: self-attention, convolutions, a plain RNN or an LSTM.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from ..operations.window import Window
from .convolution import Convolutions
from .embedding import EmbeddingScale, EmbeddingSum, SinusoidalPositions, TokenEmbedding
from .layers import EncoderLayer
from .leaf import Leaf
from .linear import Linear
from .mask import CausalMask, PaddingMask
from .prediction import LogProbabilities
from .recurrent import Lstm, LstmCell, RecurrentLayers, Rnn
from .sequence_configuration import SequenceConfiguration
from .stack import paper_stack

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position feature"]

PADDING = 0  # id of the padding token, in the first part of a token


class PartsSum(Leaf):
    """The sum of the vectors of a token's two parts."""

    operation = operations.add.parts_sum

    def forward(self, first: Stream, second: Stream) -> Stream:
        return first + second


class TokenParts(nn.Module):
    """Converts the ids of each part of a token to one vector per position, times √size."""

    def __init__(self, streams: Mapping[str, int], size: int) -> None:
        super().__init__()
        self.parts = nn.ModuleDict({name: TokenEmbedding(words, size) for name, words in streams.items()})
        self.sum = PartsSum()
        self.scaled = EmbeddingScale(size)

    def forward(self, *ids: Ids) -> Stream:
        first, *others = (part(each) for part, each in zip(self.parts.values(), ids, strict=True))
        for other in others:
            first = self.sum(first, other)
        return cast(Tensor, self.scaled(first))


class AttentionLayers(nn.Module):
    """Positions, then encoder layers; a position attends to later ones only if the model is not causal."""

    def __init__(self, sizes: SequenceConfiguration) -> None:
        super().__init__()
        self.positions = SinusoidalPositions(sizes.longest, sizes.size)
        self.sum = EmbeddingSum()
        stack = paper_stack(sizes.layers, sizes.size, sizes.heads, sizes.d_ff, padding=PADDING)
        mask = CausalMask if sizes.causal else PaddingMask
        self.layers = nn.ModuleList(EncoderLayer(stack, mask(PADDING)) for _number in range(sizes.layers))

    def forward(self, x: Stream, ids: Ids) -> Stream:
        x = self.sum(x, self.positions(ids))
        for layer in self.layers:
            x = layer(x, ids)
        return x


def _encoder(sizes: SequenceConfiguration) -> nn.Module:
    match sizes.family:
        case "attention":
            return AttentionLayers(sizes)
        case "convolution":
            window = Window.causal if sizes.causal else Window.same
            windows = [window(sizes.width, dilation) for dilation in sizes.dilations]
            return Convolutions(sizes.size, sizes.size, windows)
        case "rnn":
            return RecurrentLayers(Rnn, sizes.size, sizes.size, sizes.layers)
        case "lstm":
            return RecurrentLayers(Lstm, sizes.size, sizes.size, sizes.layers)
    raise ValueError(sizes.family)


class SequenceModel(nn.Module):
    """Converts the ids of a sequence to the log-probability of each answer at each position."""

    def __init__(self, sizes: SequenceConfiguration) -> None:
        super().__init__()
        self.configuration = sizes
        self.embedding = TokenParts(sizes.streams, sizes.size)
        self.encoder = _encoder(sizes)
        self.logits = Linear(operations.linear.logits, sizes.size, sizes.answers)
        self.log_probabilities = LogProbabilities()

    def encode(self, *ids: Ids) -> Stream:
        x = self.embedding(*ids)
        return self.encoder(x, ids[0]) if isinstance(self.encoder, AttentionLayers) else self.encoder(x)

    def forward(self, *ids: Ids) -> Float[Tensor, "batch position answer"]:
        return self.log_probabilities(self.logits(self.encode(*ids)))


def build(sizes: SequenceConfiguration, seed: int, forget_bias: float | None = None) -> SequenceModel:
    """A model with random weights: the same for the same seed. The global random generator does not change.

    Args:
        forget_bias: the initial bias of an LSTM's forget gates.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = SequenceModel(sizes)
    if forget_bias is not None:
        for module in model.modules():
            if isinstance(module, LstmCell):
                nn.init.constant_(module.forget_gate_sum.bias, forget_bias)
    return model
