"""A model on disk: found by name or path, read without torch, refused in one line if it cannot be used."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest
import torch
from safetensors.numpy import load_file, save_file
from transformer_explore.core.checkpoints import Checkpoint, CheckpointError, digest, find, owner, shipped
from transformer_explore.core.checkpoints.checkpoint import CONFIGURATION, HERE, TOKENIZER, WEIGHTS
from transformer_explore.core.checkpoints.loading import (
    load_assigned,
    load_model,
    set_weights,
    take,
    write_model,
)
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.trace import TraceError

from tests.models import ids, made, tiny, traced

pytestmark = pytest.mark.numbers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a small model."""
    write_model(made(), tmp_path / "my model")
    return tmp_path / "my model"


def test_weights_can_be_assigned_without_a_copy(folder: Path) -> None:
    checkpoint = find(str(folder))
    for array in checkpoint.parameters.values():
        array.setflags(write=False)  # as if it were memory-mapped
    assigned, copied = load_assigned(checkpoint, Transformer), load_model(checkpoint)
    for name, parameter in assigned.named_parameters():
        assert parameter.data_ptr() == checkpoint.parameters[name].ctypes.data, name
    assert not assigned.training
    source, target = ids((4, 5)), ids((2, 3))
    assert torch.equal(assigned(source, target), copied(source, target))


def test_assigned_weights_must_fit(folder: Path) -> None:
    checkpoint = find(str(folder))
    name, array = next(iter(checkpoint.parameters.items()))
    for changed in ({name: array[1:]}, {"other": array}):
        checkpoint.__dict__["parameters"] = {**checkpoint.parameters, **changed}
        with pytest.raises(CheckpointError, match=f"my model: ({name} is|other does not belong)"):
            load_assigned(checkpoint, Transformer)


def test_a_written_model_is_found_and_gives_the_same_results(folder: Path) -> None:
    checkpoint = find(str(folder))
    assert (checkpoint.name, checkpoint.configuration) == ("my model", tiny())
    written, found = made(), load_model(checkpoint)
    for name, parameter in found.named_parameters():
        halved = dict(written.named_parameters())[name].half().float()
        assert torch.equal(parameter, halved), name
    assert not found.training
    set_weights(written, take(found), "memory")
    source, target = ids((4, 5)), ids((2, 3))
    assert torch.equal(found(source, target), written(source, target))


def test_the_shared_matrix_is_written_once(folder: Path) -> None:
    stored = load_file(folder / WEIGHTS)
    assert [name for name in stored if "tokens" in name or "logits" in name] == [
        "source_embedding.tokens.weight"
    ]
    assert {array.dtype for array in stored.values()} == {np.dtype(np.float16)}
    assert {array.dtype for array in find(str(folder)).parameters.values()} == {np.dtype(np.float32)}


def test_writing_again_replaces_a_model_and_leaves_no_other_files(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    write_model(made(seed=1), folder)
    assert sorted(path.name for path in folder.iterdir()) == before == [CONFIGURATION, WEIGHTS]
    assert find(str(folder)).model_card.sha256 == digest(
        {k: v.astype(np.float16) for k, v in take(made(seed=1)).items()}
    )


# -------------------------------------------------------------------- the digest
def test_the_digest_depends_only_on_names_shapes_and_numbers() -> None:
    weights = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.ones(2, np.float32)}
    expected = digest(weights)
    assert len(expected) == 64
    assert digest(dict(reversed(weights.items()))) == expected
    other = {name: np.asfortranarray(array.astype(np.float64)) for name, array in weights.items()}
    assert digest(other) == expected
    assert digest({**weights, "b": weights["b"].reshape(3, 2)}) != expected
    assert digest({"c": weights["b"], "a": weights["a"]}) != expected
    changed = weights["b"].copy()
    changed[1, 2] += 1e-6
    assert digest({**weights, "b": changed}) != expected


def test_the_digest_is_computed_as_the_schema_describes() -> None:
    import hashlib

    content = b"a [2]\n" + np.ones(2, "<f4").tobytes() + b"b [1, 1]\n" + np.zeros((1, 1), "<f4").tobytes()
    assert digest({"b": np.zeros((1, 1)), "a": np.ones(2)}) == hashlib.sha256(content).hexdigest()


# -------------------------------------------------------------------- the model of a trace
def test_a_trace_gets_the_weights_it_was_made_with(folder: Path) -> None:
    checkpoint = find(str(folder))
    trace = replace(traced(load_model(checkpoint)), parameters=None)
    assert checkpoint.belongs_to(trace)
    parameters = owner(trace, str(folder)).parameters
    assert parameters is not None
    assert digest(parameters) == trace.model.sha256
    other = replace(traced(made(seed=7)), parameters=None)
    assert not checkpoint.belongs_to(other)
    with pytest.raises(TraceError, match="not made with the weights of"):
        owner(other, str(folder))
    assert owner(other).parameters is None


