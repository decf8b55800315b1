"""A GGUF file is the same model as the folder that was converted into it."""

import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from transformer_explore.core.checkpoints import CheckpointError, find_any
from transformer_explore.core.checkpoints.gguf import formats
from transformer_explore.core.checkpoints.gguf.model import GgufModel, model_at, why_not
from transformer_explore.core.checkpoints.hugging_face import model_at as folder_at

from tests.gguf_files import tensors_of, write_gguf
from tests.hugging_face import byte_level, random_model

VARIANTS: dict[str, dict[str, Any]] = {
    "groups": {},
    "tied": {"tie_word_embeddings": True},
    "one key": {"num_key_value_heads": 1},
    "biases": {"attention_bias": True, "mlp_bias": True},
    "another base": {"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}},
    "scaled angles": {
        "hidden_size": 64,
        "rope_parameters": {
            "rope_type": "llama3",
            "rope_theta": 500000.0,
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        },
    },
}
WIDE = {"hidden_size": 32, "intermediate_size": 64}  # rows as long as a block


def opened(path: Path) -> GgufModel:
    found = model_at(path, "decoder")
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_gguf(tmp_path / "small.gguf", random_model("llama"))


@pytest.mark.parametrize(
    ("family", "variant"), [*(("llama", name) for name in VARIANTS), ("qwen2", "groups"), ("qwen2", "tied")]
)
def test_parameters_are_those_of_the_folder(family: str, variant: str, tmp_path: Path) -> None:
    theirs = random_model(family, **VARIANTS[variant])
    theirs.save_pretrained(tmp_path)
    folder, model = folder_at(tmp_path, "decoder"), opened(write_gguf(tmp_path / "small.gguf", theirs))
    assert folder is not None
    assert model.configuration == folder.configuration
    assert model.parameters.keys() == folder.parameters.keys()
    for name, array in folder.parameters.items():
        np.testing.assert_array_equal(model.parameters[name], array, err_msg=name)
    assert not list(model.refusals())
    assert model.notices == ()


def test_wide_heads_are_read(tmp_path: Path) -> None:
    theirs = random_model("llama", head_dim=6)
    wide = {"llama.attention.key_length": 6, "llama.attention.value_length": 6}
    model = opened(write_gguf(tmp_path / "small.gguf", theirs, changes=wide))
    assert model.configuration.decoder.d_head == 6
    assert not list(model.refusals())


def test_matrices_are_mapped_unless_their_rows_are_reordered(file: Path) -> None:
    parameters = opened(file).parameters
    for name in ("embedding.tokens.weight", "decoder.layers.0.self_attention.value.weight"):
        assert not parameters[name].flags.owndata
        assert not parameters[name].flags.writeable


@pytest.mark.parametrize("kind", ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "BF16", "F16"])
def test_quantized_weights_are_those_that_the_package_decodes(kind: str, tmp_path: Path) -> None:
    theirs = random_model("llama", **WIDE)
    path = write_gguf(tmp_path / "small.gguf", theirs, quantized=kind)
    model, found = opened(path), gguf.GGUFReader(path)
    stored = {
        each.name: gguf.quants.dequantize(each.data, each.tensor_type)
        for each in found.tensors
        if "attn_q" not in each.name and "attn_k" not in each.name
    }
    ours = {name: model.parameters[name] for name in model.parameters}
    assert all(array.dtype == np.float32 for array in ours.values())
    np.testing.assert_array_equal(ours["embedding.tokens.weight"], stored["token_embd.weight"])
    np.testing.assert_array_equal(
        ours["decoder.layers.1.feed_forward.up.weight"], stored["blk.1.ffn_up.weight"]
    )
    key = theirs.state_dict()["model.layers.0.self_attn.k_proj.weight"].numpy()
    np.testing.assert_allclose(ours["decoder.layers.0.self_attention.key.weight"], key, atol=0.15)
    name = {"BF16": "bfloat16", "F16": "float16"}.get(kind, kind)
    assert model.notices == (f"small: stored as {name}, float32, read as float32",)
    assert model.card["precision"] == f"{name}, float32"


