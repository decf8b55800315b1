"""The encoder-decoder of "Attention Is All You Need" (Vaswani et al. 2017, figure 1), as a tree of steps."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from .attention import Attention
from .configuration import Configuration
from .embedding import Embedding, LearnedPositions, SinusoidalPositions
from .feed_forward import FeedForward, Gelu, Relu
from .leaf import Leaf
from .linear import Linear
from .mask import CausalMask, PaddingMask
from .norm import PostNorm, PreNorm, Residual

RESIDUALS: dict[str, type[Residual]] = {"post-norm": PostNorm, "pre-norm": PreNorm}
POSITIONS: dict[str, type[SinusoidalPositions] | type[LearnedPositions]] = {
    "sinusoidal": SinusoidalPositions,
    "learned": LearnedPositions,
}
ACTIVATIONS: dict[str, type[Leaf]] = {"relu": Relu, "gelu": Gelu}

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position d_model"]


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network, each with its residual connection."""

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        residual = RESIDUALS[sizes.residual]
        self.self_attention = Attention(sizes.d_model, sizes.heads, PaddingMask(sizes.padding))
        self.self_attention_residual = residual(sizes.d_model, sizes.dropout)
        self.feed_forward = FeedForward(sizes.d_model, sizes.d_ff, ACTIVATIONS[sizes.activation]())
        self.feed_forward_residual = residual(sizes.d_model, sizes.dropout)

    def forward(self, x: Stream, ids: Ids) -> Stream:
        x = self.self_attention_residual(x, lambda x: self.self_attention(x, x, ids, ids))
        return self.feed_forward_residual(x, self.feed_forward)


class DecoderLayer(nn.Module):
    """Causal self-attention, cross-attention to the encoder's output, the feed-forward network."""

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        residual = RESIDUALS[sizes.residual]
        self.self_attention = Attention(sizes.d_model, sizes.heads, CausalMask(sizes.padding))
        self.self_attention_residual = residual(sizes.d_model, sizes.dropout)
        self.cross_attention = Attention(sizes.d_model, sizes.heads, PaddingMask(sizes.padding))
        self.cross_attention_residual = residual(sizes.d_model, sizes.dropout)
        self.feed_forward = FeedForward(sizes.d_model, sizes.d_ff, ACTIVATIONS[sizes.activation]())
        self.feed_forward_residual = residual(sizes.d_model, sizes.dropout)

    def forward(self, x: Stream, memory: Stream, ids: Ids, source: Ids) -> Stream:
        x = self.self_attention_residual(x, lambda x: self.self_attention(x, x, ids, ids))
        x = self.cross_attention_residual(x, lambda x: self.cross_attention(x, memory, ids, source))
        return self.feed_forward_residual(x, self.feed_forward)


class Encoder(nn.Module):
    """N encoder layers."""

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(sizes) for _ in range(sizes.layers))
        self.norm = RESIDUALS[sizes.residual].last_norm(sizes.d_model)

    def forward(self, x: Stream, ids: Ids) -> Stream:
        for layer in self.layers:
            x = layer(x, ids)
        return self.norm(x)


class Decoder(nn.Module):
    """N decoder layers; each reads the output of the encoder's last layer."""

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(sizes) for _ in range(sizes.layers))
        self.norm = RESIDUALS[sizes.residual].last_norm(sizes.d_model)

    def forward(self, x: Stream, memory: Stream, ids: Ids, source: Ids) -> Stream:
        for layer in self.layers:
            x = layer(x, memory, ids, source)
        return self.norm(x)


class LogProbabilities(Leaf):
    """Log-softmax over the vocabulary."""

    operation = operations.softmax.log_probabilities

    def forward(self, logits: Float[Tensor, "batch position token"]) -> Float[Tensor, "batch position token"]:
        return F.log_softmax(logits, dim=-1)


class Transformer(nn.Module):
    """From source and target ids to the log-probabilities of the token after each target position.

    Source embedding, target embedding and output projection share one matrix (section 3.4).
    """

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        self.configuration = sizes
        positions = POSITIONS[sizes.positions]
        self.source_embedding = self._embedding(positions(sizes.longest, sizes.d_model))
        self.encoder = Encoder(sizes)
        self.target_embedding = self._embedding(positions(sizes.longest, sizes.d_model))
        self.decoder = Decoder(sizes)
        self.logits = Linear(operations.linear.logits, sizes.d_model, sizes.vocabulary, bias=False)
        self.log_probabilities = LogProbabilities()
        shared = self.source_embedding.tokens.weight
        self.target_embedding.tokens.weight = self.logits.weight = shared

    def _embedding(self, positions: Leaf) -> Embedding:
        sizes = self.configuration
        return Embedding(sizes.vocabulary, sizes.d_model, positions, sizes.dropout)

    def encode(self, source: Ids) -> Stream:
        """What the decoder reads of the source sentence."""
        self._refuse_lengths(source)
        return self.encoder(self.source_embedding(source), source)

    def decode(self, target: Ids, memory: Stream, source: Ids) -> Float[Tensor, "batch position token"]:
        """Log-probabilities of the token that follows each target position."""
        self._refuse_lengths(target)
        x = self.decoder(self.target_embedding(target), memory, target, source)
        return self.log_probabilities(self.logits(x))

    def forward(self, source: Ids, target: Ids) -> Float[Tensor, "batch position token"]:
        return self.decode(target, self.encode(source), source)

    def _refuse_lengths(self, ids: Ids) -> None:
        if not ids.shape[1]:
            raise ValueError("a sentence without any token is nothing that a model could read")
        if ids.shape[1] > self.configuration.longest:
            raise ValueError(
                f"{ids.shape[1]} tokens are more than this model's {self.configuration.longest}; "
                "shorten the sentence"
            )


def build(sizes: Configuration, seed: int | None = None) -> Transformer:
    """A Transformer with random weights: the same for the same seed. The global generator is left alone."""
    with torch.random.fork_rng(enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
        return Transformer(sizes)
