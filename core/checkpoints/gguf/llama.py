"""The Llama family in a GGUF file: Llama, Mistral, SmolLM2 and others (`general.architecture` is llama), and Qwen2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ...nn.stack import DecoderConfiguration, EmbeddingParts, Rotary, Stack
from ...operations.rotary import angles
from ..hugging_face.family import Family, WeightTable
from ..hugging_face.mapping import AS_IT_IS, Conversion, Shape, Weight
from ..hugging_face.settings import Settings

HEAD, TOKENS = "output.weight", "token_embd.weight"
DIVISORS = "rope_freqs.weight"  # numbers that divide the angles of the rotary positions; not a weight


class Llama(Family):
    """The same model as `hugging_face.llama`, with other names and with permuted rows."""

    architecture: ClassVar[str] = "decoder"
    without_effect: ClassVar[re.Pattern[str]] = re.compile(re.escape(DIVISORS))  # `configuration` reads them

    def configuration(self, settings: Settings, names: frozenset[str]) -> DecoderConfiguration:
        d_model, heads = settings.size("embedding_length"), settings.size("attention.head_count")
        d_head = (
            settings.size("attention.key_length")
            if settings.has("attention.key_length")
            else settings.share(d_model, heads)
        )
        settings.require("attention.value_length", d_head)
        settings.require("rope.dimension_count", d_head)
        settings.require("attention.causal", True)
        for name in ("expert_count", "expert_used_count", "attention.sliding_window"):
            settings.require(name, 0)
        stack = Stack(
            layers=settings.size("block_count"),
            d_model=d_model,
            heads=heads,
            groups=settings.size("attention.head_count_kv", heads),
            d_head=d_head,
            d_ff=settings.size("feed_forward_length"),
            residual="pre-norm",
            norm="rms-norm",
            last_norm="norm",
            epsilon=settings.number("attention.layer_norm_rms_epsilon"),
            activation="silu",
            feed_forward="gated",
            positions="rotary",
            rotary=_rotary(settings, d_head),
            query_bias="blk.0.attn_q.bias" in names,
            output_bias="blk.0.attn_output.bias" in names,
            hidden_bias="blk.0.ffn_gate.bias" in names,
        )
        embedding = EmbeddingParts(
            vocabulary=settings.size("vocab_size"), longest=settings.size("context_length")
        )
        return DecoderConfiguration(embedding=embedding, decoder=stack, tied=HEAD not in names)

    def rows(self, d_head: int) -> Conversion:
        """How the rows of queries and keys are stored."""
        return Unpermuted(d_head)

    def weights(self, configuration: DecoderConfiguration) -> WeightTable:
        sizes = configuration.decoder
        d, d_ff, queries, keys = (
            sizes.d_model,
            sizes.d_ff,
            sizes.heads * sizes.d_head,
            sizes.groups * sizes.d_head,
        )
        matrix = (configuration.embedding.vocabulary, d)
        yield "embedding.tokens.weight", Weight((TOKENS,), matrix)
        for layer in range(sizes.layers):
            ours, theirs = f"decoder.layers.{layer}", f"blk.{layer}"
            attention, feed_forward = f"{ours}.self_attention", f"{ours}.feed_forward"
            yield f"{attention}_residual.norm.weight", Weight((f"{theirs}.attn_norm.weight",), (d,))
            for name, stored, width, conversion in (
                ("query", "attn_q", queries, self.rows(sizes.d_head)),
                ("key", "attn_k", keys, self.rows(sizes.d_head)),
                ("value", "attn_v", keys, AS_IT_IS),
            ):
                there = f"{theirs}.{stored}"
                yield from _affine(f"{attention}.{name}", there, (width, d), sizes.query_bias, conversion)
            there = f"{theirs}.attn_output"
            yield from _affine(f"{attention}.output", there, (d, queries), sizes.output_bias)
            yield f"{feed_forward}_residual.norm.weight", Weight((f"{theirs}.ffn_norm.weight",), (d,))
            for name, stored in (("gate", "ffn_gate"), ("up", "ffn_up")):
                there = f"{theirs}.{stored}"
                yield from _affine(f"{feed_forward}.{name}", there, (d_ff, d), sizes.hidden_bias)
            there = f"{theirs}.ffn_down"
            yield from _affine(f"{feed_forward}.output", there, (d, d_ff), sizes.hidden_bias)
        yield "decoder.norm.weight", Weight(("output_norm.weight",), (d,))
        if not configuration.tied:
            yield "logits.weight", Weight((HEAD,), matrix)


class Qwen2(Llama):
    """Biases on query, key and value; the rows are in our order."""

    def rows(self, d_head: int) -> Conversion:
        return AS_IT_IS


@dataclass(frozen=True)
class Unpermuted:
    """The rows of each head in our order.

    Rotary positions turn pairs of features: ours are i and i + d_head / 2. A GGUF file stores the two rows of a pair
    next to each other.
    """

    d_head: int

    def stored_shape(self, ours: Shape) -> Shape:
        return ours

    def __call__(self, stored: NDArray[Any]) -> NDArray[Any]:
        pairs = stored.reshape(-1, self.d_head // 2, 2, *stored.shape[1:])
        return pairs.swapaxes(1, 2).reshape(stored.shape)


def _affine(
    ours: str, theirs: str, shape: Shape, bias: bool, conversion: Conversion = AS_IT_IS
) -> WeightTable:
    yield f"{ours}.weight", Weight((f"{theirs}.weight",), shape, conversion)
    if bias:
        yield f"{ours}.bias", Weight((f"{theirs}.bias",), shape[:1], conversion)


def _rotary(settings: Settings, d_head: int) -> Rotary:
    base = settings.number("rope.freq_base", 10000.0)
    settings.ignore("rope.scaling.finetuned")
    kind = settings.choice("rope.scaling.type", {"none": "", "linear": "linear"}, "none")
    if settings.has(DIVISORS):
        settings.require("rope.scaling.type", "none")
        return _llama3(settings, base, d_head)
    if not kind:
        settings.require("rope.scaling.factor", 1.0, 0.0)
        return Rotary(base=base)
    return Rotary(base=base, scaling=kind, factor=settings.number("rope.scaling.factor"))


def _llama3(settings: Settings, base: float, d_head: int) -> Rotary:
    """The scaling of Llama 3.1 and later, of which the file has only the numbers that divide the angles.

    All these models share the other settings, which are the defaults of `Rotary`; CheckpointError for other numbers.
    """
    divisors = np.asarray(settings.numbers(DIVISORS))
    plain, factor = Rotary(base=base), float(divisors.max())
    found = Rotary(base=base, scaling="llama3", factor=factor) if factor != 1 else plain
    usual, scaled = (angles(2, d_head, 0, each.settings())[1] for each in (plain, found))
    if divisors.shape != scaled.shape or not np.allclose(divisors * scaled, usual, rtol=1e-5, atol=0):
        settings.refuse(DIVISORS)
    return found


FAMILIES = {"llama": Llama(), "qwen2": Qwen2()}
