"""A GGUF file from an untrusted source is read, or refused in one line."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformer_explore.core.checkpoints import CheckpointError
from transformer_explore.core.checkpoints.gguf import gguf_file
from transformer_explore.core.checkpoints.gguf.gguf_file import GgufFile
from transformer_explore.core.checkpoints.gguf.model import model_at

from tests.gguf_files import write_gguf
from tests.hugging_face import random_model


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def header(tensors: int, entries: int, rest: bytes, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, entries) + rest


def entry(name: bytes, kind: int, value: bytes) -> bytes:
    return text(name) + struct.pack("<I", kind) + value


def array(kind: int, count: int, values: bytes) -> bytes:
    return struct.pack("<IQ", kind, count) + values


def tensor(name: bytes = b"a", shape: tuple[int, ...] = (2, 3), kind: int = 0, offset: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)


def write(folder: Path, content: bytes) -> Path:
    path = folder / "file.gguf"
    path.write_bytes(content)
    return path


def padded(head: bytes, data: bytes = bytes(64)) -> bytes:
    return head + bytes(-len(head) % 32) + data


def test_entries_and_tensors_are_those_in_the_file(tmp_path: Path) -> None:
    entries = [
        entry(b"flag", 7, b"\1"),
        entry(b"number", 6, struct.pack("<f", 0.1)),
        entry(b"numbers", 9, array(4, 2, struct.pack("<II", 7, 8))),
        entry(b"words", 9, array(8, 2, text("我".encode()) + text(b"\xff"))),
    ]
    data = np.arange(6, dtype="<f4")
    file = GgufFile(
        write(tmp_path, padded(header(1, 4, b"".join(entries) + tensor()), data.tobytes() + bytes(8)))
    )
    assert file.metadata == {"flag": True, "number": 0.1, "numbers": [7, 8], "words": ["我", "\ufffd"]}
    assert file.tensors["a"].shape == (3, 2)
    np.testing.assert_array_equal(file.stored("a"), data.reshape(3, 2))
    with pytest.raises(ValueError, match="read-only"):
        file.stored("a")[0, 0] = 1


HUGE = 2**62
INVALID_POSITION = "the position of a in the file is invalid"
REFUSED = {
    "empty": (b"", "its header is incomplete"),
    "another file": (b"GGML" + bytes(64), "it does not begin with GGUF"),
    "only a magic number": (b"GGUF", "its header is incomplete"),
    "big-endian": (header(0, 0, b"", 3 << 24), "version 50331648 is not supported"),
    "a future version": (header(0, 0, b"", 4), "version 4 is not supported"),
    "endless tensors": (header(HUGE, 0, bytes(99)), f"it declares {HUGE:,} tensors and 0 entries, which is too many"),
    "endless entries": (header(0, HUGE, bytes(99)), f"it declares 0 tensors and {HUGE:,} entries, which is too many"),
    "an endless name": (header(0, 1, struct.pack("<Q", HUGE)), "its header is incomplete"),
    "an endless string": (header(0, 1, entry(b"a", 8, struct.pack("<Q", HUGE))), "its header is incomplete"),
    "an endless list": (
        header(0, 1, entry(b"a", 9, array(0, HUGE, b""))),
        f"its lists have {HUGE:,} values, which is too many",
    ),
    "a long list": (header(0, 1, entry(b"a", 9, array(8, 2**20, b""))), "its header is incomplete"),
    "lists of lists": (header(0, 1, entry(b"a", 9, array(9, 1, array(0, 1, b"\0")))), "a has an unknown type"),
    "an unknown type": (header(0, 1, entry(b"\x1b[31m", 99, b"")), r"'\x1b[31m' has an unknown type"),
    "an entry twice": (header(0, 2, entry(b"a", 7, b"\1") * 2), "a occurs twice"),
    "a tensor twice": (padded(header(2, 0, tensor() * 2)), "a occurs twice"),
    "no axes": (padded(header(1, 0, tensor(shape=()))), "a has no valid shape"),
    "many axes": (padded(header(1, 0, tensor(shape=(1,) * 5))), "a has no valid shape"),
    "an axis without numbers": (padded(header(1, 0, tensor(shape=(0, 2)))), "a has no valid shape"),
    "an endless axis": (padded(header(1, 0, tensor(shape=(HUGE, HUGE)))), "a has no valid shape"),
    "a shape larger than the file": (padded(header(1, 0, tensor(shape=(2**40, 2**40)))), INVALID_POSITION),
    "a place outside": (padded(header(1, 0, tensor(offset=64))), INVALID_POSITION),
    "a place far outside": (padded(header(1, 0, tensor(offset=2**63))), INVALID_POSITION),
    "an unaligned place": (padded(header(1, 0, tensor(offset=4))), INVALID_POSITION),
    "tensors that overlap": (padded(header(2, 0, tensor() + tensor(b"b"))), "its tensors overlap"),
    "no alignment": (
        padded(header(0, 1, entry(b"general.alignment", 4, bytes(4)))),
        "invalid general.alignment = 0",
    ),
    "a block that is not full": (padded(header(1, 0, tensor(kind=8))), "a has no valid shape"),
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSED)
def test_false_headers_are_refused(reason: str, tmp_path: Path) -> None:
    content, message = REFUSED[reason]
    path = write(tmp_path, content)
    with pytest.raises(CheckpointError) as error:
        GgufFile(path)
    assert str(error.value) == f"{path}: not a readable GGUF file ({message})"


@pytest.mark.parametrize("kind", [5, 24, 999, 2**32 - 1])
def test_formats_that_cannot_be_decoded_are_refused(kind: int, tmp_path: Path) -> None:
    path = write(tmp_path, padded(header(1, 0, tensor(kind=kind))))
    with pytest.raises(CheckpointError, match=rf"file\.gguf: weights in format {kind} cannot be decoded$"):
        GgufFile(path)


def test_a_large_header_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gguf_file, "LARGEST_HEADER", 50)
    path = write(tmp_path, header(0, 1, entry(b"a", 8, text(bytes(100)))))
    with pytest.raises(CheckpointError, match="its header has more than 50 bytes"):
        GgufFile(path)


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    model = random_model("llama", hidden_size=32, intermediate_size=32)
    return write_gguf(tmp_path_factory.mktemp("valid") / "valid.gguf", model, quantized="Q4_0").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
def test_changed_bytes_and_shortened_files_are_read_or_refused_in_one_line(
    valid: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(valid)
    for _change in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    path = write(tmp_path, bytes(content[: data.draw(st.integers(0, len(content)))]))
    model = model_at(path, "decoder")
    if model is None:
        return
    for reason in model.refusals():
        assert "\n" not in reason and reason.isprintable()
        return
    for name in model.parameters:
        assert model.parameters[name].shape == model.parameters.shape(name)