def test_quantized_weights_without_the_package_name_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_gguf(tmp_path / "small.gguf", random_model("llama", **WIDE), quantized="Q4_1")
    plain = write_gguf(tmp_path / "plain.gguf", random_model("llama"))
    formats.format_of.cache_clear()
    monkeypatch.setitem(sys.modules, "gguf", None)
    with pytest.raises(CheckpointError) as error:
        find_any(str(path))
    assert str(error.value) == (
        f"{path}: quantized weights need the package gguf: pip install 'transformer-explore[gguf]'"
    )
    assert not list(opened(plain).refusals())


def test_the_tokenizer_is_the_one_that_was_stored(file: Path) -> None:
    tokenizer, expected = opened(file).tokenizer, byte_level()
    for text in ("the cats  are on\n\tmats", "我爱你", "a<|endoftext|>b", "x 12345!", ""):
        assert list(tokenizer.read(text).ids) == expected.encode(text).ids
        assert tokenizer.text(tokenizer.read(text).ids, special_tokens=True) == text
    assert opened(file).vocabulary[0] == "<|endoftext|>"
    assert opened(file).special_tokens.end == (0,)


SPLIT: dict[str | None, list[str]] = {
    None: ["'", "s", "123", "45"],
    "default": ["'", "s", "123", "45"],
    "gpt-2": ["'s", "12345"],
    "smollm": ["'s", "1", "2", "3", "4", "5"],
    "llama-bpe": ["'s", "123", "45"],
    "qwen2": ["'s", "1", "2", "3", "4", "5"],
}


@pytest.mark.parametrize("rule", SPLIT)
def test_digits_and_apostrophes_are_split_as_the_rule_says(rule: str | None, tmp_path: Path) -> None:
    changes = {
        "tokenizer.ggml.pre": rule,
        "tokenizer.ggml.tokens": ["0", *"12345", "12", "123", "1234", "12345", "45", "'", "s", "'s"],
        "tokenizer.ggml.merges": ["1 2", "4 5", "12 3", "123 45", "' s"],
        "tokenizer.ggml.token_type": [1] * 14,
    }
    model = opened(write_gguf(tmp_path / "small.gguf", random_model("llama", vocab_size=14), changes=changes))
    assert list(model.tokenizer.read("'s12345").words) == SPLIT[rule]


