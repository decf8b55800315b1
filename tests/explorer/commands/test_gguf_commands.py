"""The command line with GGUF files."""

from pathlib import Path

import pytest

from tests.explorer.commands.calling import call, output, refused
from tests.gguf_files import write_gguf
from tests.hugging_face import random_model

TEXT = "the cat sat on the"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = random_model("llama", hidden_size=32, intermediate_size=64)
    return write_gguf(tmp_path_factory.mktemp("models") / "small.gguf", model, quantized="Q8_0")


def test_walk_export_verify_explain_and_decode_succeed(file: Path, tmp_path: Path) -> None:
    assert f"{TEXT} → " in output("walk", TEXT, "--model", file)
    call("export", TEXT, "-o", tmp_path / "t.json", "--model", file)
    assert "steps match" in output("verify", tmp_path / "t.json", "--model", file)
    step = "decoder.layers.0.self_attention.query"
    assert "query.weight" in output("explain", TEXT, step, "0,0,0", "--model", file)
    assert "the cat → " in output("decode", "the cat", "--length", "3", "--model", file)


@pytest.mark.parametrize("length", [0, 3, 20, 100, 1000, -100])
def test_a_damaged_file_is_refused_in_one_line(length: int, file: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(file.read_bytes()[:length])
    assert "not a readable GGUF file" in refused("walk", TEXT, "--model", damaged)
    assert "not a readable GGUF file" in refused("models", damaged)
