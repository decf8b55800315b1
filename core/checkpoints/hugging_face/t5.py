"""T5 (Raffel et al. 2019, arXiv 1910.10683) and its version 1.1."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from ...nn.stack import (
    NO_PADDING,
    EmbeddingParts,
    EncoderDecoderConfiguration,
    PositionBias,
    Stack,
)
from .family import Family, WeightTable
from .mapping import Weight, affine
from .settings import Settings

FEED_FORWARD = {
    "relu": ("plain", "relu"),
    "gated-gelu": ("gated", "gelu-tanh"),
    "gated-silu": ("gated", "silu"),
}
LONGEST = 512  # there is no limit; T5 was trained on texts of this length
HEAD = "lm_head.weight"


class T5(Family):
    """RMSNorm, a position bias that all layers of a side share, no biases, no division by √d_k."""

    architecture: ClassVar[str] = "encoder-decoder"
    converts_with: ClassVar[str] = "AutoModelForSeq2SeqLM"
    without_effect: ClassVar[re.Pattern[str]] = re.compile(  # stored by the first versions, and never read
        r"decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight"
    )

    def configuration(self, settings: Settings, names: frozenset[str]) -> EncoderDecoderConfiguration:
        feed_forward, activation = settings.choice("feed_forward_proj", FEED_FORWARD, "relu")
        settings.ignore("dropout_rate dense_act_fn is_gated_act num_hidden_layers")
        layers, heads = settings.size("num_layers", 6), settings.size("num_heads", 8)
        # Version 1.1 neither ties nor scales; files of transformers 5 say so with another setting.
        tied = settings.switch("tie_word_embeddings", True)
        scaled = settings.switch("scale_decoder_outputs", tied)
        buckets = settings.size("relative_attention_num_buckets", 32, least=4)
        most_distance = settings.size("relative_attention_max_distance", 128)
        if most_distance <= buckets // 2:  # the larger half of the buckets would be empty
            settings.refuse("relative_attention_max_distance")
        bias = PositionBias(buckets=buckets, most_distance=most_distance)
        encoder = Stack(
            layers=layers,
            d_model=settings.size("d_model", 512),
            heads=heads,
            groups=heads,
            d_head=settings.size("d_kv", 64),
            d_ff=settings.size("d_ff", 2048),
            residual="pre-norm",
            norm="rms-norm",
            last_norm="norm",
            epsilon=settings.number("layer_norm_epsilon", 1e-6),
            feed_forward=feed_forward,
            activation=activation,
            scores="unscaled",
            positions="bias",
            position_bias=bias,
            hidden_bias=False,
            padding=settings.token("pad_token_id", NO_PADDING, absent=0),
        )
        # The decoder begins with the padding token, so it does not ignore padding.
        decoder = replace(encoder, layers=settings.size("num_decoder_layers", layers), padding=NO_PADDING)
        embedding = EmbeddingParts(
            vocabulary=settings.size("vocab_size", 32128), longest=settings.size("n_positions", LONGEST)
        )
        return EncoderDecoderConfiguration(
            source_embedding=embedding,
            target_embedding=embedding,
            encoder=encoder,
            decoder=decoder,
            shared=True,
            tied=scaled or HEAD not in names,
            output="scaled" if scaled else "unscaled",
        )

    def tokens(self, configuration: EncoderDecoderConfiguration) -> int:
        return configuration.target_embedding.vocabulary

    def weights(self, configuration: EncoderDecoderConfiguration) -> WeightTable:
        d, vocabulary = configuration.decoder.d_model, configuration.source_embedding.vocabulary
        tokens = ("shared.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight")
        tied = (HEAD,) if configuration.tied else ()
        yield "source_embedding.tokens.weight", Weight((*tokens, *tied), (vocabulary, d))
        for side, sizes in (("encoder", configuration.encoder), ("decoder", configuration.decoder)):
            table = f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
            yield f"{side}.position_bias.weight", Weight((table,), (sizes.position_bias.buckets, sizes.heads))
            for layer in range(sizes.layers):
                yield from _layer(
                    sizes, f"{side}.layers.{layer}", f"{side}.block.{layer}.layer", side == "decoder"
                )
            yield from affine(f"{side}.norm", f"{side}.final_layer_norm", d, bias=False)
        if not configuration.tied:
            yield "logits.weight", Weight((HEAD,), (vocabulary, d))


def _layer(sizes: Stack, ours: str, theirs: str, has_cross_attention: bool) -> WeightTable:
    d, d_ff, width = sizes.d_model, sizes.d_ff, sizes.heads * sizes.d_head
    attentions = [("self_attention", "SelfAttention"), ("cross_attention", "EncDecAttention")]
    attentions = attentions if has_cross_attention else attentions[:1]
    for number, (name, stored) in enumerate(attentions):
        there = f"{theirs}.{number}.{stored}"
        for part in ("query", "key", "value"):
            yield from affine(f"{ours}.{name}.{part}", f"{there}.{part[0]}", width, d, bias=False)
        yield from affine(f"{ours}.{name}.output", f"{there}.o", d, width, bias=False)
        yield from affine(f"{ours}.{name}_residual.norm", f"{theirs}.{number}.layer_norm", d, bias=False)
    there = f"{theirs}.{len(attentions)}"
    names = {"plain": {"hidden": "wi"}, "gated": {"gate": "wi_0", "up": "wi_1"}}[sizes.feed_forward]
    for name, stored in names.items():
        yield from affine(
            f"{ours}.feed_forward.{name}", f"{there}.DenseReluDense.{stored}", d_ff, d, bias=False
        )
    yield from affine(f"{ours}.feed_forward.output", f"{there}.DenseReluDense.wo", d, d_ff, bias=False)
    yield from affine(f"{ours}.feed_forward_residual.norm", f"{there}.layer_norm", d, bias=False)


FAMILIES = {"t5": T5()}
