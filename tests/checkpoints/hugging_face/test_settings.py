"""config.json: every attribute is used, without effect, at its default, or refused by name."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from transformer_explore.core.checkpoints import CheckpointError
from transformer_explore.core.checkpoints.hugging_face import model_at
from transformer_explore.core.checkpoints.hugging_face.model import HuggingFaceModel
from transformer_explore.core.checkpoints.hugging_face.rotary_settings import rotary
from transformer_explore.core.checkpoints.hugging_face.settings import LARGEST, NAME, Settings
from transformer_explore.core.nn.stack import Rotary

from tests.hugging_face import FAMILIES, write

ARCHITECTURES = ("decoder", "encoder", "encoder-decoder")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of each family."""
    found = {family: tmp_path_factory.mktemp(family) for family in FAMILIES}
    for family, folder in found.items():
        write(folder, family)
    return found


def opened(folder: Path) -> HuggingFaceModel:
    return next(found for name in ARCHITECTURES if (found := model_at(folder, name)))


def changed(folder: Path, to: Path, drop: str = "", **settings: Any) -> HuggingFaceModel:
    """The model of a copy of a folder, with other settings."""
    for file in folder.iterdir():
        (to / file.name).symlink_to(file)
    content = orjson.loads((to / NAME).read_bytes()) | settings
    content.pop(drop, None)
    (to / NAME).unlink()
    (to / NAME).write_bytes(orjson.dumps(content))
    return opened(to)


def refused(model: HuggingFaceModel) -> str:
    with pytest.raises(CheckpointError) as error:
        model.configuration  # noqa: B018
    message = str(error.value)
    assert message.isprintable()
    assert len(message) < 400
    assert message.startswith(f"{model.folder / NAME}: ")
    return message.removeprefix(f"{model.folder / NAME}: ")


