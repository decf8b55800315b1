"""Small GGUF files of the Llama family, written with the package `gguf` as llama.cpp's converter does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray

from tests.hugging_face import byte_level

NAMES = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "model.layers": "blk",
}
SPECIAL = ("<|endoftext|>",)


def renamed(name: str) -> str:
    for theirs, there in NAMES.items():
        name = name.replace(theirs, there)
    return name


def permuted(rows: NDArray[Any], heads: int) -> NDArray[Any]:
    """As `LlamaModel.permute` in llama.cpp's convert_hf_to_gguf.py."""
    return (
        rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:])
        .swapaxes(1, 2)
        .reshape(rows.shape)
    )


def tensors_of(model: Any) -> dict[str, NDArray[Any]]:
    """The weights of a Llama of transformers under the names and in the order of GGUF."""
    settings = model.config
    heads = {"attn_q": settings.num_attention_heads, "attn_k": settings.num_key_value_heads}
    heads = heads if settings.model_type == "llama" else {}  # the converter reorders only these rows
    found = {}
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and settings.tie_word_embeddings:
            continue
        there, array = renamed(name), tensor.numpy()
        kind = there.split(".")[-2]
        found[there] = permuted(array, heads[kind]) if kind in heads else array
    if settings.rope_parameters["rope_type"] == "llama3":
        found["rope_freqs.weight"] = divisors(settings)
    return found


def divisors(settings: Any) -> NDArray[np.float32]:
    """As `LlamaModel.generate_extra_tensors` in llama.cpp's convert_hf_to_gguf.py."""
    rope, found = settings.rope_parameters, []
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]
    original = rope["original_max_position_embeddings"]
    for pair in range(0, settings.head_dim, 2):
        wavelength = 2 * np.pi * rope["rope_theta"] ** (pair / settings.head_dim)
        if wavelength < original / high:
            found.append(1.0)
        elif wavelength > original / low:
            found.append(rope["factor"])
        else:
            smooth = (original / wavelength - low) / (high - low)
            found.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return np.array(found, np.float32)


def metadata_of(model: Any) -> dict[str, Any]:
    """The metadata without the tokenizer."""
    settings = model.config
    d_head = getattr(settings, "head_dim", None) or settings.hidden_size // settings.num_attention_heads
    found = {
        "block_count": settings.num_hidden_layers,
        "context_length": settings.max_position_embeddings,
        "embedding_length": settings.hidden_size,
        "feed_forward_length": settings.intermediate_size,
        "attention.head_count": settings.num_attention_heads,
        "attention.head_count_kv": settings.num_key_value_heads,
        "attention.layer_norm_rms_epsilon": settings.rms_norm_eps,
        "rope.freq_base": settings.rope_parameters["rope_theta"],
        "rope.dimension_count": d_head,
        "vocab_size": settings.vocab_size,
    }
    return {f"{settings.model_type}.{name}": value for name, value in found.items()}


def tokenizer_metadata(rows: int) -> dict[str, Any]:
    """A byte-level tokenizer whose vocabulary is filled up to this number of tokens."""
    import orjson

    model = orjson.loads(byte_level().to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    tokens += [f"[PAD{number}]" for number in range(len(tokens), rows)]
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "gpt-2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [3 if token in SPECIAL else 1 for token in tokens],
        "tokenizer.ggml.merges": [" ".join(merge) for merge in model["merges"]],
        "tokenizer.ggml.eos_token_id": tokens.index(SPECIAL[0]),
        "tokenizer.ggml.add_bos_token": False,
    }


def write_gguf(
    path: Path,
    model: Any,
    quantized: str = "",
    changes: Mapping[str, Any] = {},
    tensors: Mapping[str, NDArray[Any]] = {},
) -> Path:
    """Writes a Llama of transformers, and returns the path.

    Args:
        quantized: the format of the matrices.
        changes: of the metadata; None removes an entry.
        tensors: added or replaced.
    """
    writer = gguf.GGUFWriter(path, model.config.model_type)
    metadata = metadata_of(model) | tokenizer_metadata(model.config.vocab_size) | changes
    for name, value in metadata.items():
        if isinstance(value, list):
            writer.add_array(name, value)
        elif isinstance(value, bool):
            writer.add_bool(name, value)
        elif isinstance(value, int):
            writer.add_uint32(name, value)
        elif isinstance(value, float):
            writer.add_float32(name, value)
        elif value is not None:
            writer.add_string(name, value)
    for name, array in (tensors_of(model) | tensors).items():
        if quantized and array.ndim > 1:
            kind = gguf.GGMLQuantizationType[quantized]
            writer.add_tensor(name, gguf.quants.quantize(array, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, np.ascontiguousarray(array))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
