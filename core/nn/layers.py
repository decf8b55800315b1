"""Layers and stacks of layers, with the parts that their configuration names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar, cast

from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from .attention import Attention, Bias, BiasedScores, CachedAttention, KeyValue
from .feed_forward import FeedForward, GatedFeedForward, Gelu, GeluTanh, Relu, Silu
from .leaf import Leaf, Unchanged
from .mask import CausalMask, Mask, PaddingMask
from .norm import LayerNorm, PostNorm, PreNorm, Residual, RmsNorm
from .rotary import NoPositionBias, PositionBias, RotaryPositions
from .stack import Stack

RESIDUALS: Mapping[str, type[Residual]] = {"post-norm": PostNorm, "pre-norm": PreNorm}
NORMS: Mapping[str, type[LayerNorm] | type[RmsNorm]] = {"layer-norm": LayerNorm, "rms-norm": RmsNorm}
ACTIVATIONS: Mapping[str, type[Leaf]] = {"relu": Relu, "gelu": Gelu, "gelu-tanh": GeluTanh, "silu": Silu}
FEED_FORWARD: Mapping[str, type[FeedForward] | type[GatedFeedForward]] = {
    "plain": FeedForward,
    "gated": GatedFeedForward,
}

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position d_model"]
SomeAttention = TypeVar("SomeAttention", bound=Attention)


class LayerCache(NamedTuple):
    """Keys and values that a decoder layer need not compute again: of the source, and of the target so far."""

    source: KeyValue
    target: KeyValue | None = None


Cache = tuple[LayerCache, ...]
CausalCache = tuple[KeyValue | None, ...]
"""The keys and values of the tokens so far in each layer of a decoder-only model; None before the first token."""


def norm(stack: Stack) -> nn.Module:
    """A norm of the kind that this stack uses."""
    return NORMS[stack.norm](stack.d_model, stack.epsilon)


def last_norm(stack: Stack) -> nn.Module:
    """The module after the last layer: a norm, or nothing."""
    return norm(stack) if stack.last_norm == "norm" else Unchanged()


def position_bias(stack: Stack, both_sides: bool) -> nn.Module:
    """The leaf that computes the position bias once for all layers of a stack, if the stack has one."""
    if stack.positions != "bias":
        return NoPositionBias()
    sizes = stack.position_bias
    return PositionBias(sizes.buckets, stack.heads, both_sides, sizes.most_distance)


def _residual(stack: Stack) -> Residual:
    return RESIDUALS[stack.residual](norm(stack), stack.dropout)


def _self_attention(kind: type[SomeAttention], stack: Stack, mask: Mask) -> SomeAttention:
    rotary = None
    if stack.positions == "rotary":
        settings = stack.rotary.settings()
        rotary = (
            RotaryPositions(operations.rotary.rotary_query, settings),
            RotaryPositions(operations.rotary.rotary_key, settings),
        )
    biased = BiasedScores() if stack.positions == "bias" else None
    return _attention(kind, stack, mask, rotary, biased)


def _attention(
    kind: type[SomeAttention],
    stack: Stack,
    mask: Mask,
    rotary: tuple[nn.Module, nn.Module] | None = None,
    biased: nn.Module | None = None,
) -> SomeAttention:
    return kind(
        stack.d_model,
        stack.heads,
        mask,
        d_head=stack.d_head,
        groups=stack.groups,
        bias=stack.query_bias,
        output_bias=stack.output_bias,
        scaled=None if stack.scores == "scaled" else Unchanged(),
        rotary=rotary,
        biased=biased,
    )


def _feed_forward(stack: Stack) -> nn.Module:
    activation = ACTIVATIONS[stack.activation]()
    return FEED_FORWARD[stack.feed_forward](stack.d_model, stack.d_ff, activation, stack.hidden_bias)


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network, each with its residual connection.

    Args:
        mask: which positions each position may attend to; if it is None, all that are not padding.
        attention: the class of its self-attention.
    """

    def __init__(
        self, stack: Stack, mask: Mask | None = None, attention: type[Attention] = Attention
    ) -> None:
        super().__init__()
        self.self_attention = _self_attention(attention, stack, mask or PaddingMask(stack.padding))
        self.self_attention_residual = _residual(stack)
        self.feed_forward = _feed_forward(stack)
        self.feed_forward_residual = _residual(stack)

    def forward(self, x: Stream, ids: Ids, bias: Bias = None) -> Stream:
        x = self.self_attention_residual(x, lambda x: self.self_attention(x, x, ids, ids, bias))
        return self.feed_forward_residual(x, self.feed_forward)


class CausalLayer(EncoderLayer):
    """The same with a causal mask and a cache: a decoder layer without cross-attention."""

    self_attention: CachedAttention

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack, CausalMask(stack.padding), CachedAttention)

    def decode_step(
        self, x: Stream, cached: KeyValue | None, latest: Ids, ids: Ids, bias: Bias = None
    ) -> tuple[Stream, KeyValue]:
        """The same for the latest positions only, with the cached keys and values of earlier ones."""
        grown: list[KeyValue] = []

        def self_attention(x: Stream) -> Stream:
            output, after = self.self_attention.decode_step(x, cached, latest, ids, bias)
            grown.append(after)
            return output

        x = self.self_attention_residual(x, self_attention)
        return self.feed_forward_residual(x, self.feed_forward), grown[0]


