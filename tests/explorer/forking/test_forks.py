"""Forked explorers behave like explorers that were started on their own."""

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from transformer_explore.explorer.forking.forks import ExplorerForks
from transformer_explore.explorer.forking.messages import receive, send
from transformer_explore.explorer.forking.pipes import Piped, start_piped
from transformer_explore.explorer.server.process import READY, Size, environment, passed

from tests.process import PATIENCE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux only"),
]


@pytest.fixture(scope="module")
def forks() -> Iterator[ExplorerForks]:
    with ExplorerForks(passed(os.environ)) as forks:
        yield forks


async def output(forks: ExplorerForks, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """The exit code, output and errors of a command."""
    piped = await start_piped(forks, arguments, {"PYTHONUTF8": "1", **variables})
    piped.stdin.close()
    out, errors = await asyncio.gather(piped.stdout.read(), piped.stderr.read())
    return await piped.wait(), out.decode(), errors.decode()


async def opened(forks: ExplorerForks, folder: Path, more: Mapping[str, str] | None = None) -> Piped:
    """An explorer as the browser shows it, once it has begun to draw."""
    variables = environment(Size(80, 24), {"PATH": os.environ["PATH"]}, {"XDG_STATE_HOME": str(folder)})
    piped = await start_piped(forks, ["explore", "我爱你"], variables | (more or {}), str(folder))
    while await piped.stdout.readline() != READY:
        assert not piped.explorer.done.done(), await piped.stderr.read()
    drawn = b""
    while "我".encode() not in drawn:
        drawn += await piped.stdout.read(1 << 16)
    return piped


async def test_it_runs_a_command_with_its_own_environment(forks: ExplorerForks) -> None:
    code, english, errors = await output(forks, "lessons", TRANSFORMER_EXPLORE_LANG="en")
    assert (code, errors) == (0, "")
    code, chinese, errors = await output(forks, "lessons", TRANSFORMER_EXPLORE_LANG="zh")
    assert (code, errors) == (0, "")
    assert english != chinese
    assert (await output(forks, "lessons", TRANSFORMER_EXPLORE_LANG="en"))[1] == english


async def test_what_goes_wrong_is_one_line_and_an_exit_code(forks: ExplorerForks) -> None:
    code, out, errors = await output(forks, "lesson", "no-such-lesson")
    assert (code, out) == (2, "")
    assert errors.count("\n") == 1 and "no-such-lesson" in errors


@pytest.mark.parametrize("arguments", [("explore", "我爱你"), (), ("lesson", "1")])
async def test_an_explorer_whose_server_is_gone_before_its_first_frame_leaves(
    forks: ExplorerForks, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    variables = environment(Size(80, 24), {}, {"XDG_STATE_HOME": str(tmp_path)})
    piped = await start_piped(forks, arguments, variables)
    piped.stdin.close()
    _out, errors = await asyncio.gather(piped.stdout.read(), piped.stderr.read())
    assert (await piped.wait(), errors.decode()) == (0, "")


async def test_an_explorer_draws_and_can_be_ended(forks: ExplorerForks, tmp_path: Path) -> None:
    piped, other = [await opened(forks, tmp_path) for _ in range(2)]
    assert os.getsid(piped.explorer.pid) == piped.explorer.pid  # signals for its group reach nobody else
    piped.explorer.signal(signal.SIGKILL)
    assert await piped.wait() == -signal.SIGKILL
    piped.explorer.signal(signal.SIGKILL)  # its number may belong to another process now
    assert not other.explorer.done.done()
    other.stdin.close()  # the driver then leaves the program
    assert await other.wait() == 0


async def test_an_explorer_inherits_only_its_streams(forks: ExplorerForks, tmp_path: Path) -> None:
    piped = await opened(forks, tmp_path, {"MINE": "1"})
    pid = piped.explorer.pid
    assert Path(f"/proc/{pid}/cwd").resolve() == tmp_path
    variables = Path(f"/proc/{pid}/environ").read_bytes()  # of the process that it was forked from
    assert b"SECRET_KEY" not in variables
    sockets = [each for each in Path(f"/proc/{pid}/fd").iterdir() if "socket" in str(each.readlink())]
    assert len(sockets) <= 2  # of its event loop: not the one over which explorers are started
    piped.explorer.signal(signal.SIGKILL)
    await piped.wait()


async def test_the_process_of_a_forked_explorer_ends_with_all_that_it_started(
    forks: ExplorerForks, tmp_path: Path
) -> None:
    piped = await opened(forks, tmp_path)
    await piped.kill()
    assert await piped.wait() == -signal.SIGKILL
    assert piped.stdin.is_closing()
    with pytest.raises(ProcessLookupError):
        os.killpg(piped.explorer.pid, 0)


async def test_explorers_go_on_without_their_origin_and_the_next_one_starts_another(tmp_path: Path) -> None:
    with ExplorerForks(passed(os.environ)) as forks:
        assert forks.pid == 0
        orphan, other = [await opened(forks, tmp_path) for _ in range(2)]
        first = forks.pid
        os.kill(first, signal.SIGKILL)
        again = await opened(forks, tmp_path)
        assert forks.pid not in (0, first)
        orphan.stdin.close()
        assert READY not in await orphan.stdout.read()  # until it has left the program
        await orphan.kill()
        assert await orphan.wait() == -signal.SIGKILL
        assert not other.explorer.done.done()
    for explorer in (other, again):
        assert await explorer.wait() < 0
        await gone(explorer.explorer.pid)
    with pytest.raises(OSError, match="stopped"):
        await start_piped(forks, ["lessons"], {})


async def test_the_origin_starts_before_the_first_explorer_and_again_when_it_has_died() -> None:
    with ExplorerForks(passed(os.environ)) as forks:
        forks.begin()
        first = forks.pid
        assert first != 0
        assert (await output(forks, "schema"))[0] == 0
        assert forks.pid == first
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while forks.pid in (0, first):
                await asyncio.sleep(0.01)
        second = forks.pid
        assert (await output(forks, "schema"))[0] == 0
        assert forks.pid == second


async def test_an_origin_that_cannot_begin_is_not_started_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = []
    popen = subprocess.Popen

    def counted(*args: Any, **more: Any) -> "subprocess.Popen[bytes]":
        started.append(popen(*args, **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", counted)
    with ExplorerForks({"PYTHONHOME": "/nonexistent"}) as forks:
        forks.begin()
        await gone(forks.pid)
        with pytest.raises(OSError, match="has ended"):
            await start_piped(forks, ["schema"], {})
    assert (
        2 <= len(started) <= 3
    )  # one at the start, one for the explorer, perhaps one more because the first had died


async def test_an_origin_that_still_imports_the_program_ends_at_once() -> None:
    with ExplorerForks(passed(os.environ)) as forks:
        forks.begin()
        origin = forks._origin
    assert origin is not None
    assert origin._process.returncode == -signal.SIGKILL


async def gone(pid: int) -> None:
    """Waits until a process is no longer running; nobody may have collected its exit code."""
    async with asyncio.timeout(PATIENCE):
        while running(pid):
            await asyncio.sleep(0.01)


def running(pid: int) -> bool:
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


ORIGIN = """
import errno, os, sys
from transformer_explore.explorer.forking import __main__ as origin
def fork():
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
origin.os.fork = fork
origin.preload = lambda: None
origin.serve(int(sys.argv[1]))
"""


def test_what_cannot_be_forked_is_an_error_and_the_origin_goes_on() -> None:
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE)
    command = [sys.executable, "-c", ORIGIN, str(theirs.fileno())]
    with ours, theirs, subprocess.Popen(command, pass_fds=[theirs.fileno()]) as origin:
        theirs.close()
        assert receive(ours)[0] == {"ready": origin.pid}
        for number in range(2):
            send(ours, {"number": number, "arguments": [], "environment": {}, "folder": "/"}, (0, 1, 2))
            answer, _streams = receive(ours)
            assert answer["number"] == number
            assert os.strerror(errno.EAGAIN) in answer["failed"]
        ours.shutdown(socket.SHUT_RDWR)
        assert origin.wait(PATIENCE) == 0
