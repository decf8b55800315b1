"""Our Transformer as Hugging Face's Marian, an independent implementation to compare with.

Marian is the paper's encoder-decoder except for the order of the sinusoids: first all sines, then all cosines, which
alternate in the paper. So every axis of width d_model is reordered in the same way.
"""

import os
from typing import Any

import torch
from torch import Tensor, nn
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.embedding import Embedding
from transformer_explore.core.nn.layers import DecoderLayer, EncoderLayer
from transformer_explore.core.nn.norm import Residual
from transformer_explore.core.nn.transformer import Transformer

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported

from transformers import GenerationConfig
from transformers.models.marian.configuration_marian import MarianConfig
from transformers.models.marian.modeling_marian import (
    MarianAttention,
    MarianDecoderLayer,
    MarianEncoderLayer,
    MarianMTModel,
)

BEGIN, END = 2, 3


def marian(model: Transformer) -> MarianMTModel:
    """A Marian model with our weights, in their dtype, in evaluation mode. Nothing is downloaded.

    Raises:
        ValueError: the model is pre-norm, which Marian does not support.
    """
    sizes = model.configuration
    if sizes.residual != "post-norm":
        raise ValueError(f"Marian is post-norm; this model is {sizes.residual}")
    theirs = MarianMTModel(
        MarianConfig(
            vocab_size=sizes.vocabulary,
            max_position_embeddings=sizes.longest,
            d_model=sizes.d_model,
            encoder_layers=sizes.layers,
            decoder_layers=sizes.layers,
            encoder_attention_heads=sizes.heads,
            decoder_attention_heads=sizes.heads,
            encoder_ffn_dim=sizes.d_ff,
            decoder_ffn_dim=sizes.d_ff,
            activation_function=sizes.activation,
            scale_embedding=True,
            share_encoder_decoder_embeddings=True,
            tie_word_embeddings=True,
            dropout=0.0,
            pad_token_id=sizes.padding,
            bos_token_id=BEGIN,
            eos_token_id=END,
            decoder_start_token_id=BEGIN,
            forced_eos_token_id=None,  # by default 0, which is our padding
        )
    )
    theirs = theirs.to(model.logits.weight.dtype).eval()
    with torch.no_grad():
        _weights(model, theirs)
    return theirs


def real(ids: Tensor) -> Tensor:
    """Marian's attention mask: 1 for a token, 0 for padding; shape of `ids`."""
    return (ids != 0).long()


def log_probabilities(theirs: MarianMTModel, source: Tensor, target: Tensor) -> Tensor:
    """Marian's log-probabilities, [batch, position, token], as `Transformer.forward` returns them."""
    output = theirs(
        input_ids=source,
        attention_mask=real(source),
        decoder_input_ids=target,
        decoder_attention_mask=real(target),
        use_cache=False,
    )
    return torch.log_softmax(output.logits, dim=-1)


def fit_to_speak(model: Transformer) -> Transformer:
    """A model from `tests.models.made`, changed so that decoding gives varied sentences.

    Otherwise it would repeat one word: the bias of the last norm, about 1 everywhere, favors it, and so does the
    similarity of a word to itself. So the embeddings lose their component along that bias, and the gains get both
    signs. It also never predicts padding, whose embedding is opposite to the bias: our decoder does not attend to
    padding that it has predicted itself, while Hugging Face's `generate` does.
    """
    last, embeddings = model.decoder.layers[-1].feed_forward_residual.norm, model.logits.weight
    with torch.no_grad():
        last.weight[::2] *= -1
        embeddings -= torch.outer(embeddings @ last.bias, last.bias) / (last.bias @ last.bias)
        embeddings[model.configuration.padding] = -4 * last.bias
    return model


def generate(theirs: MarianMTModel, source_ids: list[int], **settings: Any) -> list[int]:
    """The best translation of Hugging Face's `generate`, without begin and end.

    Args:
        settings: of a `GenerationConfig`: max_new_tokens, num_beams, length_penalty, early_stopping, …
    """
    ids = _generate(theirs, source_ids, **settings).sequences[0, 1:].tolist()
    return _up_to_the_end(ids, with_end=False)


