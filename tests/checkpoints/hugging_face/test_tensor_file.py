"""A safetensors file from an untrusted source: read as safetensors does, or refused in one line."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save_file
from transformer_explore.core.checkpoints import CheckpointError
from transformer_explore.core.checkpoints.hugging_face.tensor_file import LARGEST_HEADER, TensorFile

from tests.work import calls

ARRAYS = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.ones(4, np.float16), "n": np.arange(3)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_file(ARRAYS, path, {"format": "pt"})
    return path


def test_arrays_are_those_that_were_written(file: Path) -> None:
    found = TensorFile(file)
    assert {name: tensor.shape for name, tensor in found.tensors.items()} == {
        "b": (2, 3),
        "a": (4,),
        "n": (3,),
    }
    np.testing.assert_array_equal(found.stored("b"), ARRAYS["b"])
    np.testing.assert_array_equal(found.stored("a"), ARRAYS["a"])


def test_arrays_are_mapped_and_cannot_be_written_to(file: Path) -> None:
    first, second = TensorFile(file).stored("b"), TensorFile(file).stored("b")
    assert not first.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 7
    np.testing.assert_array_equal(first, second)


def test_whole_numbers_are_refused_where_weights_are_expected(file: Path) -> None:
    with pytest.raises(
        CheckpointError, match=r"model\.safetensors: n contains I64, not floating-point weights$"
    ):
        TensorFile(file).stored("n")


def changed(path: Path, change: Callable[[dict[str, Any]], object], data: bytes = b"") -> Path:
    """Changes the header of a file and appends to its data."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = orjson.loads(content[8 : 8 + length])
    change(header)
    written = orjson.dumps(header)
    path.write_bytes(len(written).to_bytes(8, "little") + written + content[8 + length :] + data)
    return path


def test_the_work_for_each_tensor_is_bounded(tmp_path: Path) -> None:
    """A header may have 100,000 tensors."""
    work = []
    for count in (1000, 3000):
        save_file({f"h.{n}": np.ones(1, np.float32) for n in range(count)}, tmp_path / "many.safetensors")
        work.append(calls(lambda: TensorFile(tmp_path / "many.safetensors")))
    assert (work[1] - work[0]) / 2000 < 25


def sets(name: str, **fields: Any) -> Callable[[dict[str, Any]], object]:
    return lambda header: header[name].update(fields)


HOSTILE: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "shape larger than its bytes": (sets("b", shape=[2, 4]), "the shape of b does not match its size in bytes"),
    "a billion rows": (sets("b", shape=[10**9, 10**9]), "the shape of b does not match its size in bytes"),
    "numbers too large for 64 bits": (sets("b", shape=[2**63, 2**63]), "b has no valid shape"),
    "negative size": (sets("b", shape=[-2, -3]), "b has no valid shape"),
    "size is a float": (sets("b", shape=[2.0, 3]), "b has no valid shape"),
    "size is a truth value": (sets("b", shape=[True, 6]), "b has no valid shape"),
    "too many axes": (sets("b", shape=[1] * 70 + [6]), "b has no valid shape"),
    "empty and endless": (sets("b", shape=[0, 2**60], data_offsets=[0, 0]), "b has no valid shape"),
    "offsets beyond the end": (sets("b", data_offsets=[0, 10**15]), "does not match its size in bytes"),
    "offsets in the wrong order": (sets("b", data_offsets=[24, 0]), "does not match its size in bytes"),
    "three offsets": (sets("b", data_offsets=[0, 24, 24]), "the position of b in the file is invalid"),
    "no shape": (lambda header: header["b"].pop("shape"), "the entry for b in its header is incomplete"),
    "another field": (sets("b", extra=1), "the entry for b in its header is incomplete"),
    "not an object": (lambda header: header.update(b=[]), "the entry for b in its header is incomplete"),
    "unknown type": (sets("b", dtype="F33"), "b has an unknown type"),
    "type is a list": (sets("b", dtype=["F32"]), "b has an unknown type"),
    "overlapping tensors": (sets("b", data_offsets=[8, 32]), "its tensors overlap or leave gaps"),
    "a missing tensor": (lambda header: header.pop("a"), "its tensors"),
    "a tensor of 0 bytes at another place": (
        lambda header: header.update(z={"dtype": "F32", "shape": [0], "data_offsets": [3, 3]}),
        "its tensors overlap or leave gaps",
    ),
    "a name that a terminal would act on": (
        lambda header: header.update({"\x1b[31m\u202e" * 99: 1}),
        r"the entry for '\\x1b\[31m\\u202e",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_false_header_is_refused_in_one_line(name: str, file: Path) -> None:
    change, message = HOSTILE[name]
    with pytest.raises(CheckpointError, match=message) as error:
        TensorFile(changed(file, change))
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 600
    assert str(file) in str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x08",
        b"\xff" * 8,
        b"\xff" * 100,
        (2**62).to_bytes(8, "little") + b"{}",
        (3).to_bytes(8, "little") + b"{} rest",
        (2).to_bytes(8, "little") + b"[]",
        (9).to_bytes(8, "little") + b"\xff\xfe nonsense",
        (2000).to_bytes(8, "little") + b"[" * 2000,
    ],
)
def test_other_bytes_are_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="not a readable safetensors file") as error:
        TensorFile(path)
    assert str(error.value).isprintable()