def test_the_token_at_the_beginning_is_added_where_the_file_says_so(tmp_path: Path) -> None:
    begins = {"tokenizer.ggml.add_bos_token": True, "tokenizer.ggml.bos_token_id": 0}
    model = opened(write_gguf(tmp_path / "small.gguf", random_model("llama"), changes=begins))
    assert model.tokenizer.read("the").ids[0] == 0
    assert model.tokenizer.read("the", special_tokens=False).ids[0] != 0
    assert model.tokenizer.adds_special_tokens


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "experts": ({"llama.expert_count": 8}, "llama.expert_count = 8 is not supported"),
    "a window": ({"llama.attention.sliding_window": 4096}, "llama.attention.sliding_window = 4096 is not supported"),
    "yarn": ({"llama.rope.scaling.type": "yarn"}, 'llama.rope.scaling.type = "yarn" is not supported'),
    "part of a head": ({"llama.rope.dimension_count": 4}, "llama.rope.dimension_count = 4 is not supported"),
    "something new": ({"llama.surprise": 1.5}, "llama.surprise = 1.5 is not supported"),
    "no layers": ({"llama.block_count": None}, "llama.block_count is missing"),
    "a negative size": ({"llama.embedding_length": "8"}, 'invalid llama.embedding_length = "8"'),
    "an adapter": ({"general.type": "adapter"}, "general.type = adapter is not supported"),
    "parts": ({"split.count": 2}, "split.count = 2 is not supported"),
    "another tokenizer": (
        {"tokenizer.ggml.model": "t5"},
        "tokenizer.ggml.model = t5 is not supported; supported are gpt2, llama",
    ),
    "no scores": ({"tokenizer.ggml.model": "llama"}, "tokenizer.ggml.scores is missing"),
    "too few scores": (
        {"tokenizer.ggml.model": "llama", "tokenizer.ggml.scores": [0.5]},
        "tokenizer.ggml.scores has 1 values, not 300",
    ),
    "another rule": (
        {"tokenizer.ggml.pre": "\x1b[31m"},
        r"tokenizer.ggml.pre = '\x1b[31m' is not supported; supported are default, gpt-2, qwen2, smollm, llama-bpe, "
        "llama3, llama-v3",
    ),
    "no merges": ({"tokenizer.ggml.merges": None}, "tokenizer.ggml.merges is missing"),
    "merges of nothing": (
        {"tokenizer.ggml.merges": ["q q"]},
        "not a readable tokenizer (Token `q` out of vocabulary at line 1 column 1)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_not_supported_is_refused_by_name(reason: str, tmp_path: Path) -> None:
    changes, message = REFUSED[reason]
    path = write_gguf(tmp_path / "small.gguf", random_model("llama"), changes=changes)
    [found] = opened(path).refusals()
    if reason == "merges of nothing":
        assert found.startswith(f"{path}: not a readable tokenizer (")
    else:
        assert found == f"{path}: {message}"
    assert found.isprintable()


def test_other_architectures_are_refused_by_name(tmp_path: Path) -> None:
    changes = {"general.architecture": "mamba"}
    path = write_gguf(tmp_path / "small.gguf", random_model("llama"), changes=changes)
    with pytest.raises(
        CheckpointError, match=r"models of the type 'mamba' are not supported; supported are llama, qwen2$"
    ):
        find_any(str(path))
    assert model_at(path, "decoder") is None


def test_missing_and_unused_weights_are_refused_by_name(tmp_path: Path) -> None:
    theirs = random_model("llama")
    more = write_gguf(tmp_path / "more.gguf", theirs, tensors={"surprise.weight": np.ones(1, np.float32)})
    assert list(opened(more).refusals()) == [f"{more}: surprise.weight does not belong to the model"]
    fewer = write_gguf(tmp_path / "fewer.gguf", theirs, changes={"llama.block_count": 3})
    assert list(opened(fewer).refusals()) == [f"{fewer}: blk.2.attn_norm.weight is missing"]
    other = tensors_of(theirs)["blk.0.attn_q.weight"][:4]
    wrong = write_gguf(tmp_path / "wrong.gguf", theirs, tensors={"blk.0.attn_q.weight": other})
    assert list(opened(wrong).refusals()) == [f"{wrong}: blk.0.attn_q.weight is [4, 8], not [8, 8]"]


@pytest.mark.parametrize("divisors", [[2.0], [1.0, 1.0], [-1.0], [float("nan")]])
def test_angles_that_are_scaled_in_an_unknown_way_are_refused(divisors: list[float], tmp_path: Path) -> None:
    numbers = {"rope_freqs.weight": np.array(divisors, np.float32)}
    path = write_gguf(tmp_path / "small.gguf", random_model("llama"), tensors=numbers)
    [found] = opened(path).refusals()
    assert "rope_freqs.weight = [" in found


def test_a_file_that_changes_is_read_again(file: Path) -> None:
    before = opened(file).files
    write_gguf(file, random_model("llama", num_hidden_layers=1))
    assert opened(file).configuration.decoder.layers == 1
    assert opened(file).files != before


def test_other_files_are_none_of_its_business(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"GGUF")
    for path in (tmp_path, tmp_path / "notes.txt", tmp_path / "absent.gguf"):
        assert model_at(path, "decoder") is None
        assert why_not(path) == ""
