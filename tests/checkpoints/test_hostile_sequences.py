"""Files of sequence models from anywhere: whatever they hold, a command that opens one says a line, or runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save
from transformer_explore.core.checkpoints import CheckpointError, find_any
from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint
from transformer_explore.core.training.sequence_recipe import recipes
from transformer_explore.explorer import cli

from tests.sequences import write
from tests.trace.readers import assert_harmless, bounded

pytestmark = pytest.mark.slow

HEADER = "transformer-explore"
TEXT = "a *b ?"
COMMANDS = (("walk", TEXT), ("explain", TEXT, "logits", "0,0"))
ESCAPE = "\x1b[31m\u202e[bold]x[/bold]"
Change = Callable[[Path], object]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write(recipes("copying", "lstm")[0], tmp_path)


def rewritten(file: Path, header: Any = None, **arrays: Any) -> None:
    """The file with other arrays (None for one less), and another header."""
    about = header if header is not None else SequenceCheckpoint("x", file)._header
    held = load_file(file) | {name.replace("__", "."): array for name, array in arrays.items()}
    raw = about if isinstance(about, str) else orjson.dumps(about).decode()
    file.write_bytes(save({n: a for n, a in held.items() if a is not None}, {HEADER: raw}))


def said_of(**changes: Any) -> Change:
    return lambda file: rewritten(file, SequenceCheckpoint("x", file)._header | changes)


def configured(**changes: Any) -> Change:
    def change(file: Path) -> None:
        header = SequenceCheckpoint("x", file)._header
        rewritten(file, header | {"configuration": header["configuration"] | changes})

    return change


def said(model: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> tuple[int, str]:
    with bounded():
        code = cli.main([*command, "--model", str(model), "--device", "cpu"])
    printed = capsys.readouterr()
    assert_harmless(printed.out + printed.err, str(command))
    return code, printed.err


DAMAGED: dict[str, tuple[Change, str]] = {
    "empty": (lambda file: file.write_bytes(b""), "not a sequence model"),
    "no safetensors": (lambda file: file.write_bytes(b"\x80\x04K\x01." * 9), "not a sequence model"),
    "cut off": (lambda file: file.write_bytes(file.read_bytes()[:-9]), "not a sequence model"),
    "weights alone": (lambda file: file.write_bytes(save(load_file(file))), "not a sequence model"),
    "a header that is no JSON": (lambda file: rewritten(file, "{"), "not a sequence model"),
    "a header that is a list": (lambda file: rewritten(file, "[1]"), "incomplete header"),
    "a header as deep as can be": (lambda file: rewritten(file, "[" * 100_000), "not a sequence model"),
    "half a header": (lambda file: rewritten(file, {"task": "copying"}), "incomplete header"),
    "a task that there is not": (said_of(task=ESCAPE), "there is no task"),
    "a task that is no text": (said_of(task=["copying"]), "there is no task"),
    "another task": (said_of(task="glossing"), "not those of the task glossing"),
    "a configuration that is none": (said_of(configuration=7), "model.safetensors"),
    "an unknown setting": (configured(**{ESCAPE: 1}), "unknown setting"),
    "another family": (configured(family="rnn"), "is missing"),
    "a family that there is not": (configured(family=ESCAPE), "unknown family"),
    "other words": (configured(streams={"symbol": 12, ESCAPE: 2}), "its words or answers"),
    "words of a number": (configured(streams=12), "model.safetensors"),
    "streams that cannot be": (configured(streams={"symbol": 12, "mark": -2}), "whole numbers of at least 1"),
    "other answers": (configured(answers=11), "its words or answers"),
    "layers beyond count": (configured(layers=10**9), "one dilation"),
    "more layers than weights": (configured(layers=3, dilations=[1, 5, 1]), "is missing"),
    "numbers that are none": (configured(size="28"), "model.safetensors"),
    "wider than its weights": (configured(size=29), "model.safetensors"),
    "far wider than its weights": (configured(size=10**6), "too few"),
    "far wider inside": (configured(family="attention", d_ff=10**12), "is missing"),
    "a weight less": (lambda file: rewritten(file, logits__bias=None), "logits.bias is missing"),
    "a weight more": (lambda file: rewritten(file, extra=np.ones(2)), "belongs to no part"),
    "a weight of another shape": (
        lambda file: rewritten(file, logits__bias=np.ones(3)),
        "logits.bias is [3]",
    ),
    "a weight that is none": (
        lambda file: rewritten(file, logits__bias=np.ones(10, dtype=np.int32)),
        "not floating-point weights",
    ),
}


@pytest.mark.parametrize(("change", "message"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused_in_one_line(
    change: Change, message: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = model.rename(model.with_name("model.safetensors"))
    change(file)
    for command in COMMANDS:
        code, line = said(file, capsys, command)
        assert (code, line.count("\n")) == (2, 1), line
        assert message in line
        assert line.count(str(file)) == 1, "which file it is, once"
        assert len(line) < 1100


def test_attention_for_more_positions_than_anybody_has_memory_for_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(recipes("copying", "attention")[0], tmp_path)
    configured(longest=10**12)(file)
    code, line = said(file, capsys, COMMANDS[0])
    assert (code, line.count("\n")) == (2, 1), line


@pytest.mark.parametrize("card", [{}, {"seeds": []}, {"seeds": 7}, ESCAPE, None, [1]], ids=repr)
def test_a_strange_card_hinders_nobody(card: object, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said_of(card=card)(model)
    assert said(model, capsys, COMMANDS[0])[0] == 0


def test_what_is_no_file_is_no_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipe.safetensors"
    os.mkfifo(pipe)
    folder = tmp_path / "folder.safetensors"
    folder.mkdir()
    for path in (pipe, folder, tmp_path / "none.safetensors", tmp_path / ("long" * 99 + ".safetensors")):
        code, line = said(path, capsys, COMMANDS[0])
        assert (code, line.count("\n")) == (2, 1)
        assert "no model" in line


@settings(max_examples=60)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_whatever_byte_is_changed_it_is_read_or_refused(
    place: float, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = write(recipes("copying", "rnn")[0], tmp_path_factory.mktemp("model"))
    held = bytearray(file.read_bytes())
    header = int.from_bytes(held[:8], "little") + 8  # beyond it every byte is part of some number
    held[int(place * (header - 1))] = byte
    file.write_bytes(held)
    found = find_any(str(file))
    assert isinstance(found, SequenceCheckpoint)
    try:
        found.model_card, found.task, found.card  # noqa: B018
    except CheckpointError as error:
        assert "\n" not in str(error)
