"""Hostile inputs are refused in one line, or everything that reads them can handle them.

In bounded time and memory, without a traceback, control characters on the terminal, or access to other files.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.checkpoints import CheckpointError, find_any
from transformer_explore.core.checkpoints.checkpoint import CARD, CONFIGURATION, TOKENIZER, TRACE, WEIGHTS
from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint
from transformer_explore.core.support import files
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import load
from transformer_explore.core.trace.files import content as file_content
from transformer_explore.core.training.sequence_recipe import recipes
from transformer_explore.explorer import cli

from tests.hostile.cases import (
    DEEP,
    ESCAPE,
    GOOD,
    NOT_FILES,
    PACKED,
    READABLE,
    REFUSED,
    TENSORS,
    WRONG_POSITIONS,
    Case,
    configured,
    sequence_configuration,
    sequence_header,
    tensor_header,
    weights,
    with_another_tensor,
    with_listed,
)
from tests.hostile.data import PARAMETERS, data_of, dumps, step_of
from tests.hostile.readers import CALLS, READERS, bounded, error_line, outcome, run_command
from tests.models import write_small_model
from tests.process import PATIENCE, ROOT, run
from tests.sequences import write as write_sequence_model
from tests.trace.making import folder as temporary_folder

pytestmark = pytest.mark.slow
SEQUENCE_TEXT = "a *b ?"
COMMANDS = {
    "model": (("walk", "我"), ("decode", "我"), ("explain", "我", "logits", "0,0")),
    "sequence": (("walk", SEQUENCE_TEXT), ("explain", SEQUENCE_TEXT, "logits", "0,0")),
}
SHIPPED = (("explore", "--plain"),)  # opens the trace in the folder of a model
Capture = pytest.CaptureFixture[str]


def commands(case: Case, path: Path) -> tuple[tuple[str, ...], ...]:
    return SHIPPED if (path / TRACE).exists() else COMMANDS[case.base]


def run_model(capture: Capture, path: Path, command: tuple[str, ...]) -> tuple[int, str]:
    return run_command(capture, *command, "--model", str(path), "--device", "cpu")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_small_model(tmp_path / "model")


@pytest.fixture
def sequence_model(tmp_path: Path) -> Path:
    return write_sequence_model(recipes("copying", "lstm")[0], tmp_path)


# -------------------------------------------------------------------- the table
@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_input_is_refused_in_one_line(name: str, tmp_path: Path, capfd: Capture) -> None:
    case = REFUSED[name]
    if case.base in COMMANDS:
        path = case.write(tmp_path)
        for command in commands(case, path):
            code, line = run_model(capfd, path, command)
            assert code == 2, line
            assert case.message in line
            assert case.base == "model" or line.count(str(path)) == 1
        return
    for compact in (False, True):
        path = case.write(tmp_path, compact)
        with bounded(), pytest.raises(Problem, match=case.message) as error:
            load(path, PARAMETERS)
        error_line(error.value)


@pytest.mark.parametrize("name", READABLE)
def test_a_strange_input_can_be_read(name: str, tmp_path: Path, capfd: Capture) -> None:
    case = READABLE[name]
    path = case.write(tmp_path)
    if case.base in COMMANDS:
        for command in commands(case, path):
            assert run_model(capfd, path, command)[0] == 0
    else:
        assert outcome(path, PARAMETERS) == ""


@pytest.mark.parametrize("name", WRONG_POSITIONS)
def test_wrong_positions_of_arrays_are_ignored(name: str, tmp_path: Path) -> None:
    wrong, right = (Case("bytes", content) for content in (with_listed(WRONG_POSITIONS[name]), PACKED))
    with bounded():
        trace = load(wrong.write(tmp_path))
        for step, same in zip(load(right.write(tmp_path)), trace, strict=True):
            assert step.statistics or np.array_equal(step.values, same.values, equal_nan=True)


@pytest.mark.parametrize(
    "content",
    [
        with_another_tensor(),
        tensor_header(dtype="I32"),
        tensor_header(shape=[3, 3, 2]),
        tensor_header(shape=[18]),
    ],
    ids=["unused tensor", "other type", "other order", "one row"],
)
def test_inconsistent_tensors_are_reported_when_they_are_read(content: bytes, tmp_path: Path) -> None:
    assert not outcome(Case("bytes", content).write(tmp_path), PARAMETERS)


@pytest.mark.parametrize("beginning", [b"", b"\n\n", b"{", TENSORS[:8] + b"{", PACKED])
def test_a_huge_sparse_file_is_refused_at_once(beginning: bytes, tmp_path: Path) -> None:
    path = Case("bytes", beginning).write(tmp_path)
    os.truncate(path, 2**43)
    assert outcome(path)


# -------------------------------------------------------------------- paths that are not files
@pytest.mark.parametrize("name", NOT_FILES)
def test_what_is_not_a_file_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket has to be short
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    NOT_FILES[name](Path("trace"))
    refused = outcome(Path("trace"))
    assert refused
    assert name != "pipe without a writer" or refused == "this pipe is empty"


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "\ud800", "x/" * 3000])
def test_an_invalid_file_name_is_refused(name: str) -> None:
    assert outcome(Path(name))


@pytest.mark.parametrize("name", [WEIGHTS, CONFIGURATION, TOKENIZER, CARD, TRACE])
def test_a_pipe_folder_or_device_in_a_model_is_refused(name: str, model: Path, capsys: Capture) -> None:
    path = model / name
    for create in (os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        create(path)
        command = SHIPPED[0] if name == TRACE else COMMANDS["model"][0]
        assert run_model(capsys, model, command)[0] == 2


def test_a_link_to_itself_in_a_model_is_refused(model: Path, capsys: Capture) -> None:
    (model / WEIGHTS).unlink()
    (model / WEIGHTS).symlink_to(WEIGHTS)
    for command in COMMANDS["model"]:
        code, line = run_model(capsys, model, command)
        assert (code, "not a readable safetensors file" in line) == (2, True)


def test_a_path_that_is_not_a_sequence_model_is_refused(tmp_path: Path, capsys: Capture) -> None:
    pipe, folder = tmp_path / "pipe.safetensors", tmp_path / "folder.safetensors"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder, tmp_path / "none.safetensors", tmp_path / ("long" * 99 + ".safetensors")):
        code, line = run_model(capsys, path, COMMANDS["sequence"][0])
        assert code == 2
        assert "no model" in line


# -------------------------------------------------------------------- pipes
def test_a_trace_can_be_read_from_a_pipe_that_is_written_slowly(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with (tmp_path / "pipe").open("wb") as pipe:
        writing = threading.Timer(0.2, lambda: (pipe.write(GOOD), pipe.close()))
        writing.start()
        trace = load(tmp_path / "pipe")
        writing.join()
    os.close(reading)
    assert len(trace) == len(data_of("whole")["steps"])


def test_reading_waits_for_a_program_that_opens_the_pipe_later(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writing = threading.Timer(0.3, lambda: (tmp_path / "pipe").write_bytes(GOOD))
    writing.start()
    trace = load(tmp_path / "pipe")
    writing.join()
    assert len(trace) == len(data_of("whole")["steps"])


def test_ctrl_c_ends_the_waiting_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "transformer_explore.explorer.cli", "verify", str(tmp_path / "pipe")]
    waiting = subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        # background processes of a test run ignore the signal by default
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    writer = os.open(tmp_path / "pipe", os.O_WRONLY)  # returns as soon as the command opens the pipe
    waiting.send_signal(signal.SIGINT)
    assert waiting.communicate(timeout=PATIENCE)[1] == "stopped\n"
    assert waiting.returncode == 130
    os.close(writer)


@pytest.mark.parametrize(
    ("content", "ends", "message"),
    [
        (TENSORS[:10_000], True, "from a pipe"),
        (b" " * 12_000, False, "this pipe contains more than 11,000 bytes"),
    ],
    ids=["tensors", "endless"],
)
def test_pipes_have_limits(content: bytes, ends: bool, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_content, "LARGEST_OF_A_PIPE", 11_000)
    reading, writing = os.pipe()
    os.write(writing, content)
    if ends:
        os.close(writing)
    assert message in outcome(Path(f"/dev/fd/{reading}"))
    os.close(reading)
    if not ends:
        os.close(writing)


# -------------------------------------------------------------------- nothing else is read, written or run
WATCHED: list[tuple[str, tuple[Any, ...]]] | None = None
ACTS = ("subprocess.", "os.", "socket.", "pickle.", "shutil.", "ctypes.", "urllib.")
HARMLESS = ("os.listdir", "os.scandir")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if WATCHED is not None and (event == "open" or event.startswith(ACTS)) and event not in HARMLESS:
        WATCHED.append((event, arguments))


def test_no_trace_makes_the_program_open_another_file_or_run_anything(tmp_path: Path) -> None:
    """Even if it names one: in an intervention, a step, a token or a tensor."""
    global WATCHED
    names = ["patch from a system file", "terminal escapes in names", "edits to values too large"]
    for name in names:
        data = json.loads(READABLE[name].content())
        step_of(data)["settings"]["file"] = str(tmp_path / "secret")
        data["tokens"]["source"] = [{"id": 1, "text": "../../secret"}] * 3
        path = Case("bytes", dumps(data)).write(tmp_path)
        outcome(path)  # imports everything that is not imported yet
        if name == names[0]:
            sys.addaudithook(_watch)
        WATCHED = []
        try:
            load(path)
            for reader in ("walk", "verify", "diff", "explain", "select"):
                try:
                    READERS[reader](load(path, PARAMETERS))
                except Problem as error:
                    error_line(error)
        finally:
            seen, WATCHED = WATCHED, None
        assert {str(arguments[0]) for event, arguments in seen if event == "open"} == {str(path)}
        assert not [event for event, _ in seen if event != "open"]


def test_no_code_in_a_model_is_run(model: Path, tmp_path: Path, capsys: Capture) -> None:
    class Runs:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "was run",)

    for name in (WEIGHTS, CONFIGURATION, TOKENIZER, CARD, TRACE):
        before = (model / name).read_bytes() if (model / name).exists() else None
        (model / name).write_bytes(pickle.dumps(Runs()))
        for command in COMMANDS["model"]:
            run_model(capsys, model, command)
        if before is None:
            (model / name).unlink()
        else:
            (model / name).write_bytes(before)
    assert not (tmp_path / "was run").exists()


def test_the_unchanged_model_runs_and_nothing_is_written_into_it(model: Path, capsys: Capture) -> None:
    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in model.parent.rglob("*") if path.is_file()}

    before = content()
    for command in COMMANDS["model"]:
        assert run_model(capsys, model, command)[0] == 0
    assert content() == before


# -------------------------------------------------------------------- commands
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
# Not ru_maxrss, which starts with the memory of the parent process.
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(json.dumps([found, int(status["VmHWM"].split()[0])]))
"""


