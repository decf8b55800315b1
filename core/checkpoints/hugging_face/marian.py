"""Marian, the translation models of OPUS-MT (Junczys-Dowmunt et al. 2018, arXiv 1804.00344)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from ...nn.stack import NO_PADDING, EmbeddingParts, EncoderDecoderConfiguration, Stack
from .activations import ACTIVATIONS
from .family import Family, WeightTable
from .mapping import OneRow, Weight, affine
from .settings import Settings

BIAS = "final_logits_bias"
EPSILON = 1e-5  # config.json has no setting for it


class Marian(Family):
    """The paper's Transformer with biases, sinusoids in halves, and a bias on the logits in a step of its own."""

    architecture: ClassVar[str] = "encoder-decoder"
    converts_with: ClassVar[str] = "AutoModelForSeq2SeqLM"
    prefix: ClassVar[str] = "model."
    without_effect: ClassVar[re.Pattern[str]] = re.compile(
        r"(encoder|decoder)\.embed_positions\.weight"
    )  # sinusoids

    def configuration(self, settings: Settings, names: frozenset[str]) -> EncoderDecoderConfiguration:
        d_model, vocabulary = settings.size("d_model", 1024), settings.size("vocab_size", 58101)
        settings.require("static_position_embeddings", True)
        for name in ("normalize_before", "normalize_embedding", "add_final_layer_norm", "add_bias_logits"):
            settings.require(name, False)
        settings.require("extra_pos_embeddings", 0)
        settings.ignore("dropout attention_dropout activation_dropout encoder_layerdrop decoder_layerdrop")
        settings.ignore("classif_dropout num_hidden_layers")
        activation = settings.choice("activation_function", ACTIVATIONS, "gelu")
        source = EmbeddingParts(
            vocabulary=vocabulary,
            longest=settings.size("max_position_embeddings", 1024),
            positions="sinusoidal-halves",
            tokens="scaled" if settings.switch("scale_embedding", False) else "unscaled",
        )
        target = replace(source, vocabulary=settings.size("decoder_vocab_size", vocabulary))
        # The decoder begins with the padding token, so it does not ignore padding.
        padding = {
            "encoder": settings.token("pad_token_id", NO_PADDING, absent=NO_PADDING),
            "decoder": NO_PADDING,
        }

        def stack(side: str) -> Stack:
            heads = settings.size(f"{side}_attention_heads", 16)
            return Stack(
                layers=settings.size(f"{side}_layers", 12),
                d_model=d_model,
                heads=heads,
                groups=heads,
                d_head=settings.share(d_model, heads),
                d_ff=settings.size(f"{side}_ffn_dim", 4096),
                epsilon=EPSILON,
                activation=activation,
                query_bias=True,
                output_bias=True,
                padding=padding[side],
            )

        return EncoderDecoderConfiguration(
            source_embedding=source,
            target_embedding=target,
            encoder=stack("encoder"),
            decoder=stack("decoder"),
            shared=settings.switch("share_encoder_decoder_embeddings", True),
            tied=settings.switch("tie_word_embeddings", True),
            final_bias=BIAS in names,
        )

    def tokens(self, configuration: EncoderDecoderConfiguration) -> int:
        return configuration.target_embedding.vocabulary

    def weights(self, configuration: EncoderDecoderConfiguration) -> WeightTable:
        d = configuration.decoder.d_model
        yield from _embeddings(configuration)
        for side, sizes in (("encoder", configuration.encoder), ("decoder", configuration.decoder)):
            attentions = [("self_attention", "self_attn"), ("cross_attention", "encoder_attn")]
            for layer in range(sizes.layers):
                ours = theirs = f"{side}.layers.{layer}"
                for name, stored in attentions if side == "decoder" else attentions[:1]:
                    for part in ("query", "key", "value"):
                        there = f"{theirs}.{stored}.{part[0]}_proj"
                        yield from affine(f"{ours}.{name}.{part}", there, d, d)
                    yield from affine(f"{ours}.{name}.output", f"{theirs}.{stored}.out_proj", d, d)
                    yield from affine(f"{ours}.{name}_residual.norm", f"{theirs}.{stored}_layer_norm", d)
                yield from affine(f"{ours}.feed_forward.hidden", f"{theirs}.fc1", sizes.d_ff, d)
                yield from affine(f"{ours}.feed_forward.output", f"{theirs}.fc2", d, sizes.d_ff)
                yield from affine(f"{ours}.feed_forward_residual.norm", f"{theirs}.final_layer_norm", d)
        if configuration.final_bias:
            rows = configuration.target_embedding.vocabulary
            yield "final_bias.bias", Weight((BIAS,), (rows,), OneRow())


def _embeddings(configuration: EncoderDecoderConfiguration) -> WeightTable:
    """One matrix for both embeddings and the logits, or two or three."""
    d = configuration.decoder.d_model
    source = (configuration.source_embedding.vocabulary, d)
    target = (configuration.target_embedding.vocabulary, d)
    encoder, decoder, head = "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"
    tied = (head,) if configuration.tied else ()
    if configuration.shared:
        yield "source_embedding.tokens.weight", Weight(("shared.weight", encoder, decoder, *tied), source)
    else:
        yield "source_embedding.tokens.weight", Weight((encoder,), source)
        yield "target_embedding.tokens.weight", Weight((decoder, *tied), target)
    if not configuration.tied:
        yield "logits.weight", Weight((head,), target)


FAMILIES = {"marian": Marian()}
