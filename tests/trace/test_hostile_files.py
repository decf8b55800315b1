"""What stands where a trace should: bytes of another kind, headers and places that lie, and what is no file at all."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from transformer_explore.core.support import files
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import load
from transformer_explore.core.trace.files.json_reading import BEGINNING, PLACES

from tests.process import PATIENCE, ROOT, run
from tests.trace.hostile import (
    HERE,
    PARAMETERS,
    Data,
    data_of,
    dumps,
    step_of,
    tensor_file,
    tensors_of,
    with_places,
)
from tests.trace.readers import CALLS, READERS, bounded, outcome, said
from tests.trace.test_hostile import READ, REFUSED, write

pytestmark = pytest.mark.slow

GOOD = dumps(data_of("whole"))
PACKED = with_places(data_of("whole", compact=True))
TENSORS = tensor_file(*tensors_of("whole"))


def with_text(text: bytes) -> bytes:
    """A trace whose first token is written so."""
    return GOOD.replace(b'"w4"', b'"' + text + b'"', 1)


def with_listed(places: bytes) -> bytes:
    """A compact trace that says so where its arrays are."""
    return BEGINNING + PLACES + places + b"]," + PACKED.partition(b"]],")[2]


def header(**changes: Any) -> bytes:
    """A safetensors file whose header says something else of one tensor."""
    told, trace, numbers = tensors_of("whole")
    told[f"{HERE}.scaled"] = told[f"{HERE}.scaled"] | changes
    return tensor_file(told, trace, numbers)


def metadata(value: Any) -> bytes:
    told, trace, numbers = tensors_of("whole")
    return tensor_file({**told, "__metadata__": value}, trace, numbers)


def _with_another_tensor() -> bytes:
    told, trace, numbers = tensors_of("whole")
    place = [len(numbers), len(numbers) + 4]
    told["nobody's"] = {"dtype": "F32", "shape": [1], "data_offsets": place}
    return tensor_file(told, trace, numbers + bytes(4))


def _without_a_tensor() -> bytes:
    told, trace, numbers = tensors_of("whole")
    del told[f"{HERE}.scaled"]
    return tensor_file(told, trace, numbers)


BYTES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no valid JSON"),
    "a line of zeros": (bytes(1000), "no valid JSON"),
    "a bomb that is packed": (gzip.compress(bytes(10**7)), "no valid JSON"),
    "a trace for another kind of machine": (GOOD.decode().encode("utf-16"), "no valid JSON"),
    "bytes that are no UTF-8": (with_text(b"\xff\xfe"), "no valid JSON"),
    "half a character": (with_text(rb"\ud800"), "no valid JSON"),
    "half a character, written out": (with_text(b"\xed\xa0\x80"), "no valid JSON"),
    "a line break inside of a text": (with_text(b"\n"), "no valid JSON"),
    "a number that is none": (GOOD.replace(b'"version":1', b'"version":NaN', 1), "no valid JSON"),
    "a number as long as a book": (
        GOOD.replace(b'"version":1', b'"version":' + b"9" * 10**6, 1), "version|no valid JSON"
    ),
    "a million brackets": (b"[" * 10**6, "no valid JSON"),
    "a million objects": (b'{"a":' * 10**6, "no valid JSON"),
    "two traces": (GOOD + GOOD, "no valid JSON"),
    "half a trace": (GOOD[: len(GOOD) // 2], "no valid JSON"),
    "a trace without its end": (PACKED[:-10], "damaged|no valid JSON"),
    "half a compact trace": (PACKED[: len(PACKED) // 2], "the file is cut off"),
    "half a safetensors file": (TENSORS[: len(TENSORS) // 2], "no readable safetensors file"),
    "places without an end": (BEGINNING + PLACES + b"[1,2]," * 10**5, "damaged|no valid JSON"),
    "places that are deep": (with_listed(b"[" * 2000 + b"]" * 2000), "no valid JSON|what it says"),
    "a header of another length": (b"\xff" * 7 + b"\x00" + TENSORS[8:], "no valid JSON"),
    "a header that is one byte short": (
        (int.from_bytes(TENSORS[:8], "little") - 1).to_bytes(8, "little") + TENSORS[8:],
        "no readable safetensors file",
    ),
    "metadata that are a list": (metadata([]), "no readable safetensors file"),
    "metadata that are numbers": (metadata({"trace": 7, "other": 7}), "no readable safetensors file|no trace"),
    "no metadata": (metadata(None), "no trace|no readable safetensors file"),
    "tensors over each other": (header(data_offsets=[0, 72]), "no readable safetensors file"),
    "tensors beyond the end": (header(data_offsets=[2**63, 2**64 - 1]), "no readable safetensors file"),
    "tensors that go backwards": (header(data_offsets=[72, 0]), "no readable safetensors file"),
    "a tensor of a quintillion cells": (header(shape=[2**32, 2**32]), "no readable safetensors file"),
    "a tensor that is missing": (_without_a_tensor(), "there is no tensor|no readable safetensors file"),
}  # fmt: skip


NOT_SO = {
    "places that are words": b'"a"',
    "places that are numbers": b"1,2,3",
    "places of three numbers": b"[1,2,3]",
    "places that are almost numbers": b"[1.0,2.0]",
    "places before the beginning": b"[-9,-1]",
    "places that go backwards": b"[900,800]",
    "places on each other": b"[900,950],[940,960]",
    "places in the middle of words": b"[900,950]",
    "places beyond the end": b"[900,99999999999999999999]",
    "places beyond numbers": b"[900,18446744073709551615]",
    "too few places": b"",
}


@pytest.mark.parametrize("story", NOT_SO)
def test_places_that_lie_are_not_believed(story: str, tmp_path: Path) -> None:
    with bounded():
        trace = load(write(tmp_path, with_listed(NOT_SO[story])))
        for step, same in zip(load(write(tmp_path, PACKED)), trace, strict=True):
            assert step.statistics or np.array_equal(step.values, same.values, equal_nan=True)


@pytest.mark.parametrize("story", BYTES)
def test_bytes_that_are_no_trace_are_refused_when_they_are_opened(story: str, tmp_path: Path) -> None:
    content, message = BYTES[story]
    with bounded(), pytest.raises(Problem, match=message) as error:
        load(write(tmp_path, content), PARAMETERS)
    said(error.value)


@pytest.mark.parametrize(
    "content",
    [_with_another_tensor(), header(dtype="I32"), header(shape=[3, 3, 2]), header(shape=[18])],
    ids=["a tensor that nobody needs", "whole numbers in place of others", "another order", "in one row"],
)
def test_tensors_that_are_not_as_they_should_be_are_told_where_they_are_read(
    content: bytes, tmp_path: Path
) -> None:
    assert not outcome(write(tmp_path, content), PARAMETERS)


@pytest.mark.parametrize("beginning", [b"", b"\n\n", b"{", TENSORS[:8] + b"{", PACKED])
def test_a_file_that_is_far_larger_than_what_is_in_it_is_refused_at_once(
    beginning: bytes, tmp_path: Path
) -> None:
    path = write(tmp_path, beginning)
    os.truncate(path, 2**43)
    assert outcome(path)


# -------------------------------------------------------------------- what is no file


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe that nobody writes into": os.mkfifo,
    "a socket": _socket,
    "a device without an end": lambda path: path.symlink_to("/dev/zero"),
    "a device without anything": lambda path: path.symlink_to("/dev/null"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nowhere": lambda path: path.symlink_to(path.parent / "nowhere"),
    "nothing": lambda path: None,
}


@pytest.mark.parametrize("story", NO_FILES)
def test_what_is_no_file_is_refused_and_not_waited_for(
    story: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name is short
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    NO_FILES[story](Path("trace"))
    refused = outcome(Path("trace"))
    assert refused


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "\ud800", "x/" * 3000])
def test_a_name_that_no_file_has_is_refused(name: str) -> None:
    assert outcome(Path(name))


def test_a_trace_may_come_out_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with (tmp_path / "pipe").open("wb") as pipe:  # somebody writes, slowly, while it is read
        writing = threading.Timer(0.2, lambda: (pipe.write(GOOD), pipe.close()))
        writing.start()
        trace = load(tmp_path / "pipe")
        writing.join()
    os.close(reading)
    assert len(trace) == len(data_of("whole")["steps"])


def test_somebody_who_writes_into_a_pipe_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writing = threading.Timer(0.3, lambda: (tmp_path / "pipe").write_bytes(GOOD))
    writing.start()
    trace = load(tmp_path / "pipe")
    writing.join()
    assert len(trace) == len(data_of("whole")["steps"])


def test_a_pipe_that_nobody_writes_into_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    assert outcome(tmp_path / "pipe") == "nothing came out of this pipe"


def test_ctrl_c_ends_the_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "transformer_explore.explorer.cli", "verify", str(tmp_path / "pipe")]
    waiting = subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.default_int_handler
        ),  # tests in the background have none
    )
    writer = os.open(tmp_path / "pipe", os.O_WRONLY)  # returns as soon as it has been opened for reading
    waiting.send_signal(signal.SIGINT)
    assert waiting.communicate(timeout=PATIENCE)[1] == "stopped\n"
    assert waiting.returncode == 130
    os.close(writer)


def test_tensors_that_come_out_of_a_pipe_are_refused_and_say_why() -> None:
    reading, writing = os.pipe()
    os.write(writing, TENSORS[:10_000])
    os.close(writing)
    assert "out of a pipe" in outcome(Path(f"/dev/fd/{reading}"))
    os.close(reading)


def test_a_pipe_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformer_explore.core.trace.files import content

    monkeypatch.setattr(content, "LARGEST_OF_A_PIPE", 1000)
    reading, writing = os.pipe()
    os.write(writing, b" " * 2000)
    assert "more than 1,000 bytes came out of this pipe" in outcome(Path(f"/dev/fd/{reading}"))
    os.close(reading)
    os.close(writing)


# -------------------------------------------------------------------- nothing else is touched

WATCHED: list[tuple[str, tuple[Any, ...]]] | None = None
ACTS = ("subprocess.", "os.", "socket.", "pickle.", "shutil.", "ctypes.", "urllib.")
HARMLESS = ("os.listdir", "os.scandir")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if WATCHED is not None and (event == "open" or event.startswith(ACTS)) and event not in HARMLESS:
        WATCHED.append((event, arguments))


def test_no_file_makes_the_program_open_another_or_run_anything(tmp_path: Path) -> None:
    """Also where it names one: in an intervention, a step, a token, a tensor."""
    global WATCHED
    stories = [
        "patches from files that are none of ours",
        "names that take over the terminal",
        "edits to what is too large",
    ]
    for story in stories:
        data: Data = data_of("whole")
        READ[story][1](data)
        step_of(data)["settings"]["file"] = str(tmp_path / "secret")
        data["tokens"]["source"] = [{"id": 1, "text": "../../secret"}] * 3
        path = write(tmp_path, dumps(data))
        outcome(path)  # which imports what is not imported yet
        if story == stories[0]:
            sys.addaudithook(_watch)
        WATCHED = []
        try:
            load(path)
            for name in ("walk", "verify", "diff", "explain", "select"):
                try:
                    READERS[name](load(path, PARAMETERS))
                except Problem as error:
                    said(error)
        finally:
            seen, WATCHED = WATCHED, None
        opened = {str(arguments[0]) for event, arguments in seen if event == "open"}
        assert opened == {str(path)}
        assert not [event for event, _ in seen if event != "open"]


# -------------------------------------------------------------------- as somebody types it

COMMAND_LINES = """
import contextlib, io, json, os, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
from transformer_explore.core.support import files
from transformer_explore.explorer import cli
from tests.work import counted
files.PATIENCE = 0.1
found = []
for given in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), counted() as work:
        code = cli.main(given)
    found.append([given, code, out.getvalue(), err.getvalue(), work.calls])