def check_commands(given: list[list[str]], codes: tuple[int, ...]) -> None:
    """Runs commands in one process; each exits with one of the codes, within bounds of work and memory."""
    done = run(
        [sys.executable, "-c", COMMAND_LINES, json.dumps(given)],
        ROOT,
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found, kilobytes = json.loads(done.stdout)
    for line, code, out, err, calls in found:
        assert code in codes, (line, code, err)
        assert err.count("\n") == (code == 2), (line, err)
        assert not (code == 2 and codes == (2,) and out), line
        assert not {c for c in out + err if not c.isprintable()} - {"\n"}, line
        assert calls < CALLS, (line, calls)
    assert kilobytes < 500 * 1024


def trace_files(cases: dict[str, Case], folder: Path) -> list[Path]:
    """The traces and other bytes of a table, each in its own folder."""
    paths = []
    for number, case in enumerate(case for case in cases.values() if case.base not in COMMANDS):
        (folder / str(number)).mkdir()
        paths.append(case.write(folder / str(number)))
    return paths


def test_commands_refuse_hostile_files_in_one_line(tmp_path: Path) -> None:
    good, pipe, folder = tmp_path / "good", tmp_path / "pipe", tmp_path / "folder"
    good.write_bytes(GOOD)
    os.mkfifo(pipe)
    folder.mkdir()
    paths = [*trace_files(REFUSED, tmp_path), pipe, folder, Path("/dev/zero"), tmp_path / "nowhere"]
    forms: tuple[Callable[[str], list[str]], ...] = (
        lambda path: ["open", "--plain", path],
        lambda path: ["verify", path],
        lambda path: ["diff", str(good), path],
    )
    check_commands([forms[number % 3](str(path)) for number, path in enumerate(paths)], (2,))


def test_commands_read_strange_files(tmp_path: Path) -> None:
    """Each file with one of two commands; `test_a_strange_input_can_be_read` prints each as both do."""
    forms = (["open", "--plain"], ["verify"])
    paths = trace_files(READABLE, tmp_path)
    check_commands([[*forms[number % 2], str(path)] for number, path in enumerate(paths)], (0, 1, 2))


# -------------------------------------------------------------------- special models
@pytest.mark.parametrize("number", [np.nan, 1e300])
def test_without_finite_numbers_only_decoding_is_refused(number: float, model: Path, capsys: Capture) -> None:
    weights(lambda stored: stored.update({n: np.full(a.shape, number) for n, a in stored.items()}))(model)
    for command in COMMANDS["model"]:
        code, line = run_model(capsys, model, command)
        assert code == (2 if command[0] == "decode" else 0)
        assert "the model produced no usable numbers" in line


@pytest.mark.parametrize("card", [DEEP, b"[]", b"", b"\xff\xfe"], ids=["deep", "list", "empty", "not UTF-8"])
def test_an_invalid_card_is_refused(card: bytes, model: Path, capsys: Capture) -> None:
    (model / CARD).write_bytes(card)
    for command in COMMANDS["model"]:
        code, line = run_model(capsys, model, command)
        assert code == 2
        assert CARD in line


def test_a_card_may_contain_any_values(model: Path, capsys: Capture) -> None:
    for card in ({"language": [1]}, {"language": ESCAPE, "figures": 7}, {"language": "zh-en grammar"}):
        (model / CARD).write_bytes(orjson.dumps(card))
        for command in COMMANDS["model"]:
            assert run_model(capsys, model, command)[0] == 0


@pytest.mark.parametrize("card", [{}, {"seeds": []}, {"seeds": 7}, ESCAPE, None, [1]], ids=repr)
def test_a_sequence_models_card_may_be_anything(card: object, sequence_model: Path, capsys: Capture) -> None:
    sequence_header(card=card)(sequence_model)
    assert run_model(capsys, sequence_model, COMMANDS["sequence"][0])[0] == 0


def test_attention_over_too_many_positions_is_refused(tmp_path: Path, capsys: Capture) -> None:
    file = write_sequence_model(recipes("copying", "attention")[0], tmp_path)
    sequence_configuration(longest=10**12)(file)
    assert run_model(capsys, file, COMMANDS["sequence"][0])[0] == 2


# -------------------------------------------------------------------- randomly damaged models
SETTINGS = st.sampled_from(
    ["vocabulary", "d_model", "layers", "heads", "d_ff", "dropout", "longest", "residual", "padding", "positions"]
)  # fmt: skip
VALUES = st.sampled_from(
    [-1, 0, 1, 2, 3, 4, 8, 9, 64, 10**6, 2**31, 2**63, 2**64 - 1, 0.0, 0.5, 1.0, 1e300, True, None, "", "learned",
     "pre-norm", ESCAPE, [], {}, [8]]
)  # fmt: skip


@settings(max_examples=int(os.environ.get("HOSTILE_EXAMPLES", 40)))
@given(st.dictionaries(SETTINGS, VALUES, min_size=1, max_size=3), st.data())
def test_a_randomly_damaged_model_is_refused_or_runs(changes: dict[str, Any], data: st.DataObject) -> None:
    with temporary_folder() as here:
        model = write_small_model(here / "model")
        name = data.draw(st.sampled_from([CONFIGURATION, WEIGHTS, TOKENIZER]))
        if name == CONFIGURATION:
            configured(**changes)(model)
        else:
            content = bytearray((model / name).read_bytes())
            for _ in range(data.draw(st.integers(1, 3))):
                at = data.draw(st.integers(0, min(len(content), 1500) - 1))
                if data.draw(st.integers(0, 5)):
                    content[at] = data.draw(st.integers(0, 255))
                else:
                    del content[at:]
                    break
            (model / name).write_bytes(content)
        with bounded():
            assert cli.main(["decode", "我", "--model", str(model), "--device", "cpu"]) in (0, 2)


@settings(max_examples=60)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_any_changed_byte_is_safe(place: float, byte: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = write_sequence_model(recipes("copying", "rnn")[0], tmp_path_factory.mktemp("model"))
    content = bytearray(file.read_bytes())
    header = int.from_bytes(content[:8], "little") + 8  # after it, every byte belongs to a number
    content[int(place * (header - 1))] = byte
    file.write_bytes(content)
    found = find_any(str(file))
    assert isinstance(found, SequenceCheckpoint)
    try:
        found.model_card, found.task, found.card  # noqa: B018
    except CheckpointError as error:
        assert "\n" not in str(error)