def generate_all(
    theirs: MarianMTModel, source_ids: list[int], num_beams: int, **settings: Any
) -> list[tuple[list[int], float]]:
    """The translations that end a beam search of at least two beams, best first, each with its score.

    A finished one ends with END; one that reached max_new_tokens without it counts as finished too. The score is
    the sum of the log-probabilities of all ids, including END, divided by their number to the power of
    length_penalty. It is computed in float32, whatever the model's dtype.
    """
    out = _generate(theirs, source_ids, num_beams=num_beams, num_return_sequences=num_beams, **settings)
    rows = (_up_to_the_end(row[1:], with_end=True) for row in out.sequences.tolist())
    return list(zip(rows, out.sequences_scores.tolist(), strict=True))


def _generate(theirs: MarianMTModel, source_ids: list[int], **settings: Any) -> Any:
    source = torch.tensor([source_ids])
    fixed = {
        "do_sample": False,
        "decoder_start_token_id": BEGIN,
        "bos_token_id": BEGIN,
        "eos_token_id": END,
        "pad_token_id": theirs.config.pad_token_id,
        "return_dict_in_generate": True,
        "output_scores": True,
    }
    config = GenerationConfig(**fixed, **settings)
    return theirs.generate(source, attention_mask=real(source), generation_config=config)


def _up_to_the_end(ids: list[int], with_end: bool) -> list[int]:
    """Removes what follows the first END, which only fills the row."""
    return ids[: ids.index(END) + with_end] if END in ids else ids


def _weights(ours: Transformer, theirs: MarianMTModel) -> None:
    d_model = ours.configuration.d_model
    order = torch.tensor([*range(0, d_model, 2), *range(1, d_model, 2)])
    theirs.model.shared.weight.copy_(ours.source_embedding.tokens.weight[:, order])
    theirs.final_logits_bias.zero_()
    for embedding, stack in (
        (ours.source_embedding, theirs.model.encoder),
        (ours.target_embedding, theirs.model.decoder),
    ):
        stack.embed_positions.weight.copy_(_positions(embedding, ours.configuration.longest)[:, order])
    for layer, its in zip(ours.encoder.layers, theirs.model.encoder.layers, strict=True):
        _layer(layer, its, order)
    for layer, its in zip(ours.decoder.layers, theirs.model.decoder.layers, strict=True):
        _layer(layer, its, order)
        _attention(layer.cross_attention, its.encoder_attn, order)
        _norm(layer.cross_attention_residual, its.encoder_attn_layer_norm, order)


def _positions(embedding: Embedding, longest: int) -> Tensor:
    """Our table of positions, [longest, d_model]; theirs has the same numbers, but only in float32."""
    return embedding.positions(torch.zeros(1, longest, dtype=torch.long))[0]


def _layer(
    ours: EncoderLayer | DecoderLayer, theirs: MarianEncoderLayer | MarianDecoderLayer, order: Tensor
) -> None:
    _attention(ours.self_attention, theirs.self_attn, order)
    _norm(ours.self_attention_residual, theirs.self_attn_layer_norm, order)
    theirs.fc1.weight.copy_(ours.feed_forward.hidden.weight[:, order])
    theirs.fc1.bias.copy_(ours.feed_forward.hidden.bias)
    theirs.fc2.weight.copy_(ours.feed_forward.output.weight[order])
    theirs.fc2.bias.copy_(ours.feed_forward.output.bias[order])
    _norm(ours.feed_forward_residual, theirs.final_layer_norm, order)


def _attention(ours: Attention, theirs: MarianAttention, order: Tensor) -> None:
    """Reorders only the axes of width d_model; the features of the heads keep their order."""
    for mine, its in ((ours.query, theirs.q_proj), (ours.key, theirs.k_proj), (ours.value, theirs.v_proj)):
        its.weight.copy_(mine.weight[:, order])
    theirs.out_proj.weight.copy_(ours.output.weight[order])
    for projection in (theirs.q_proj, theirs.k_proj, theirs.v_proj, theirs.out_proj):
        projection.bias.zero_()


def _norm(ours: Residual, theirs: nn.LayerNorm, order: Tensor) -> None:
    theirs.weight.copy_(ours.norm.weight[order])
    theirs.bias.copy_(ours.norm.bias[order])
    theirs.eps = ours.norm.epsilon