# Not ru_maxrss, which begins with what the process had that this one was started by.
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(json.dumps([found, int(status["VmHWM"].split()[0])]))
"""


def test_commands_say_one_line_within_bounds_of_work_and_memory(tmp_path: Path) -> None:
    good = tmp_path / "good"
    good.write_bytes(GOOD)
    refused: list[Path] = []
    for number, story in enumerate([*BYTES, *REFUSED]):
        path = tmp_path / f"refused{number}"
        if story in BYTES:
            path.write_bytes(BYTES[story][0])
        else:
            data = data_of(REFUSED[story][0])
            REFUSED[story][1](data)
            path.write_bytes(dumps(data))
        refused.append(path)
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    given = [
        ["open", "--plain", str(path)] if number % 3 == 0 else ["verify", str(path)] if number % 3 == 1
        else ["diff", str(good), str(path)]
        for number, path in enumerate([*refused, pipe, folder, Path("/dev/zero"), tmp_path / "nowhere"])
    ]  # fmt: skip
    done = run(
        [sys.executable, "-c", COMMAND_LINES, json.dumps(given)],
        ROOT,
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found, kilobytes = json.loads(done.stdout)
    for command, code, out, err, calls in found:
        assert (code, err.count("\n"), out) == (2, 1, ""), (command, code, err)
        assert err.rstrip("\n").isprintable(), command
        assert calls < CALLS, (command, calls)
    assert kilobytes < 500 * 1024


@pytest.mark.parametrize("command", ["open --plain", "verify"])
def test_commands_read_what_can_be_read_within_bounds_of_work_and_memory(
    command: str, tmp_path: Path
) -> None:
    given = []
    for number, story in enumerate(READ):
        data = data_of(READ[story][0])
        READ[story][1](data)
        (tmp_path / str(number)).write_bytes(dumps(data))
        given.append([*command.split(), str(tmp_path / str(number))])
    done = run(
        [sys.executable, "-c", COMMAND_LINES, json.dumps(given)],
        ROOT,
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found, kilobytes = json.loads(done.stdout)
    for line, code, out, err, calls in found:
        assert code in (0, 1, 2), line
        assert err.count("\n") == (code == 2), (line, err)
        assert not {c for c in out + err if not c.isprintable()} - {"\n"}, line
        assert calls < CALLS, (line, calls)
    assert kilobytes < 500 * 1024