# -------------------------------------------------------------------- the shipped model
def test_a_shipped_model_is_found_by_name_and_is_complete() -> None:
    assert "zh-en" in shipped()
    checkpoint = find()
    assert (checkpoint.name, checkpoint.folder) == ("zh-en", HERE / "zh-en")
    assert len(checkpoint.vocabulary) == checkpoint.configuration.vocabulary
    assert checkpoint.vocabulary[checkpoint.configuration.padding] == "[PAD]"
    load_model(checkpoint)


def test_the_shipped_trace_was_made_with_the_shipped_weights() -> None:
    checkpoint = find()
    assert checkpoint.belongs_to(checkpoint.shipped_trace())


# -------------------------------------------------------------------- unusable models
def test_a_file_that_is_no_model_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text("[]", encoding="utf-8")
    with pytest.raises(
        CheckpointError, match=r"'a\.json' is not a model that can be opened: --model takes a"
    ):
        find("a.json")


@pytest.mark.parametrize(
    "name", ["no-such-model", "/nowhere", "~nobody-of-that-name/x", "x" * 5000, "a\0b", "", "我"]
)
def test_missing_model_errors_list_models(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        CheckpointError, match=r"^there is no model '.*: --model takes a name .*docs/models.md"
    ) as error:
        find(name)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 250


@pytest.mark.parametrize("file", ["model.onnx", "hf/pytorch_model.bin"])
def test_foreign_model_errors_list_models(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(file).parent.mkdir(exist_ok=True)
    Path(file).write_bytes(b"")
    name = file.split("/")[0]
    with pytest.raises(
        CheckpointError, match=rf"^'{name}' is a model from another program: --model takes .*docs/models.md"
    ):
        find(name)


def refused(folder: Path) -> str:
    with pytest.raises(CheckpointError) as error:
        load_model(find(str(folder)))
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"d_model": 9}, "d_model = 9 cannot be divided evenly among 2 heads"),
        ({"d_model": "8"}, "invalid d_model = '8':"),
        ({"layers": 2.0}, "invalid layers = 2.0:"),
        ({"residual": "sandwich"}, "unknown residual = 'sandwich': choose"),
        ({"dropuot": 0.1}, "unknown setting 'dropuot'"),
        ({"d_ff": 13}, "feed_forward.hidden.weight is [12, 8], not [13, 8]"),
        ({"layers": 2}, "coder.layers.1."),
        ({"positions": "learned"}, "positions.weight is missing"),
    ],
)
def test_a_wrong_configuration_is_refused(folder: Path, settings: dict[str, object], message: str) -> None:
    path = folder / CONFIGURATION
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | settings))
    assert message in refused(folder)


def test_an_incomplete_configuration_is_refused_in_one_line(folder: Path) -> None:
    (folder / CONFIGURATION).write_text('{"d_model": 8}')
    assert "missing" in refused(folder)
    for content in ("[]", "{", ""):
        (folder / CONFIGURATION).write_text(content)
        assert str(folder / CONFIGURATION) in refused(folder)


def test_missing_or_wrong_weights_are_refused_and_the_first_wrong_one_is_named(folder: Path) -> None:
    stored = load_file(folder / WEIGHTS)
    save_file({**stored, "memory.weight": np.zeros(1, np.float16)}, folder / WEIGHTS)
    assert "memory.weight does not belong to the model" in refused(folder)
    del stored["encoder.layers.0.feed_forward.hidden.bias"]
    save_file(stored, folder / WEIGHTS)
    assert "encoder.layers.0.feed_forward.hidden.bias is missing" in refused(folder)
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1])
    assert "not a readable safetensors file" in refused(folder)
    (folder / WEIGHTS).unlink()
    assert "not a readable safetensors file" in refused(folder)


def test_the_vocabulary_has_a_text_for_each_id_even_if_ids_are_unused(folder: Path) -> None:
    from tokenizers import Tokenizer, models

    words = {"[PAD]": 0, "[UNK]": 1, "我": 3}
    Tokenizer(models.WordLevel(words, unk_token="[UNK]")).save(str(folder / TOKENIZER))
    assert find(str(folder)).vocabulary == ("[PAD]", "[UNK]", "", "我", *[""] * 7)  # one text per row


def test_a_card_is_optional(folder: Path) -> None:
    assert find(str(folder)).card == {}
    (folder / "card.json").write_text('{"language": "x"}')
    assert find(str(folder)).card == {"language": "x"}


def test_a_checkpoint_may_be_moved(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder, tmp_path / "elsewhere")
    assert Checkpoint("n", tmp_path / "elsewhere").configuration == tiny()
