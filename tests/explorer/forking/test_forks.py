"""Forked explorers behave like explorers that were started on their own, and end with their origin."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from transformer_explore.explorer.forking.forks import ExplorerForks
from transformer_explore.explorer.forking.pipes import Piped, start_piped
from transformer_explore.explorer.server.process import READY, Size, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


@pytest.fixture(scope="module")
def forks() -> Iterator[ExplorerForks]:
    with ExplorerForks() as forks:
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


async def test_an_explorer_draws_and_can_be_ended(forks: ExplorerForks, tmp_path: Path) -> None:
    piped, other = [await opened(forks, tmp_path) for _ in range(2)]
    assert os.getsid(piped.explorer.pid) == piped.explorer.pid  # signals for its group reach nobody else
    piped.explorer.signal(signal.SIGKILL)
    assert await piped.wait() == -signal.SIGKILL
    piped.explorer.signal(signal.SIGKILL)  # its number may belong to another process now
    assert not other.explorer.done.done()
    other.stdin.close()  # the driver then leaves the program
    assert await other.wait() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_an_explorer_inherits_only_its_streams(forks: ExplorerForks, tmp_path: Path) -> None:
    piped = await opened(forks, tmp_path, {"MINE": "1"})
    pid = piped.explorer.pid
    assert Path(f"/proc/{pid}/cwd").resolve() == tmp_path
    sockets = [each for each in Path(f"/proc/{pid}/fd").iterdir() if "socket" in str(each.readlink())]
    assert len(sockets) <= 2  # of its event loop: not the one over which explorers are started
    piped.explorer.signal(signal.SIGKILL)
    await piped.wait()


async def test_all_end_with_their_origin_and_the_next_one_starts_another(tmp_path: Path) -> None:
    with ExplorerForks() as forks:
        piped = await opened(forks, tmp_path)
        first = forks.pid
        os.kill(first, signal.SIGKILL)
        assert await piped.wait() < 0
        os.kill(piped.explorer.pid, signal.SIGKILL)  # the server closes its input instead
        again = await opened(forks, tmp_path)
        assert forks.pid != first
    assert await again.wait() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(again.explorer.pid, 0)
    with pytest.raises(OSError, match="stopped"):
        await start_piped(forks, ["lessons"], {})