@pytest.mark.parametrize("family", FAMILIES)
def test_an_unknown_attribute_is_refused_by_name(
    family: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    model = changed(folders[family], tmp_path, use_new_trick=True)
    assert refused(model) == "use_new_trick = true is not supported"


SUPPORTED_AT_THEIR_DEFAULT = [
    ("gpt2", {"scale_attn_by_inverse_layer_idx": True}, "scale_attn_by_inverse_layer_idx = true"),
    ("gpt2", {"add_cross_attention": True}, "add_cross_attention = true"),
    ("gpt2", {"activation_function": "mish"}, 'activation_function = "mish"'),
    ("gpt2", {"quantization_config": {"bits": 4}}, "quantization_config = {'bits': 4}"),
    ("llama", {"rope_parameters": {"rope_type": "yarn"}}, 'rope_parameters.rope_type = "yarn"'),
    ("llama", {"rope_scaling": {"type": "dynamic"}, "rope_parameters": None}, 'rope_scaling.type = "dynamic"'),
    ("llama", {"rope_parameters": {"partial_rotary_factor": 0.5}}, "rope_parameters.partial_rotary_factor = 0.5"),
    ("llama", {"rope_interleaved": True}, "rope_interleaved = true"),
    ("llama", {"auto_map": {"AutoModel": "evil.Model"}}, "auto_map = {'AutoModel': 'evil.Model'}"),
    ("qwen2", {"use_sliding_window": True}, "use_sliding_window = true"),
    ("qwen2", {"layer_types": ["full_attention", "sliding"]}, "layer_types = ['full_attention', 'sliding']"),
    ("bert", {"position_embedding_type": "relative_key"}, 'position_embedding_type = "relative_key"'),
    ("bert", {"is_decoder": True}, "is_decoder = true"),
    ("bert", {"pruned_heads": {"1": [0]}}, "pruned_heads = {'1': [0]}"),
    ("marian", {"static_position_embeddings": False}, "static_position_embeddings = false"),
    ("marian", {"normalize_before": True}, "normalize_before = true"),
    ("t5", {"relative_attention_max_distance": 16}, "relative_attention_max_distance = 16"),
    ("t5", {"feed_forward_proj": "gated-relu"}, 'feed_forward_proj = "gated-relu"'),
]  # fmt: skip


@pytest.mark.parametrize(("family", "settings", "message"), SUPPORTED_AT_THEIR_DEFAULT)
def test_an_attribute_that_is_not_supported_is_refused_by_name(
    family: str, settings: dict[str, Any], message: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    assert refused(changed(folders[family], tmp_path, **settings)) == f"{message} is not supported"


INVALID = [
    ("gpt2", {"n_layer": "2"}, 'invalid n_layer = "2"'),
    ("gpt2", {"n_layer": 2.0}, "invalid n_layer = 2.0"),
    ("gpt2", {"n_layer": True}, "invalid n_layer = true"),
    ("gpt2", {"n_layer": 0}, "invalid n_layer = 0"),
    ("gpt2", {"n_layer": 10**12}, "invalid n_layer = 1000000000000"),
    ("gpt2", {"n_layer": [[]]}, "invalid n_layer = [[]]"),
    ("gpt2", {"layer_norm_epsilon": "x"}, 'invalid layer_norm_epsilon = "x"'),
    ("gpt2", {"layer_norm_epsilon": -1}, "invalid layer_norm_epsilon = -1"),
    ("gpt2", {"tie_word_embeddings": 1}, "invalid tie_word_embeddings = 1"),
    ("gpt2", {"activation_function": ["relu"]}, "invalid activation_function = ['relu']"),
    ("gpt2", {"n_head": 3}, "d_model = 8 cannot be divided evenly among 3 heads"),
    ("gpt2", {"n_positions": 2**31 - 1}, "longest = 2147483647 with d_model = 8 is too large"),
    ("llama", {"num_key_value_heads": 3}, "4 heads cannot share 3 keys evenly"),
    ("llama", {"rope_parameters": "x"}, 'invalid rope_parameters = "x"'),
    ("llama", {"rope_parameters": {"rope_theta": 0}}, "invalid rope_parameters.rope_theta = 0"),
    ("t5", {"d_kv": {"a": "\x1b[31m\u202e" * 30}}, "invalid d_kv = {'a': "),
]  # fmt: skip


@pytest.mark.parametrize(("family", "settings", "message"), INVALID)
def test_an_invalid_value_is_refused_by_name(
    family: str, settings: dict[str, Any], message: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    assert message in refused(changed(folders[family], tmp_path, **settings))


def test_a_missing_size_is_refused_by_name(folders: dict[str, Path], tmp_path: Path) -> None:
    assert (
        refused(changed(folders["llama"], tmp_path, drop="intermediate_size"))
        == "intermediate_size is missing"
    )


def test_a_hostile_name_cannot_act_on_the_terminal(folders: dict[str, Path], tmp_path: Path) -> None:
    message = refused(changed(folders["gpt2"], tmp_path, **{"\x1b]8;;http://x\x07\u202e\n" * 50: 1}))
    assert message.startswith(r"'\x1b]8;;http://x\x07\u202e\n")


def test_attributes_of_old_files_have_no_effect(folders: dict[str, Path], tmp_path: Path) -> None:
    """Those of gpt2, bert-base-uncased, opus-mt-en-de, t5-small, SmolLM2 and Qwen2 as they were published."""
    old: dict[str, dict[str, Any]] = {
        "gpt2": {"n_ctx": 1024, "task_specific_params": {"text-generation": {"max_length": 50}}, "output_past": True},
        "bert": {
            "gradient_checkpointing": False,
            "position_embedding_type": "absolute",
            "directionality": "bidi",
            "pooler_fc_size": 768,
            "id2label": {"0": "LABEL_0"},
        },
        "marian": {
            "add_bias_logits": False,
            "bad_words_ids": [[299]],
            "num_beams": 6,
            "normalize_embedding": False,
            "static_position_embeddings": True,
            "torch_dtype": "float16",
        },
        "t5": {"n_positions": 512, "output_past": True, "is_encoder_decoder": True},
        "llama": {"is_llama_config": True, "rope_interleaved": False, "transformers.js_config": {}},
        "qwen2": {"max_window_layers": 24, "sliding_window": 32768, "use_mrope": False},
    }  # fmt: skip
    for family, settings in old.items():
        folder = tmp_path / family
        folder.mkdir()
        model = changed(folders[family], folder, **settings)
        assert model.configuration == opened(folders[family]).configuration, family


# -------------------------------------------------------------------- rotary positions
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, Rotary(base=10000)),
        ({"rope_theta": 1e5, "rope_scaling": None}, Rotary(base=1e5)),
        ({"rope_parameters": {"rope_type": "default", "rope_theta": 1e5}}, Rotary(base=1e5)),
        ({"rope_theta": 1e5, "rope_parameters": {"rope_theta": 1e5}}, Rotary(base=1e5)),
        (
            {"rope_theta": 500, "rope_scaling": {"type": "linear", "factor": 2}},
            Rotary(base=500, scaling="linear", factor=2),
        ),
        (
            {
                "rope_theta": 500000.0,
                "rope_scaling": {
                    "rope_type": "llama3",
                    "factor": 32.0,
                    "low_freq_factor": 1.0,
                    "high_freq_factor": 4.0,
                    "original_max_position_embeddings": 8192,
                },
            },
            Rotary(base=500000, scaling="llama3", factor=32, low_frequency_factor=1, high_frequency_factor=4,
                   original_length=8192),
        ),
    ],
)  # fmt: skip
def test_rotary_positions_are_read_in_both_spellings(settings: dict[str, Any], expected: Rotary) -> None:
    read = Settings(Path(NAME), settings)
    assert rotary(read) == expected
    read.finish()


def test_contradictory_rotary_positions_are_refused() -> None:
    for settings in (
        {"rope_theta": 5.0, "rope_parameters": {"rope_theta": 6.0}},
        {"rope_scaling": {"type": "linear", "factor": 2}, "rope_parameters": {"rope_theta": 6.0}},
    ):
        with pytest.raises(CheckpointError, match="is not supported"):
            rotary(Settings(Path(NAME), settings))


# -------------------------------------------------------------------- the file
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff", b"[" * 9999, b'{"model_type": "gpt2", "n_layer": NaN}']
)
def test_a_file_that_is_no_object_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(CheckpointError, match=NAME) as error:
        Settings.read(tmp_path)
    assert str(error.value).isprintable()


def test_an_endless_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(CheckpointError, match="is larger than 1,048,576 bytes"):
        Settings.read(tmp_path)
