"""Exporting the sentences of a file: names, what is skipped, bad lines, and what stops it."""

import errno
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from transformer_explore.core.running import sentence_files
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.running.sentence_files import INDEX, LONGEST, Line, lines, name_of
from transformer_explore.core.trace import diff, load

from tests.explorer.commands.calling import Printed, call, refused

TEXT = "我爱你\n\n  猫喜欢狗 \r\n"
NAMES = ["0001-我爱你.safetensors", "0003-猫喜欢狗.safetensors"]


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Printed]:
    """Exports bytes or a text to the folder `to`."""

    def run_command(text: str | bytes, *more: str, code: int = 0) -> Printed:
        file = tmp_path / "sentences.txt"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return call("export", "--sentences", file, "--to", tmp_path / "to", "--lean", *more, code=code)

    return run_command


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "to").iterdir() if path.name != INDEX)


def test_each_line_becomes_the_trace_that_a_run_of_it_makes(
    export: Callable[..., Printed], tmp_path: Path
) -> None:
    printed = export(TEXT)
    assert files(tmp_path) == NAMES
    assert printed.out.splitlines()[-1] == "2 files written"
    for name, text in zip(NAMES, ("我爱你", "猫喜欢狗"), strict=True):
        expected = run(Request(source=text, keep="lean")).trace
        assert diff(load(tmp_path / "to" / name), expected, tolerance=0).equal
    index = json.loads((tmp_path / "to" / INDEX).read_text(encoding="utf-8"))
    assert index["files"] == {NAMES[0]: "我爱你", NAMES[1]: "猫喜欢狗"}
    assert index["settings"]["keep"] == "lean"


def test_the_same_command_makes_only_what_is_missing_or_has_changed(
    export: Callable[..., Printed], tmp_path: Path
) -> None:
    export(TEXT)
    kept, removed = (tmp_path / "to" / name for name in NAMES)
    before = kept.stat()
    removed.unlink()
    assert export(TEXT).out.splitlines()[-1] == "1 file written, 1 was there already"
    assert removed.exists() and kept.stat().st_mtime_ns == before.st_mtime_ns
    export("我爱你。\n")  # the same name, another text
    assert load(kept).source_text == "我爱你。"


def test_bad_lines_are_reported_by_number_and_the_others_exported(
    export: Callable[..., Printed], tmp_path: Path
) -> None:
    long = "我" * 500
    printed = export(b"\xef\xbb\xbf" + f"我爱你\n{long}\n猫！\n".encode(), code=2)
    assert files(tmp_path) == ["0001-我爱你.safetensors", "0003-猫.safetensors"]
    (reported,) = [line for line in printed.err.splitlines() if line.startswith("line ")]
    assert reported.startswith("line 2: ") and "too many" in reported
    assert printed.out.splitlines()[-1] == "2 files written, 1 line refused"


@pytest.mark.parametrize(
    ("language", "data", "expected"),
    [
        ("en", b"a\n\xff\n", "line 2 is not valid UTF-8"),
        ("zh", b"a\n\xff\n", "第 2 行不是有效的 UTF-8"),
        ("en", b"a\n\n\0\xff\n", "not a text file: line 3"),
        ("zh", b"a\n\n\0\xff\n", "这不是文本文件：第 3 行"),
    ],
)
def test_a_file_that_is_not_text_is_refused_before_anything_is_written(
    language: str, data: bytes, expected: str, export: Callable[..., Printed], tmp_path: Path
) -> None:
    printed = export(data, "--lang", language, code=2)
    (line,) = printed.err.splitlines()
    assert expected in line and printed.out == ""
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "the model does not know xxx"), ("zh", "模型不认识“xxx")]
)
def test_a_note_quotes_only_the_beginning_of_a_long_word(
    language: str, expected: str, export: Callable[..., Printed]
) -> None:
    printed = export("x" * 5000, "--lang", language)
    (line,) = [line for line in printed.err.splitlines() if expected in line]
    assert "x…" in line and line.count("x") < 100


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "is not the address of an engine"), ("zh", "不是这个命令可以使用的计算引擎的地址")],
)
@pytest.mark.parametrize("address", ["foo", ""])
def test_another_engine_is_refused_with_the_addresses_that_are_accepted(
    language: str, expected: str, address: str
) -> None:
    line = refused("export", "--sentences", "x", "--to", "y", "--engine", address, "--lang", language)
    assert repr(address) in line and expected in line and "tcp://HOST:PORT" in line


