"""The command `models`: checkpoints in the folders of the variable, and the description of one model."""

import os
from pathlib import Path

import orjson
import pytest
from transformer_explore.core.checkpoints import CheckpointError, find_any, model_folders
from transformer_explore.core.checkpoints.model_folders import VARIABLE
from transformer_explore.core.checkpoints.stack_checkpoint import SINCE_2017
from transformer_explore.explorer.cli import main

from tests.gguf_files import write_gguf
from tests.hugging_face import random_model, write


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    write(first / "my-bert", "bert")
    write_gguf(first / "small.gguf", random_model("llama"))
    write(second / "models--someone--cached-gpt2" / "snapshots" / "0123abcd", "gpt2")
    write(second / "broken", "llama", random_model("llama").half())
    settings = second / "broken" / "config.json"
    settings.write_bytes(orjson.dumps(orjson.loads(settings.read_bytes()) | {"surprise": 1}))
    (second / "notes").mkdir()
    (second / "notes.txt").write_text("nothing")
    return [first, second]


@pytest.fixture
def named(folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setenv(VARIABLE, os.pathsep.join(map(str, folders)))
    return folders


def printed(capsys: pytest.CaptureFixture[str], *command: str, code: int = 0) -> str:
    assert main([*command]) == code
    return capsys.readouterr().out


def test_checkpoints_are_found_by_name(named: list[Path]) -> None:
    first, second = named
    assert model_folders.found() == {
        "my-bert": first / "my-bert",
        "small": first / "small.gguf",
        "broken": second / "broken",
        "cached-gpt2": second / "models--someone--cached-gpt2" / "snapshots" / "0123abcd",
    }


def test_a_name_is_a_model_everywhere(named: list[Path]) -> None:
    assert find_any("my-bert").architecture == "encoder"
    with pytest.raises(CheckpointError, match="there is no model"):
        find_any("notes")


def test_a_path_and_a_shipped_model_go_before_a_name(named: list[Path], tmp_path: Path) -> None:
    os.environ[VARIABLE] += f"{os.pathsep}{tmp_path}"
    write(tmp_path / "zh-en", "bert")
    assert "zh-en" in model_folders.found()
    assert find_any("zh-en").architecture == "transformer"
    assert model_folders.found()["my-bert"] == named[0] / "my-bert"


def test_models_lists_them_with_sizes_or_with_what_is_refused(
    named: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(capsys, "models").splitlines()
    [bert] = [line for line in lines if line.startswith("  my-bert ")]
    assert bert.split()[1] == "bert" and bert.endswith("float32")
    [broken] = [line for line in lines if line.startswith("  broken ")]
    assert "cannot be opened" in broken and broken.endswith("surprise = 1 is not supported")


def test_models_says_how_to_name_a_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert f"none; set {VARIABLE} to a folder with checkpoints" in printed(capsys, "models")


def test_folders_that_do_not_exist_hold_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, os.pathsep.join(["", str(tmp_path / "absent"), "~nobody-at-all/x"]))
    assert model_folders.found() == {}


def test_a_checkpoint_is_described(named: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(printed(capsys, "models", str(named[0] / "my-bert")).split())
    for part in (
        "family bert, architecture encoder",
        "N = 2, d_model = 8, d_ff = 12, h = 2, d_k = 4, post-norm, layer-norm, gelu",
        "vocabulary 300, at most 32 tokens, learned positions",
        "stored as float32",
        "tokenizer 14 tokens, words and pieces of words",
        "[PAD] (padding)",
        "[MASK] (masked word)",
    ):
        assert part in text


def test_a_gguf_file_is_described(named: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(printed(capsys, "models", str(named[0] / "small.gguf")).split())
    assert (
        "h = 4 sharing 2 keys and values, d_k = 2, pre-norm, rms-norm, silu, gated, rotary positions" in text
    )
    assert "300 tokens, byte-level" in text and "<|endoftext|> (ends a text)" in text


def test_what_is_refused_is_part_of_the_description(
    named: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "models", str(named[1] / "broken"), code=2)
    assert "family          llama, architecture decoder" in text
    assert text.count("refused") == 1 and text.rstrip().endswith("surprise = 1 is not supported")


def test_shipped_models_are_described_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "669,984 parameters" in printed(capsys, "models", "zh-en")
    assert "copying-lstm" in printed(capsys, "models", "copying-lstm")
    assert main(["models", "nothing-like-this"]) == 2


def test_models_that_read_english_are_listed_in_groups(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "models").splitlines()

    def row(name: str) -> int:
        return next(number for number, line in enumerate(lines) if line.split()[:1] == [name])

    since = next(number for number, line in enumerate(lines) if "what has changed since 2017" in line)
    changed = [row(name) for name in SINCE_2017.values()]
    assert row("english-gpt") < row("4-gram") < since < changed[0] < row("english-bert")
    assert changed == list(range(changed[0], changed[0] + 7)), "one row each, in the order of the changes"
    assert {line.split()[1] for line in lines[changed[0] : changed[-1] + 1]} >= {"54,784"}


def test_a_model_that_reads_english_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(printed(capsys, "models", "english-llama").split())
    assert (
        "h = 4 sharing 2 keys and values, d_k = 8, pre-norm, rms-norm, silu, gated, rotary positions" in text
    )
    assert "[BOS] (begins a text), [EOS] (ends a text)" in text
    assert "200,000 sentences, 3,500 updates of about 2,000 tokens, seed 1" in text
    text = " ".join(printed(capsys, "models", "english-bert").split())
    assert "learned positions" in text and "[MASK] (masked word)" in text and "in first 5" in text


def test_a_model_without_a_card_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in find_any("english-gpt").folder.iterdir():  # type: ignore[attr-defined]
        if file.name != "card.json":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    assert "no card" in printed(capsys, "models", str(tmp_path))
