"""The weights of each family become our parameters: each number is somewhere, and the model computes the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformer_explore.core.checkpoints import CheckpointError, digest
from transformer_explore.core.checkpoints.hugging_face import model_at
from transformer_explore.core.checkpoints.hugging_face.mapping import Parameters
from transformer_explore.core.checkpoints.hugging_face.model import HuggingFaceModel
from transformer_explore.core.checkpoints.hugging_face.weights import INDEX, WEIGHTS

from tests.hugging_face import FAMILIES, random_model, write

ARCHITECTURES = ("decoder", "encoder", "encoder-decoder")

VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    **{family: (family, {}) for family in FAMILIES},
    "gpt2 untied": ("gpt2", {"tie_word_embeddings": False, "n_inner": 20}),
    "gpt2 unscaled": ("gpt2", {"scale_attn_weights": False, "activation_function": "gelu"}),
    "llama tied with biases": ("llama", {"tie_word_embeddings": True, "attention_bias": True, "mlp_bias": True}),
    "llama with wide heads": ("llama", {"head_dim": 6, "num_key_value_heads": 1}),
    "bert without heads": ("bert", {"head": "BertModel"}),
    "bert without pooler": ("bert", {"head": "BertForMaskedLM"}),
    "bert untied": ("bert", {"tie_word_embeddings": False}),
    "marian with two matrices": ("marian", {"share_encoder_decoder_embeddings": False, "scale_embedding": True}),
    "t5 1.1": ("t5", {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False}),
}  # fmt: skip


def opened(folder: Path) -> HuggingFaceModel:
    return next(found for name in ARCHITECTURES if (found := model_at(folder, name)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_number_of_theirs_is_one_of_ours(variant: str, tmp_path: Path) -> None:
    family, settings = VARIANTS[variant]
    write(tmp_path, family, random_model(family, **settings))
    stored = load_file(tmp_path / WEIGHTS)
    if variant == "bert untied":
        stored.pop("cls.predictions.bias")  # which transformers does not read then
    theirs = np.concatenate([each.numpy().ravel() for each in stored.values()])
    model = opened(tmp_path)
    ours = np.concatenate([array.ravel() for array in model.parameters.values()])
    np.testing.assert_array_equal(np.sort(ours), np.sort(theirs))
    assert model.parameters.count == len(ours)
    assert not list(model.refusals())
    assert type(model.configuration).from_dict(model.configuration.as_dict()) == model.configuration


@pytest.mark.parametrize("variant", VARIANTS)
def test_shapes_are_known_without_reading_the_numbers(variant: str, tmp_path: Path) -> None:
    family, settings = VARIANTS[variant]
    write(tmp_path, family, random_model(family, **settings))
    parameters = opened(tmp_path).parameters
    assert {name: parameters.shape(name) for name in parameters} == {
        name: array.shape for name, array in parameters.items()
    }


# -------------------------------------------------------------------- how the weights are stored
def save(folder: Path, tensors: Mapping[str, torch.Tensor]) -> None:
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / WEIGHTS)


PREFIXES = {"gpt2": "transformer.", "llama": "model.", "bert": "bert.", "marian": "model."}


@pytest.mark.parametrize("family", PREFIXES)
def test_the_prefix_of_the_names_may_be_absent(family: str, tmp_path: Path) -> None:
    write(tmp_path, family)
    expected = {name: array.copy() for name, array in opened(tmp_path).parameters.items()}
    stored = load_file(tmp_path / WEIGHTS)
    assert any(name.startswith(PREFIXES[family]) for name in stored)
    save(tmp_path, {name.removeprefix(PREFIXES[family]): tensor.clone() for name, tensor in stored.items()})
    found = opened(tmp_path).parameters
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array)


def test_several_files_give_the_same_parameters_as_one(tmp_path: Path) -> None:
    one, many = tmp_path / "one", tmp_path / "many"
    model = write(one, "gpt2")
    write(many, "gpt2", model, max_shard_size="4KB")
    assert (many / INDEX).exists()
    expected, found = opened(one).parameters, opened(many).parameters
    assert found.keys() == expected.keys()
    for name in expected:
        np.testing.assert_array_equal(found[name], expected[name])


def test_bfloat16_is_read_exactly_and_reported(tmp_path: Path) -> None:
    write(tmp_path, "llama", random_model("llama").to(torch.bfloat16))
    model = opened(tmp_path)
    assert model.notices == (f"{tmp_path.name}: stored as bfloat16, read as float32",)
    stored = load_file(tmp_path / WEIGHTS)["model.layers.0.mlp.up_proj.weight"]
    assert stored.dtype == torch.bfloat16
    np.testing.assert_array_equal(
        model.parameters["decoder.layers.0.feed_forward.up.weight"], stored.float().numpy()
    )


def test_float32_is_mapped_and_transposed_without_a_copy(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    model = opened(tmp_path)
    assert model.notices == ()
    for name in ("embedding.tokens.weight", "decoder.layers.0.self_attention.key.weight"):
        assert not model.parameters[name].flags.owndata
        assert not model.parameters[name].flags.writeable


def test_buffers_have_no_effect(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    stored, before = load_file(tmp_path / WEIGHTS), set(opened(tmp_path).parameters)
    mask = {f"transformer.h.{n}.attn.bias": torch.ones(1, 1, 16, 16, dtype=torch.uint8) for n in range(2)}
    value = {"transformer.h.0.attn.masked_bias": torch.tensor(-1e4)}
    save(tmp_path, stored | mask | value)
    assert set(opened(tmp_path).parameters) == before


def test_the_first_names_of_the_norms_of_bert_are_understood(tmp_path: Path) -> None:
    write(tmp_path, "bert")
    expected = {name: array.copy() for name, array in opened(tmp_path).parameters.items()}
    names = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    stored = load_file(tmp_path / WEIGHTS)
    for new, old in names.items():
        stored = {name.replace(new, old): tensor.clone() for name, tensor in stored.items()}
    save(tmp_path, stored | {"bert.embeddings.position_ids": torch.arange(32)[None]})
    found = opened(tmp_path).parameters
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array)


def test_a_shared_matrix_may_be_stored_twice_if_both_are_equal(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    stored, before = load_file(tmp_path / WEIGHTS), opened(tmp_path).parameters.count
    head = stored["transformer.wte.weight"].clone()
    save(tmp_path, stored | {"lm_head.weight": head})
    assert opened(tmp_path).parameters.count == before
    head[-1, -1] += 1
    save(tmp_path, stored | {"lm_head.weight": head})
    with pytest.raises(
        CheckpointError, match=r"lm_head\.weight differ, but the model uses one array in both places$"
    ):
        opened(tmp_path).parameters  # noqa: B018


def test_a_shared_matrix_may_have_the_name_of_its_other_place(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    stored = load_file(tmp_path / WEIGHTS)
    matrix = stored.pop("transformer.wte.weight")
    save(tmp_path, stored | {"lm_head.weight": matrix})
    np.testing.assert_array_equal(opened(tmp_path).parameters["embedding.tokens.weight"], matrix.numpy())


# -------------------------------------------------------------------- weights that do not fit
def refused(folder: Path) -> str:
    with pytest.raises(CheckpointError) as error:
        opened(folder).parameters  # noqa: B018
    assert str(error.value).isprintable()
    assert str(error.value).startswith(f"{folder / WEIGHTS}: ")
    return str(error.value).removeprefix(f"{folder / WEIGHTS}: ")


@pytest.mark.parametrize("family", FAMILIES)
def test_missing_and_additional_weights_are_refused_by_name(family: str, tmp_path: Path) -> None:
    write(tmp_path, family)
    stored = load_file(tmp_path / WEIGHTS)
    save(tmp_path, stored | {"extra.adapter.weight": torch.ones(1)})
    assert refused(tmp_path) == "extra.adapter.weight does not belong to the model"
    for name in stored:
        if "pooler" in name or "seq_relationship" in name or name == "final_logits_bias":
            continue  # parts that a model may lack
        save(tmp_path, {other: tensor for other, tensor in stored.items() if other != name})
        message = refused(tmp_path)
        assert (
            "is missing" in message or "does not belong to the model" in message
        )  # a head without its first part
        if "cls." not in name:
            assert message == f"{name.removeprefix(PREFIXES.get(family, 'model.'))} is missing"


@pytest.mark.parametrize(
    ("name", "tensor", "message"),
    [
        ("transformer.wte.weight", torch.zeros(300, 9), "transformer.wte.weight is [300, 9], not [300, 8]"),
        ("transformer.h.1.attn.c_attn.weight", torch.zeros(24, 8), "is [24, 8], not [8, 24]"),
        ("transformer.h.1.attn.c_attn.bias", torch.zeros(8), "is [8], not [24]"),
        ("transformer.h.1.mlp.c_fc.weight", torch.zeros(32, 8), "is [32, 8], not [8, 32]"),
        ("transformer.ln_f.weight", torch.zeros(()), "is [], not [8]"),
        (
            "transformer.ln_f.weight",
            torch.zeros(8, dtype=torch.int64),
            "contains I64, not floating-point weights",
        ),
        (
            "transformer.ln_f.weight",
            torch.zeros(8).to(torch.float8_e4m3fn),
            "contains F8_E4M3, not floating-point",
        ),
        ("wte.weight", torch.zeros(300, 8), "are the same weight"),
    ],
)
def test_a_weight_of_another_shape_or_type_is_refused(
    name: str, tensor: torch.Tensor, message: str, tmp_path: Path
) -> None:
    write(tmp_path, "gpt2")
    save(tmp_path, load_file(tmp_path / WEIGHTS) | {name: tensor})
    assert message in refused(tmp_path)


def test_a_classifier_is_refused_by_the_name_of_its_weight(tmp_path: Path) -> None:
    write(tmp_path, "bert", random_model("bert", head="BertForSequenceClassification"))
    assert refused(tmp_path) == "classifier.bias does not belong to the model"


@pytest.mark.parametrize(
    ("family", "size"), [("gpt2", "n_layer"), ("llama", "num_hidden_layers"), ("t5", "num_layers")]
)
def test_layers_are_refused_at_the_first_one_that_is_missing_and_more_than_1000_at_once(
    family: str, size: str, tmp_path: Path
) -> None:
    import orjson

    write(tmp_path, family)
    path = tmp_path / "config.json"
    described = orjson.loads(path.read_bytes())
    path.write_bytes(orjson.dumps(described | {size: 1000}))
    assert "2." in refused(tmp_path)
    assert refused(tmp_path).endswith(" is missing")
    path.write_bytes(orjson.dumps(described | {size: 2 * 10**9}))
    with pytest.raises(
        CheckpointError, match=r"config\.json: 2,000,000,000 layers are too many; at most 1,000"
    ):
        _ = opened(tmp_path).configuration


def test_a_model_larger_than_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformer_explore.core.checkpoints.hugging_face import foreign_model

    write(tmp_path, "gpt2")
    monkeypatch.setattr(foreign_model, "_memory", lambda: 4000.0)
    monkeypatch.setattr(Parameters, "require_equal_twins", None)  # nothing is read before
    with pytest.raises(
        CheckpointError, match=r"its 4,288 weights need 0\.0 GB, and this machine has 0\.0 GB$"
    ):
        opened(tmp_path).parameters  # noqa: B018


# -------------------------------------------------------------------- the model
def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    import hashlib

    write(tmp_path, "gpt2")
    model = opened(tmp_path)
    expected = hashlib.sha256((tmp_path / WEIGHTS).read_bytes()).hexdigest()
    assert digest(model.parameters) == model.model_card.sha256 == expected
    assert (model.model_card.name, model.model_card.architecture) == (tmp_path.name, "decoder")


def test_the_identity_changes_with_each_file_that_matters(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    for name in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS):
        before = opened(tmp_path).files
        assert before == opened(tmp_path).files
        (tmp_path / name).rename(tmp_path / "aside")
        (tmp_path / name).write_bytes((tmp_path / "aside").read_bytes())
        assert opened(tmp_path).files != before, name


def test_a_folder_in_the_download_cache_has_the_name_of_its_repository(tmp_path: Path) -> None:
    folder = tmp_path / "models--openai-community--gpt2" / "snapshots" / "0123abcd"
    write(folder, "gpt2")
    assert opened(folder).name == "gpt2"


def test_the_card_has_the_figures_of_the_files(tmp_path: Path) -> None:
    model = write(tmp_path, "gpt2")
    assert opened(tmp_path).card == {
        "family": "gpt2",
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "bytes": (tmp_path / WEIGHTS).stat().st_size,
        "precision": "float32",
        "longest": 16,
    }


def test_everything_that_is_refused_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    save(tmp_path, load_file(tmp_path / WEIGHTS) | {"extra": torch.ones(1)})
    (tmp_path / "tokenizer.json").unlink()
    weights, tokenizer = opened(tmp_path).refusals()
    assert "extra does not belong to the model" in weights
    assert "no tokenizer.json" in tokenizer


# -------------------------------------------------------------------- the same results
EXACT = ("gpt2", "bert")
"""Families that transformers computes in float64 throughout; the others have norms, angles or sinusoids in float32."""


@pytest.mark.numbers
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_model_computes_what_transformers_computes(
    variant: str, dtype: torch.dtype, tmp_path: Path
) -> None:
    from transformer_explore.core.checkpoints.loading import set_weights
    from transformer_explore.core.nn.decoder_only import DecoderOnly
    from transformer_explore.core.nn.encoder_only import EncoderOnly
    from transformer_explore.core.nn.transformer import Transformer

    family, settings = VARIANTS[variant]
    theirs = write(tmp_path, family, random_model(family, **settings))
    model = opened(tmp_path)
    build = {"decoder": DecoderOnly, "encoder": EncoderOnly, "encoder-decoder": Transformer}
    ours: Any = build[model.architecture](model.configuration)
    set_weights(ours.to(dtype).eval(), model.parameters, "the folder")
    theirs.to(dtype)
    ids, target, types = (
        torch.tensor([row]) for row in ([7, 250, 31, 8, 8, 90, 3], [11, 4, 180, 5], [0, 0, 0, 0, 1, 1, 1])
    )
    second = {
        "decoder": {},
        "encoder": {"token_type_ids": types},
        "encoder-decoder": {"decoder_input_ids": target},
    }
    with torch.no_grad():
        found = ours(ids, *second[model.architecture].values())
        output = theirs(input_ids=ids, **second[model.architecture])
    logits = next((output[name] for name in ("prediction_logits", "logits") if name in output), None)
    expected = output.last_hidden_state if logits is None else logits.log_softmax(-1)
    tolerance = {torch.float32: 1e-5, torch.float64: 1e-10 if family in EXACT else 1e-6}[dtype]
    torch.testing.assert_close(found, expected, atol=tolerance, rtol=0)
