"""A path that is given as a model: a checkpoint is found by its folder, and others are refused with a reason."""

import os
from pathlib import Path

import orjson
import pytest
from transformer_explore.core.checkpoints import CheckpointError, find_any
from transformer_explore.core.checkpoints.hugging_face import model_at, model_types, why_not

from tests.hugging_face import FAMILIES, write

ARCHITECTURES = ("decoder", "encoder", "encoder-decoder")


def refused(path: Path) -> str:
    with pytest.raises(CheckpointError) as error:
        find_any(str(path))
    assert str(error.value).isprintable()
    assert why_not(path) == str(error.value)
    return str(error.value).removeprefix(f"{path}")


def test_all_families_can_be_opened() -> None:
    assert model_types() == FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_a_folder_belongs_to_one_architecture(family: str, tmp_path: Path) -> None:
    write(tmp_path, family)
    [found] = [found for name in ARCHITECTURES if (found := model_at(tmp_path, name))]
    assert (found.name, found.model_type) == (tmp_path.name, family)
    assert why_not(tmp_path) == ""


def test_a_relative_path_means_the_same_folder_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "model", "gpt2")
    monkeypatch.chdir(tmp_path)
    found = model_at(Path("model"), "decoder")
    monkeypatch.chdir("/")
    assert found is not None
    assert found.parameters


def test_a_folder_whose_name_is_not_utf_8_gets_a_name_that_can_be_stored(tmp_path: Path) -> None:
    write(tmp_path / "model", "gpt2")
    folder = (tmp_path / "model").rename(tmp_path / os.fsdecode(b"caf\xe9"))
    found = model_at(folder, "decoder")
    assert found is not None
    assert (found.name, found.folder) == ("caf\ufffd", folder)
    assert found.parameters


@pytest.mark.parametrize("model_type", ["mamba", "", None, 7, ["gpt2"], "\x1b[31m\u202e" * 99])
def test_a_type_that_is_not_supported_is_refused_with_those_that_are(
    model_type: object, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_bytes(orjson.dumps({"model_type": model_type}))
    assert refused(tmp_path).endswith(
        "are not supported; supported are bert, gpt2, llama, marian, mistral, qwen2, t5"
    )
    assert all(model_at(tmp_path, name) is None for name in ARCHITECTURES)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff"])
def test_a_damaged_configuration_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(content)
    assert refused(tmp_path).startswith("/config.json: ")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.CKPT", "x.pkl"])
def test_a_pickle_is_refused_with_the_way_to_convert_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"cos\nsystem\n")
    assert refused(tmp_path / name).startswith(": a pickle can run any program when it is opened")


@pytest.mark.parametrize("content", [b"", bytes(99), b"version https://git-lfs"])
def test_a_file_that_is_no_pickle_is_not_called_one(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"is not a model that can be opened: --model takes"):
        find_any(str(file))


def test_a_folder_of_models_is_refused_with_their_names(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        write(tmp_path / name, "gpt2")
    with pytest.raises(CheckpointError) as error:
        find_any(str(tmp_path))
    assert "is a folder with models: 'a', 'b', 'c', …; specify one of them" in str(error.value)
    assert "TRANSFORMER_EXPLORE_MODELS" in str(error.value)


def test_an_empty_folder_is_refused_as_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    with pytest.raises(CheckpointError, match=r"^the folder 'empty' contains no model: --model takes"):
        find_any("empty")


def test_the_weights_of_a_folder_are_refused_with_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "gpt2")
    with pytest.raises(CheckpointError, match="only the weights of a model; specify its folder: ") as error:
        _settings = find_any(str(tmp_path / "model.safetensors")).configuration
    assert str(error.value).endswith(str(tmp_path))