def test_a_folder_with_other_settings_or_other_files_is_refused(
    export: Callable[..., Printed], tmp_path: Path
) -> None:
    export("我爱你\n")
    assert "different settings (format)" in export("我爱你\n", "--format", "json", code=2).err
    assert "different settings (interventions)" in export("我爱你\n", "--intervene", "no-scaling", code=2).err
    (tmp_path / "to" / "0002-猫.safetensors").write_text("mine")
    assert "already exists" in export("我爱你\n猫\n", code=2).err
    (tmp_path / "to" / INDEX).write_text("[1]")
    assert "is not the index of an export" in export("我爱你\n", code=2).err
    assert (tmp_path / "to" / "0002-猫.safetensors").read_text() == "mine"


def test_a_full_disk_is_one_line_and_what_was_written_stays(
    export: Callable[..., Printed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = sentence_files.write_atomically

    def full(path: Path, data: bytes) -> int:
        if path.name == NAMES[1]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, data)

    with monkeypatch.context() as context:
        context.setattr(sentence_files, "write_atomically", full)
        (line,) = export(TEXT, code=2).err.splitlines()
    assert line.endswith(f"{NAMES[1]}: {os.strerror(errno.ENOSPC)}")
    assert files(tmp_path) == NAMES[:1]
    assert export(TEXT).out.splitlines()[-1] == "1 file written, 1 was there already"


def test_ctrl_c_keeps_what_was_written(
    export: Callable[..., Printed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = sentence_files.write_atomically

    def interrupted(path: Path, data: bytes) -> int:
        if path.name == NAMES[1]:
            raise KeyboardInterrupt
        return write(path, data)

    monkeypatch.setattr(sentence_files, "write_atomically", interrupted)
    (line,) = export(TEXT, code=130).err.splitlines()
    assert line == "stopped; run the same command again to export the missing sentences"
    assert files(tmp_path) == NAMES[:1]


def test_sentences_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("我爱你".encode())))
    call("export", "--sentences", "-", "--to", tmp_path / "to", "--format", "json", "--statistics")
    assert files(tmp_path) == ["0001-我爱你.json"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "give a sentence and -o FILE, or --sentences FILE and --to FOLDER"),
        (("我爱你",), "give a sentence and -o FILE"),
        (("我爱你", "-o", "x.json", "--to", "x"), "--to applies only to --sentences"),
        (("我爱你", "-o", "x.json", "--format", "npz"), "--format applies only to --sentences"),
        (("--sentences", "x"), "add --to FOLDER"),
        (("--sentences", "x", "--to", "y", "-o", "z"), "-o has no effect"),
        (("我爱你", "--sentences", "x", "--to", "y"), "TEXT has no effect"),
        (("--sentences", "x", "--to", "y", "--target", "i"), "--target has no effect"),
        (("--sentences", "x", "--to", "y", "--compact"), "--compact applies only to JSON"),
        (("--sentences", "no-such-file", "--to", "y"), "no-such-file: No such file"),
        (("--sentences", os.devnull, "--to", "y"), "is a device"),
        (("--sentences", "x", "--to", "y", "--model", "no-such-model"), "there is no model"),
    ],
)
def test_contradictory_or_missing_options_are_refused(arguments: tuple[str, ...], expected: str) -> None:
    assert expected in refused("export", *arguments)


def test_a_file_without_a_sentence_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("\n \n")
    assert "contains no sentence" in refused("export", "--sentences", file, "--to", tmp_path / "to")
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    "evil", ["../../etc/passwd", "a\x00b", "\x1b[31mred", "\u202eabc", "CON", "/", "-rf"]
)
def test_a_name_contains_only_letters_and_digits_of_the_sentence(evil: str) -> None:
    name = name_of(Line(7, evil), ".json")
    assert name.startswith("0007") and name.endswith(".json")
    assert all(character.isalnum() or character == "-" for character in name.removesuffix(".json"))


def test_a_long_sentence_has_a_short_name() -> None:
    name = name_of(Line(12345, "我" * 500), ".json")
    assert len(name.encode()) <= len("12345-.json") + LONGEST
    assert name == f"12345-{'我' * (LONGEST // 3)}.json"


def test_lines_are_numbered_as_an_editor_does() -> None:
    assert list(lines(b"a\r\n\n \n b \nc")) == [Line(1, "a"), Line(4, "b"), Line(5, "c")]