def test_a_file_with_more_data_or_less_is_refused(file: Path) -> None:
    content = file.read_bytes()
    for wrong in (content + b"x", content[:-1]):
        file.write_bytes(wrong)
        with pytest.raises(CheckpointError, match=r"its tensors end at byte .*, and the file has"):
            TensorFile(file)


def test_a_header_may_be_large_but_not_endless(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with path.open("wb") as file:  # sparse: it takes no room on the disk
        file.write((LARGEST_HEADER + 1).to_bytes(8, "little"))
        file.truncate(LARGEST_HEADER * 2)
    with pytest.raises(CheckpointError, match=r"its header has 16,777,217 bytes"):
        TensorFile(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_devices_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull), tmp_path, tmp_path / "absent"):
        with pytest.raises(CheckpointError):
            TensorFile(path)


BITS = {"F32": 32, "BF16": 16, "I64": 64, "F8_E4M3": 8, "F4": 4, "BOOL": 8, "X": 8}
TENSORS = st.lists(st.tuples(st.sampled_from([*BITS]), st.lists(st.integers(0, 3), max_size=3)), max_size=3)
CHANGES = st.sampled_from([0] * 12 + [-1, 1, 8, 2**63])  # of the size of an axis, an offset or the file


@given(TENSORS, st.tuples(*[CHANGES] * 4))
def test_what_safetensors_refuses_is_refused(
    tmp_path_factory: pytest.TempPathFactory, tensors: list[tuple[str, list[int]]], changes: tuple[int, ...]
) -> None:
    header: dict[str, Any] = {}
    place = 0
    for number, (dtype, shape) in enumerate(tensors):
        end = place + math.prod(shape) * BITS[dtype] // 8
        header[f"t{number}"] = {"dtype": dtype, "shape": shape, "data_offsets": [place, end]}
        place = end
    if header:
        header["t0"]["data_offsets"] = [
            place + change for place, change in zip(header["t0"]["data_offsets"], changes, strict=False)
        ]
        header["t0"]["shape"] = [size + changes[2] for size in header["t0"]["shape"]]
    written = orjson.dumps(header) if max(changes) < 2**63 else json.dumps(header).encode()
    content = len(written).to_bytes(8, "little") + written + bytes(max(0, place + changes[3]) % 1000)
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    path.write_bytes(content)
    try:
        found = TensorFile(path)
    except CheckpointError as error:
        assert str(error).isprintable()
        return
    try:
        expected = {name: tuple(tensor["shape"]) for name, tensor in deserialize(content)}
    except SafetensorError as error:
        pytest.fail(f"safetensors refuses it: {error}")
    assert {name: tensor.shape for name, tensor in found.tensors.items()} == expected
