"""The encoder-decoder of "Attention Is All You Need" (Vaswani et al. 2017, figure 1), as a tree of steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from ..support.errors import Problem
from ..support.localization import _
from .attention import Attention, CachedAttention, KeyValue
from .configuration import Configuration
from .embedding import Embedding, LearnedPositions, SinusoidalPositions
from .feed_forward import FeedForward, Gelu, Relu
from .leaf import Leaf
from .linear import Linear
from .mask import CausalMask, Mask, PaddingMask, refuse_padding_first
from .norm import PostNorm, PreNorm, Residual

RESIDUALS: dict[str, type[Residual]] = {"post-norm": PostNorm, "pre-norm": PreNorm}
POSITIONS: dict[str, type[SinusoidalPositions] | type[LearnedPositions]] = {
    "sinusoidal": SinusoidalPositions,
    "learned": LearnedPositions,
}
ACTIVATIONS: dict[str, type[Leaf]] = {"relu": Relu, "gelu": Gelu}

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position d_model"]


class LayerCache(NamedTuple):
    """Keys and values that a decoder layer need not compute again: of the source, and of the target so far."""

    source: KeyValue
    target: KeyValue | None = None


Cache = tuple[LayerCache, ...]


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network, each with its residual connection.

    Args:
        mask: which positions each position may attend to; if it is None, all that are not padding.
    """

    def __init__(self, sizes: Configuration, mask: Mask | None = None) -> None:
        super().__init__()
        residual = RESIDUALS[sizes.residual]
        self.self_attention = Attention(sizes.d_model, sizes.heads, mask or PaddingMask(sizes.padding))
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
        self.self_attention = CachedAttention(sizes.d_model, sizes.heads, CausalMask(sizes.padding))
        self.self_attention_residual = residual(sizes.d_model, sizes.dropout)
        self.cross_attention = Attention(sizes.d_model, sizes.heads, PaddingMask(sizes.padding))
        self.cross_attention_residual = residual(sizes.d_model, sizes.dropout)
        self.feed_forward = FeedForward(sizes.d_model, sizes.d_ff, ACTIVATIONS[sizes.activation]())
        self.feed_forward_residual = residual(sizes.d_model, sizes.dropout)

    def forward(self, x: Stream, memory: Stream, ids: Ids, source: Ids) -> Stream:
        x = self.self_attention_residual(x, lambda x: self.self_attention(x, x, ids, ids))
        x = self.cross_attention_residual(x, lambda x: self.cross_attention(x, memory, ids, source))
        return self.feed_forward_residual(x, self.feed_forward)

    def decode_step(
        self, x: Stream, cached: LayerCache, latest: Ids, ids: Ids, source: Ids
    ) -> tuple[Stream, LayerCache]:
        """The same for the latest positions only, with the cached keys and values of earlier ones."""
        grown: list[KeyValue] = []

        def self_attention(x: Stream) -> Stream:
            output, target = self.self_attention.decode_step(x, cached.target, latest, ids)
            grown.append(target)
            return output

        def cross_attention(x: Stream) -> Stream:
            return self.cross_attention.attend(self.cross_attention.query(x), cached.source, latest, source)

        x = self.self_attention_residual(x, self_attention)
        x = self.cross_attention_residual(x, cross_attention)
        return self.feed_forward_residual(x, self.feed_forward), LayerCache(cached.source, grown[0])


class Encoder(nn.Module):
    """N encoder layers."""

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(sizes) for _number in range(sizes.layers))
        self.norm = RESIDUALS[sizes.residual].last_norm(sizes.d_model)

    def forward(self, x: Stream, ids: Ids) -> Stream:
        for layer in self.layers:
            x = layer(x, ids)
        return self.norm(x)


class Decoder(nn.Module):
    """N decoder layers; each reads the output of the encoder's last layer."""

    def __init__(self, sizes: Configuration) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(sizes) for _number in range(sizes.layers))
        self.norm = RESIDUALS[sizes.residual].last_norm(sizes.d_model)

    def forward(self, x: Stream, memory: Stream, ids: Ids, source: Ids) -> Stream:
        for layer in self.layers:
            x = layer(x, memory, ids, source)
        return self.norm(x)

    def _layers(self) -> Iterable[DecoderLayer]:
        return cast(Iterable[DecoderLayer], self.layers)

    def init_cache(self, memory: Stream) -> Cache:
        """The source's keys and values in each layer's cross-attention: the same for every target position."""
        return tuple(LayerCache(layer.cross_attention.project(memory)) for layer in self._layers())

    def decode_step(
        self, x: Stream, cache: Cache, latest: Ids, ids: Ids, source: Ids
    ) -> tuple[Stream, Cache]:
        grown: list[LayerCache] = []
        for layer, cached in zip(self._layers(), cache, strict=True):
            x, after = layer.decode_step(x, cached, latest, ids, source)
            grown.append(after)
        return self.norm(x), tuple(grown)


class LogProbabilities(Leaf):
    """Log-softmax over the vocabulary."""

    operation = operations.softmax.log_probabilities

    def forward(self, logits: Float[Tensor, "batch position token"]) -> Float[Tensor, "batch position token"]:
        return F.log_softmax(logits, dim=-1)


class Transformer(nn.Module):
    """Converts source and target ids to the log-probabilities of the token after each target position.

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
        """The encoder's output, which the decoder reads."""
        self._refuse(source)
        return self.encoder(self.source_embedding(source), source)

    def decode(self, target: Ids, memory: Stream, source: Ids) -> Float[Tensor, "batch position token"]:
        """Log-probabilities of the token that follows each target position."""
        self._refuse(target)
        x = self.decoder(self.target_embedding(target), memory, target, source)
        return self.log_probabilities(self.logits(x))

    def init_cache(self, memory: Stream) -> Cache:
        """The cache before the first target position."""
        return self.decoder.init_cache(memory)

    def decode_step(
        self, latest: Ids, target: Ids, cache: Cache, source: Ids
    ) -> tuple[Float[Tensor, "batch latest token"], Cache]:
        """The log-probabilities that `decode` gives for the latest positions, without computing the earlier ones.

        Args:
            latest: the last target positions: those that the cache does not hold yet.
            target: all target positions so far, including the latest.
            cache: from `init_cache` or the previous call. It does not change, so several continuations can use it.

        Returns:
            Log-probabilities of the token after each latest position, and a cache that holds these positions too.
        """
        self._refuse(target)
        x = self.target_embedding(latest, target.shape[1] - latest.shape[1])
        x, cache = self.decoder.decode_step(x, cache, latest, target, source)
        return self.log_probabilities(self.logits(x)), cache

    def forward(self, source: Ids, target: Ids) -> Float[Tensor, "batch position token"]:
        return self.decode(target, self.encode(source), source)

    def _refuse(self, ids: Ids) -> None:
        if not ids.shape[1]:
            raise Problem(_("the sentence has no tokens; type at least one word"))
        if ids.shape[1] > self.configuration.longest:
            raise Problem(
                _(
                    "{count} tokens are more than this model's limit of {longest}; shorten the sentence",
                    count=ids.shape[1],
                    longest=self.configuration.longest,
                )
            )
        if not ids.is_meta:  # a model on the device "meta" has shapes only
            refuse_padding_first(ids, self.configuration.padding)


def build(sizes: Configuration, seed: int | None = None) -> Transformer:
    """A Transformer with random weights: the same for the same seed. The global random generator does not change."""
    with torch.random.fork_rng(enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
        return Transformer(sizes)
