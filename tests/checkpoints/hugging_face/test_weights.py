"""The weights of a folder: one file, or several with an index; refused in one line if they cannot be used."""

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import torch
from safetensors.torch import save_file
from transformer_explore.core.checkpoints import CheckpointError
from transformer_explore.core.checkpoints.hugging_face import weights
from transformer_explore.core.checkpoints.hugging_face.weights import INDEX, WEIGHTS, Weights

NAMES = ("a", "b", "c")


def tensors(dtype: torch.dtype = torch.float32) -> dict[str, torch.Tensor]:
    return {name: torch.arange(4.0).reshape(2, 2).to(dtype) + number for number, name in enumerate(NAMES)}


def write_shards(folder: Path, **index: Any) -> dict[str, str]:
    """Writes each tensor to a file of its own, and the index, of which `index` replaces fields."""
    files = {name: f"model-{number:05}-of-00003.safetensors" for number, name in enumerate(NAMES, 1)}
    for name, file in files.items():
        save_file({name: tensors()[name]}, folder / file)
    content = {"metadata": {"total_size": 48}, "weight_map": files} | index
    (folder / INDEX).write_bytes(orjson.dumps(content))
    return files


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16, torch.float64])
def test_weights_are_float32_whatever_is_stored(dtype: torch.dtype, tmp_path: Path) -> None:
    save_file(tensors(dtype), tmp_path / WEIGHTS)
    found = Weights(tmp_path)
    assert list(found) == list(NAMES)
    for name, tensor in tensors(dtype).items():
        assert found[name].dtype == np.float32
        np.testing.assert_array_equal(found[name], tensor.float().numpy())


def test_weights_in_several_files_are_those_in_one(tmp_path: Path) -> None:
    write_shards(tmp_path)
    found = Weights(tmp_path)
    assert sorted(found) == list(NAMES)
    for name, tensor in tensors().items():
        np.testing.assert_array_equal(found[name], tensor.numpy())


def test_one_file_comes_before_an_index(tmp_path: Path) -> None:
    write_shards(tmp_path)
    save_file({"a": torch.zeros(1)}, tmp_path / WEIGHTS)
    assert list(Weights(tmp_path)) == ["a"]


def test_a_link_to_a_file_elsewhere_is_followed(tmp_path: Path) -> None:
    """As in the download cache of Hugging Face."""
    (tmp_path / "snapshot").mkdir()
    save_file(tensors(), tmp_path / "blob")
    (tmp_path / "snapshot" / WEIGHTS).symlink_to(tmp_path / "blob")
    assert list(Weights(tmp_path / "snapshot")) == list(NAMES)


# -------------------------------------------------------------------- the digest
def test_the_digest_of_one_file_is_what_sha256sum_prints(tmp_path: Path) -> None:
    save_file(tensors(), tmp_path / WEIGHTS)
    assert Weights(tmp_path).sha256 == hashlib.sha256((tmp_path / WEIGHTS).read_bytes()).hexdigest()


def test_the_digest_of_several_files_is_that_of_what_sha256sum_prints(tmp_path: Path) -> None:
    files = sorted(write_shards(tmp_path).values())
    printed = subprocess.run(["sha256sum", *files], cwd=tmp_path, check=True, capture_output=True).stdout
    assert Weights(tmp_path).sha256 == hashlib.sha256(printed).hexdigest()


def test_a_digest_is_computed_again_only_after_a_file_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_file(tensors(), tmp_path / WEIGHTS)
    before = Weights(tmp_path).sha256
    found = Weights(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(weights, "opened", None)  # reading the file would fail
        assert found.sha256 == before
    save_file(tensors(torch.float16), tmp_path / WEIGHTS)
    assert Weights(tmp_path).sha256 != before


# -------------------------------------------------------------------- unusable folders
def refused(folder: Path) -> str:
    with pytest.raises(CheckpointError) as error:
        Weights(folder)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 600
    return str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        "../model.safetensors",
        "/etc/model.safetensors",
        "inside/model.safetensors",
        "inside\\model.safetensors",
        "C:model.safetensors",
        "..",
        ".hidden.safetensors",
        "model.bin",
        "",
        "a\0.safetensors",
        "\x1b[31m.safetensors",
        "a" * 5000 + ".safetensors",
    ],
)
def test_an_index_names_only_files_in_its_folder(name: str, tmp_path: Path) -> None:
    save_file(tensors(), tmp_path / "model.safetensors")
    folder = tmp_path / "folder"
    folder.mkdir()
    write_shards(folder, weight_map=dict.fromkeys(NAMES, name))
    assert "is not the name of a safetensors file in this folder" in refused(folder)


@pytest.mark.parametrize(
    ("weight_map", "message"),
    [
        (None, "it has no weight_map"),
        ([], "it has no weight_map"),
        ({"a": 1}, "it has no weight_map"),
        ({}, "it lists 0 files"),
        ({f"t{n}": f"{n}.safetensors" for n in range(1001)}, "it lists 1,001 files"),
        ({"a": "absent.safetensors"}, "No such file or directory"),
        ({"x": "model-00001-of-00003.safetensors"}, "x is not in model-00001-of-00003.safetensors"),
        ({"b": "model-00001-of-00003.safetensors"}, "b is not in model-00001-of-00003.safetensors"),
    ],
)
def test_an_index_that_does_not_match_its_files_is_refused(
    weight_map: Any, message: str, tmp_path: Path
) -> None:
    write_shards(tmp_path, weight_map=weight_map)
    assert message in refused(tmp_path)


def test_a_tensor_that_the_index_does_not_list_is_refused(tmp_path: Path) -> None:
    files = write_shards(tmp_path)
    save_file(tensors(), tmp_path / files["a"])
    assert "it does not list b in model-00001-of-00003.safetensors" in refused(tmp_path)


def test_the_headers_of_all_files_are_bounded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shards(tmp_path)
    monkeypatch.setattr(weights, "LARGEST_HEADER", 150)  # enough for two files
    assert "model-00003-of-00003.safetensors: not a readable safetensors file (its header has" in refused(
        tmp_path
    )


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 9999])
def test_an_index_that_is_no_object_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / INDEX).write_bytes(content)
    assert INDEX in refused(tmp_path)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "consolidated.00.pth", "last.ckpt"])
def test_a_pickle_is_refused_with_the_way_to_convert_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"cos\nsystem\n")
    with pytest.raises(
        CheckpointError, match=rf"{name}: a pickle can run any program .*AutoModelForCausalLM\.from"
    ):
        Weights(tmp_path, "AutoModelForCausalLM")


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path}: no model.safetensors"
