"""The Llama family: Llama (Touvron et al. 2023, arXiv 2302.13971), Mistral (arXiv 2310.06825), Qwen2 (2407.10671)."""

from __future__ import annotations

import re
from typing import ClassVar

from ...nn.stack import DecoderConfiguration, EmbeddingParts, Stack
from .activations import ACTIVATIONS
from .family import Family, WeightTable
from .mapping import Weight, affine
from .rotary_settings import rotary
from .settings import Settings


class Llama(Family):
    """RMSNorm, rotary positions, heads that share keys and values, a gated feed-forward network."""

    architecture: ClassVar[str] = "decoder"
    converts_with: ClassVar[str] = "AutoModelForCausalLM"
    prefix: ClassVar[str] = "model."
    without_effect: ClassVar[re.Pattern[str]] = re.compile(  # frequencies, which the configuration determines
        r"((layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq)"
    )

    def configuration(self, settings: Settings, names: frozenset[str]) -> DecoderConfiguration:
        d_model, heads = settings.size("hidden_size"), settings.size("num_attention_heads")
        settings.ignore("attention_dropout is_llama_config max_window_layers head_dim")
        query_bias, output_bias = self.attention_biases(settings)
        stack = Stack(
            layers=settings.size("num_hidden_layers"),
            d_model=d_model,
            heads=heads,
            groups=settings.size("num_key_value_heads", self.groups(heads)),
            d_head=settings.size("head_dim") if settings.has("head_dim") else settings.share(d_model, heads),
            d_ff=settings.size("intermediate_size"),
            residual="pre-norm",
            norm="rms-norm",
            last_norm="norm",
            epsilon=settings.number("rms_norm_eps", 1e-6),
            activation=settings.choice("hidden_act", ACTIVATIONS, "silu"),
            feed_forward="gated",
            positions="rotary",
            rotary=rotary(settings),
            query_bias=query_bias,
            output_bias=output_bias,
            hidden_bias=self.hidden_bias(settings),
        )
        embedding = EmbeddingParts(vocabulary=settings.size("vocab_size"), longest=self.longest(settings))
        return DecoderConfiguration(
            embedding=embedding, decoder=stack, tied=settings.switch("tie_word_embeddings", False)
        )

    def groups(self, heads: int) -> int:
        """The number of keys where config.json does not say."""
        return heads

    def attention_biases(self, settings: Settings) -> tuple[bool, bool]:
        """Whether query, key and value have biases, and whether the attention's output has one."""
        biased = settings.switch("attention_bias", False)
        return biased, biased

    def hidden_bias(self, settings: Settings) -> bool:
        return settings.switch("mlp_bias", False)

    def longest(self, settings: Settings) -> int:
        return settings.size("max_position_embeddings", 2048)

    def weights(self, configuration: DecoderConfiguration) -> WeightTable:
        sizes = configuration.decoder
        d, d_ff = sizes.d_model, sizes.d_ff
        queries, keys = sizes.heads * sizes.d_head, sizes.groups * sizes.d_head
        matrix, head = (configuration.embedding.vocabulary, d), ("lm_head.weight",)
        tied = head if configuration.tied else ()
        yield "embedding.tokens.weight", Weight(("embed_tokens.weight", *tied), matrix)
        for layer in range(sizes.layers):
            ours, theirs = f"decoder.layers.{layer}", f"layers.{layer}"
            yield from affine(
                f"{ours}.self_attention_residual.norm", f"{theirs}.input_layernorm", d, bias=False
            )
            for name, stored, width in (
                ("query", "q_proj", queries),
                ("key", "k_proj", keys),
                ("value", "v_proj", keys),
            ):
                there = f"{theirs}.self_attn.{stored}"
                yield from affine(f"{ours}.self_attention.{name}", there, width, d, bias=sizes.query_bias)
            there = f"{theirs}.self_attn.o_proj"
            yield from affine(f"{ours}.self_attention.output", there, d, queries, bias=sizes.output_bias)
            there = f"{theirs}.post_attention_layernorm"
            yield from affine(f"{ours}.feed_forward_residual.norm", there, d, bias=False)
            for name, stored in (("gate", "gate_proj"), ("up", "up_proj")):
                there = f"{theirs}.mlp.{stored}"
                yield from affine(f"{ours}.feed_forward.{name}", there, d_ff, d, bias=sizes.hidden_bias)
            there = f"{theirs}.mlp.down_proj"
            yield from affine(f"{ours}.feed_forward.output", there, d, d_ff, bias=sizes.hidden_bias)
        yield from affine("decoder.norm", "norm", d, bias=False)
        if not configuration.tied:
            yield "logits.weight", Weight(head, matrix)


class Mistral(Llama):
    """Each position attends to a window of positions; texts that fit into it are not affected, and no longer text is
    read."""

    def groups(self, heads: int) -> int:
        return 8

    def attention_biases(self, settings: Settings) -> tuple[bool, bool]:
        return False, False

    def hidden_bias(self, settings: Settings) -> bool:
        return False

    def longest(self, settings: Settings) -> int:
        longest, window = settings.size("max_position_embeddings", 4096 * 32), 4096
        return min(longest, settings.size_or_none("sliding_window", window) or longest)


class Qwen2(Mistral):
    """Biases on query, key and value; the window is off."""

    def groups(self, heads: int) -> int:
        return 32

    def attention_biases(self, settings: Settings) -> tuple[bool, bool]:
        return True, False

    def longest(self, settings: Settings) -> int:
        settings.require("use_sliding_window", False)
        settings.require("use_mrope", False)
        settings.require_all("layer_types", "full_attention")
        settings.ignore("sliding_window")
        return settings.size("max_position_embeddings", 32768)


FAMILIES = {"llama": Llama(), "mistral": Mistral(), "qwen2": Qwen2()}
