"""BERT (Devlin et al. 2018, arXiv 1810.04805)."""

from __future__ import annotations

import re
from typing import ClassVar

from ...nn.stack import NO_PADDING, EmbeddingParts, EncoderConfiguration, Stack
from .activations import ACTIVATIONS
from .family import Family, WeightTable
from .mapping import Weight, affine
from .settings import Settings

POOLER, WORDS, SENTENCES = "pooler.dense", "cls.predictions", "cls.seq_relationship"


class Bert(Family):
    """The stored weights decide which heads it has: config.json does not say."""

    architecture: ClassVar[str] = "encoder"
    converts_with: ClassVar[str] = "AutoModelForPreTraining"
    prefix: ClassVar[str] = "bert."
    without_effect: ClassVar[re.Pattern[str]] = re.compile(
        r"embeddings\.(position_ids|token_type_ids)|cls\.predictions\.bias"  # not read where the head is not tied
    )

    def plain(self, name: str) -> str:
        """Without the prefix; the first versions called the parts of a norm gamma and beta."""
        name = super().plain(name)
        return re.sub(
            r"LayerNorm\.gamma$", "LayerNorm.weight", re.sub(r"LayerNorm\.beta$", "LayerNorm.bias", name)
        )

    def configuration(self, settings: Settings, names: frozenset[str]) -> EncoderConfiguration:
        d_model, heads = settings.size("hidden_size", 768), settings.size("num_attention_heads", 12)
        settings.require("position_embedding_type", "absolute", None)
        settings.ignore(
            "hidden_dropout_prob attention_probs_dropout_prob directionality pooler_fc_size pooler_type"
        )
        settings.ignore("pooler_num_attention_heads pooler_num_fc_layers pooler_size_per_head")
        stack = Stack(
            layers=settings.size("num_hidden_layers", 12),
            d_model=d_model,
            heads=heads,
            groups=heads,
            d_head=settings.share(d_model, heads),
            d_ff=settings.size("intermediate_size", 3072),
            epsilon=settings.number("layer_norm_eps", 1e-12),
            activation=settings.choice("hidden_act", ACTIVATIONS, "gelu"),
            query_bias=True,
            output_bias=True,
            padding=settings.token("pad_token_id", NO_PADDING, absent=0),
        )
        embedding = EmbeddingParts(
            vocabulary=settings.size("vocab_size", 30522),
            longest=settings.size("max_position_embeddings", 512),
            positions="learned",
            norm="layer-norm",
            types=settings.size("type_vocab_size", 2),
        )
        return EncoderConfiguration(
            embedding=embedding,
            encoder=stack,
            pooled=f"{POOLER}.weight" in names,
            masked_words=f"{WORDS}.transform.dense.weight" in names,
            masked_words_tied=settings.switch("tie_word_embeddings", True),
            next_sentence=f"{SENTENCES}.weight" in names,
        )

    def weights(self, configuration: EncoderConfiguration) -> WeightTable:
        sizes, embedding = configuration.encoder, configuration.embedding
        d, d_ff = sizes.d_model, sizes.d_ff
        matrix, output = (embedding.vocabulary, d), (f"{WORDS}.decoder.weight",)
        tied = output if configuration.masked_words and configuration.masked_words_tied else ()
        yield "embedding.tokens.weight", Weight(("embeddings.word_embeddings.weight", *tied), matrix)
        for ours, theirs, rows in (
            ("types", "token_type", embedding.types),
            ("positions", "position", embedding.longest),
        ):
            yield f"embedding.{ours}.weight", Weight((f"embeddings.{theirs}_embeddings.weight",), (rows, d))
        yield from affine("embedding.norm", "embeddings.LayerNorm", d)
        for layer in range(sizes.layers):
            ours, theirs = f"encoder.layers.{layer}", f"encoder.layer.{layer}"
            for name in ("query", "key", "value"):
                yield from affine(f"{ours}.self_attention.{name}", f"{theirs}.attention.self.{name}", d, d)
            yield from affine(f"{ours}.self_attention.output", f"{theirs}.attention.output.dense", d, d)
            yield from affine(
                f"{ours}.self_attention_residual.norm", f"{theirs}.attention.output.LayerNorm", d
            )
            yield from affine(f"{ours}.feed_forward.hidden", f"{theirs}.intermediate.dense", d_ff, d)
            yield from affine(f"{ours}.feed_forward.output", f"{theirs}.output.dense", d, d_ff)
            yield from affine(f"{ours}.feed_forward_residual.norm", f"{theirs}.output.LayerNorm", d)
        if configuration.pooled:
            yield from affine("pooler.linear", POOLER, d, d)
        if configuration.masked_words:
            yield from affine("masked_words.transform", f"{WORDS}.transform.dense", d, d)
            yield from affine("masked_words.norm", f"{WORDS}.transform.LayerNorm", d)
            biases: tuple[str, ...] = (f"{WORDS}.decoder.bias",)
            if configuration.masked_words_tied:
                biases = (f"{WORDS}.bias", *biases)
            yield "masked_words.logits.bias", Weight(biases, (embedding.vocabulary,))
            if not configuration.masked_words_tied:
                yield "masked_words.logits.weight", Weight(output, matrix)
        if configuration.next_sentence:
            yield from affine("next_sentence.logits", SENTENCES, 2, d)


FAMILIES = {"bert": Bert()}
