"""GPT-2 (Radford et al. 2019)."""

from __future__ import annotations

import re
from typing import ClassVar

from ...nn.stack import DecoderConfiguration, EmbeddingParts, Stack
from .activations import ACTIVATIONS
from .family import Family, WeightTable
from .mapping import Transposed, TransposedPart, Weight, affine
from .settings import Settings


class Gpt2(Family):
    """Its linear maps are stored as [in, out], and query, key and value side by side."""

    architecture: ClassVar[str] = "decoder"
    converts_with: ClassVar[str] = "AutoModelForCausalLM"
    prefix: ClassVar[str] = "transformer."
    without_effect: ClassVar[re.Pattern[str]] = re.compile(
        r"h\.\d+\.attn\.(bias|masked_bias)"
    )  # the causal mask

    def configuration(self, settings: Settings, names: frozenset[str]) -> DecoderConfiguration:
        d_model, heads = settings.size("n_embd", 768), settings.size("n_head", 12)
        settings.require("scale_attn_by_inverse_layer_idx", False)
        settings.require("add_cross_attention", False)
        settings.ignore("n_ctx resid_pdrop embd_pdrop attn_pdrop reorder_and_upcast_attn n_special")
        settings.ignore("predict_special_tokens")
        settings.ignore("summary_type summary_use_proj summary_activation summary_proj_to_labels")
        settings.ignore("summary_first_dropout")
        stack = Stack(
            layers=settings.size("n_layer", 12),
            d_model=d_model,
            heads=heads,
            groups=heads,
            d_head=settings.share(d_model, heads),
            d_ff=settings.size("n_inner", 4 * d_model),
            residual="pre-norm",
            last_norm="norm",
            epsilon=settings.number("layer_norm_epsilon", 1e-5),
            activation=settings.choice("activation_function", ACTIVATIONS, "gelu_new"),
            scores="scaled" if settings.switch("scale_attn_weights", True) else "unscaled",
            query_bias=True,
            output_bias=True,
        )
        embedding = EmbeddingParts(
            vocabulary=settings.size("vocab_size", 50257),
            longest=settings.size("n_positions", 1024),
            positions="learned",
        )
        return DecoderConfiguration(
            embedding=embedding, decoder=stack, tied=settings.switch("tie_word_embeddings", True)
        )

    def weights(self, configuration: DecoderConfiguration) -> WeightTable:
        sizes, embedding = configuration.decoder, configuration.embedding
        d, d_ff = sizes.d_model, sizes.d_ff
        matrix = (embedding.vocabulary, d)
        head = ("lm_head.weight",)
        yield "embedding.tokens.weight", Weight(("wte.weight", *(head if configuration.tied else ())), matrix)
        yield "embedding.positions.weight", Weight(("wpe.weight",), (embedding.longest, d))
        for layer in range(sizes.layers):
            ours, theirs = f"decoder.layers.{layer}", f"h.{layer}"
            yield from affine(f"{ours}.self_attention_residual.norm", f"{theirs}.ln_1", d)
            for part, name in enumerate(("query", "key", "value")):
                for kind, shape in (("weight", (d, d)), ("bias", (d,))):
                    stored = (f"{theirs}.attn.c_attn.{kind}",)
                    yield f"{ours}.self_attention.{name}.{kind}", Weight(stored, shape, TransposedPart(part))
            yield from _linear(f"{ours}.self_attention.output", f"{theirs}.attn.c_proj", d, d)
            yield from affine(f"{ours}.feed_forward_residual.norm", f"{theirs}.ln_2", d)
            yield from _linear(f"{ours}.feed_forward.hidden", f"{theirs}.mlp.c_fc", d_ff, d)
            yield from _linear(f"{ours}.feed_forward.output", f"{theirs}.mlp.c_proj", d, d_ff)
        yield from affine("decoder.norm", "ln_f", d)
        if not configuration.tied:
            yield "logits.weight", Weight(head, matrix)


def _linear(ours: str, theirs: str, d_out: int, d_in: int) -> WeightTable:
    yield f"{ours}.weight", Weight((f"{theirs}.weight",), (d_out, d_in), Transposed())
    yield f"{ours}.bias", Weight((f"{theirs}.bias",), (d_out,))


FAMILIES = {"gpt2": Gpt2()}