class DecoderLayer(nn.Module):
    """Causal self-attention, cross-attention to the encoder's output, the feed-forward network."""

    def __init__(self, stack: Stack, source_padding: int) -> None:
        super().__init__()
        self.self_attention = _self_attention(CachedAttention, stack, CausalMask(stack.padding))
        self.self_attention_residual = _residual(stack)
        self.cross_attention = _attention(Attention, stack, PaddingMask(source_padding))
        self.cross_attention_residual = _residual(stack)
        self.feed_forward = _feed_forward(stack)
        self.feed_forward_residual = _residual(stack)

    def forward(self, x: Stream, memory: Stream, ids: Ids, source: Ids, bias: Bias = None) -> Stream:
        x = self.self_attention_residual(x, lambda x: self.self_attention(x, x, ids, ids, bias))
        x = self.cross_attention_residual(x, lambda x: self.cross_attention(x, memory, ids, source))
        return self.feed_forward_residual(x, self.feed_forward)

    def decode_step(
        self, x: Stream, cached: LayerCache, latest: Ids, ids: Ids, source: Ids, bias: Bias = None
    ) -> tuple[Stream, LayerCache]:
        """The same for the latest positions only, with the cached keys and values of earlier ones."""
        grown: list[KeyValue] = []

        def self_attention(x: Stream) -> Stream:
            output, target = self.self_attention.decode_step(x, cached.target, latest, ids, bias)
            grown.append(target)
            return output

        def cross_attention(x: Stream) -> Stream:
            return self.cross_attention.attend(self.cross_attention.query(x), cached.source, latest, source)

        x = self.self_attention_residual(x, self_attention)
        x = self.cross_attention_residual(x, cross_attention)
        return self.feed_forward_residual(x, self.feed_forward), LayerCache(cached.source, grown[0])


class Encoder(nn.Module):
    """N encoder layers."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self.position_bias = position_bias(stack, both_sides=True)
        self.layers = nn.ModuleList(EncoderLayer(stack) for _number in range(stack.layers))
        self.norm = last_norm(stack)

    def forward(self, x: Stream, ids: Ids) -> Stream:
        bias = self.position_bias(ids, ids)
        for layer in self.layers:
            x = layer(x, ids, bias)
        return self.norm(x)


class CausalDecoder(nn.Module):
    """N decoder layers without cross-attention."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self.position_bias = position_bias(stack, both_sides=False)
        self.layers = nn.ModuleList(CausalLayer(stack) for _number in range(stack.layers))
        self.norm = last_norm(stack)

    def forward(self, x: Stream, ids: Ids) -> Stream:
        bias = self.position_bias(ids, ids)
        for layer in self.layers:
            x = layer(x, ids, bias)
        return self.norm(x)

    def init_cache(self) -> CausalCache:
        """The cache before the first token."""
        return (None,) * len(self.layers)

    def decode_step(self, x: Stream, cache: CausalCache, latest: Ids, ids: Ids) -> tuple[Stream, CausalCache]:
        """The output at the latest positions, and the cache that holds them too."""
        bias = self.position_bias(latest, ids)
        grown: list[KeyValue] = []
        for layer, cached in zip(cast(Iterable[CausalLayer], self.layers), cache, strict=True):
            x, after = layer.decode_step(x, cached, latest, ids, bias)
            grown.append(after)
        return self.norm(x), tuple(grown)


class Decoder(nn.Module):
    """N decoder layers; each reads the output of the encoder's last layer."""

    def __init__(self, stack: Stack, source_padding: int) -> None:
        super().__init__()
        self.position_bias = position_bias(stack, both_sides=False)
        self.layers = nn.ModuleList(DecoderLayer(stack, source_padding) for _number in range(stack.layers))
        self.norm = last_norm(stack)

    def forward(self, x: Stream, memory: Stream, ids: Ids, source: Ids) -> Stream:
        bias = self.position_bias(ids, ids)
        for layer in self.layers:
            x = layer(x, memory, ids, source, bias)
        return self.norm(x)

    def _layers(self) -> Iterable[DecoderLayer]:
        return cast(Iterable[DecoderLayer], self.layers)

    def init_cache(self, memory: Stream) -> Cache:
        """The source's keys and values in each layer's cross-attention: the same for every target position."""
        return tuple(LayerCache(layer.cross_attention.project(memory)) for layer in self._layers())

    def decode_step(
        self, x: Stream, cache: Cache, latest: Ids, ids: Ids, source: Ids
    ) -> tuple[Stream, Cache]:
        bias = self.position_bias(latest, ids)
        grown: list[LayerCache] = []
        for layer, cached in zip(self._layers(), cache, strict=True):
            x, after = layer.decode_step(x, cached, latest, ids, source, bias)
            grown.append(after)
        return self.norm(x), tuple(grown)
