"""The explorer in a real pseudo-terminal: opening, stepping, typing a sentence, resizing, quitting."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.explorer.terminal import COMMAND, shell, terminal
from tests.process import PATIENCE

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs Unix pseudo-terminals"),
]


def children(pid: int) -> list[int]:
    """The child processes of a process."""
    found = []
    for task in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = task.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[1]) == pid:
            found.append(int(task.parent.name))
    return found


def gone(pids: list[int]) -> bool:
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.parametrize("leave", ["q", "\x03", signal.SIGTERM])
def test_it_opens_on_the_shipped_sentence_walks_and_ends(leave: str | signal.Signals) -> None:
    """By a key, Ctrl+C or a signal: it ends by itself, so that it restores the terminal."""
    with terminal("我爱你") as program:
        program.shows("step 1 / 108", "i love you")
        for number in (2, 3, 4):
            program.press("right")
            program.shows(f"step {number} / 108")
        program.press("left")
        program.shows("step 3 / 108")
        if isinstance(leave, str):
            program.press(leave)
        else:
            program.process.kill(leave)
        assert program.ends() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_torch_is_loaded_only_in_a_child_process_that_ends_with_the_program() -> None:
    with terminal("你爱我") as program:
        program.shows("you love me")  # the engine has answered, so torch is loaded somewhere
        pid = program.process.pid
        workers = children(pid)
        assert workers
        assert "libtorch" not in Path(f"/proc/{pid}/maps").read_text()
        program.press("q")
        assert program.ends() == 0
        assert gone(workers)


def test_quitting_does_not_wait_for_torch_to_load(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("import threading; threading.Event().wait()")
    variables = {"TERM": "xterm-256color", "PYTHONPATH": str(tmp_path)}
    with terminal("你爱我", variables=variables) as program:
        program.shows("WALK", "Loading PyTorch, then computing 你爱我")
        workers = children(program.process.pid)
        program.press("q")
        assert program.ends() == 0
        assert gone(workers)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_after_the_engine_was_killed_the_next_sentence_starts_another() -> None:
    with terminal("你爱我") as program:
        program.shows("you love me")
        for pid in children(program.process.pid):
            os.kill(pid, signal.SIGKILL)
        program.press("t")
        program.shows("your text")
        program.press("我喜欢猫", "enter")
        program.shows("i like cats")


def test_a_key_pressed_while_a_sentence_is_computed_applies_to_that_sentence() -> None:
    with terminal("你爱我") as program:
        program.shows("WALK")
        program.press("d")
        program.shows("decode · 你 爱 我", "the next token")


def test_it_survives_a_terminal_that_is_too_small() -> None:
    with terminal("我爱你") as program:
        program.shows("step 1 / 108")
        program.resize(30, 8)
        program.shows("columns and")
        program.resize(2, 1)
        program.resize(80, 24)
        program.press("right")
        program.shows("step 2 / 108")


def test_a_trace_of_an_unknown_model_opens(tmp_path: Path) -> None:
    from dataclasses import replace

    from transformer_explore.core.checkpoints import find
    from transformer_explore.core.trace import save

    trace = find().shipped_trace()
    save(replace(trace, model=replace(trace.model, name="elsewhere", sha256="0" * 64)), tmp_path / "t.json")
    with terminal("open", str(tmp_path / "t.json")) as program:
        program.shows("elsewhere", "step 1 / 108")
        program.press("t")
        program.shows("your text")
        program.press("我爱你", "enter")
        program.shows("No model is loaded")


def test_without_arguments_it_opens_the_home_screen_and_remembers_the_last_place() -> None:
    """Enter works at once, before anything is loaded, and opens the first example on the map; Escape goes home."""
    with terminal() as program:
        program.shows("explore a sentence", "我爱你")
        program.press("enter")
        program.shows("input embedding", "MAP")
        program.press("escape")
        program.shows("step 1 / 108")
        program.press("right", "right")
        program.shows("step 3 / 108")
        program.press("escape")
        program.shows("continue", "source embedding › positions")
        program.press("enter")
        program.shows("step 3 / 108")


def test_after_suspend_and_fg_it_shows_the_same_step() -> None:
    with shell() as program:
        program.press(f"{' '.join(COMMAND)} 我爱你\r")
        program.shows("step 1 / 108", "i love you")
        program.press("right", "right")
        program.shows("step 3 / 108")
        program.press("\x1a")
        program.shows("Stopped")
        program.press("fg\r")
        program.shows("step 3 / 108", "WALK")
        program.press("right")
        program.shows("step 4 / 108")
        before = len(program.sent)
        program.press("q")
        program.writes("bash-", before)
        program.press("echo it ended with $?\r")
        program.writes("it ended with 0", before)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_closing_the_terminal_ends_all_processes() -> None:
    with terminal("你爱我") as program:
        program.shows("you love me")
        pids = [program.process.pid, *children(program.process.pid)]
        program.process.fileobj.close()
        assert gone(pids[1:])
        program.process.wait()


@pytest.mark.parametrize("sent", [b"\xff", b"\x1b[200~\xce\xd2\xb0\xae\xc4\xe3\x1b[201~"])
def test_invalid_utf_8_is_replaced_and_reported_once(sent: bytes) -> None:
    """Typed on an 8-bit terminal, or pasted from a clipboard in GBK."""
    with terminal("我爱你") as program:
        program.shows("step 1 / 108")
        program.press("t")
        program.shows("your text")
        program.process.write(sent)
        program.shows("\ufffd", "not UTF-8")
        program.press("escape", "right")
        program.shows("step 2 / 108")
        program.press("q")
        assert program.ends() == 0
