"""The engine: a worker process with torch that can be stopped, is replaced if it dies, and cleans up."""

import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.decoding.strategy import Beam, Forced, Greedy, Sample
from transformer_explore.core.running import engine as engine_module
from transformer_explore.core.running.engine import ENVIRONMENT, Engine
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.support.progress import Cancelled, Progress, reporting
from transformer_explore.core.support.scratch import LOCK, PREFIX, ScratchFolder
from transformer_explore.core.trace import load

from tests import large, waiting
from tests.process import PATIENCE, python
from tests.work import counted

MEBIBYTE = 1 << 20


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        yield engine


def alive(pid: int) -> bool:
    """Whether a process is running; a zombie is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def soon(happens: Callable[[], bool]) -> bool:
    """Waits until a condition is true; False if it stays false."""
    end = time.monotonic() + PATIENCE
    while not happens() and time.monotonic() < end:
        time.sleep(0.01)
    return happens()


def gone(pid: int) -> bool:
    return soon(lambda: not alive(pid))


def test_a_function_runs_in_another_process_and_always_in_the_same(engine: Engine) -> None:
    first, second = (engine.submit(os.getpid).result(PATIENCE) for _ in range(2))
    assert first == second != os.getpid()
    assert engine.submit(math.hypot, 3.0, 4.0).result(PATIENCE) == 5.0
    assert engine.submit(int, "ff", base=16).result(PATIENCE) == 255


def test_an_error_over_there_is_an_error_here(engine: Engine) -> None:
    with pytest.raises(ValueError, match="math domain error"):
        engine.submit(math.sqrt, -1.0).result(PATIENCE)
    assert engine.submit(math.sqrt, 4.0).result(PATIENCE) == 2.0


def test_no_worker_starts_before_the_first_call() -> None:
    with Engine() as engine:
        assert engine._own is None


def test_the_caller_never_loads_torch_and_the_worker_does() -> None:
    result = python("""
import sys
from transformer_explore.core.running.engine import Engine
with Engine() as engine:
    engine.warm_up().result(60)
    assert engine.submit(eval, "'torch' in __import__('sys').modules").result(60)
    assert 'torch' not in sys.modules
print('fine')
""")
    assert result.stdout == "fine\n", result.stderr


def test_stop_is_immediate_even_if_the_worker_is_busy(tmp_path: Path) -> None:
    engine = Engine()
    pid = engine.submit(os.getpid).result(PATIENCE)
    file, begun = engine.file(), tmp_path / "begun"
    busy = engine.submit(exec, f"open({str(begun)!r}, 'w').close(); __import__('threading').Event().wait()")
    waiting = engine.submit(os.getpid)
    assert soon(begun.exists)
    engine.stop()
    assert gone(pid)
    assert not file.exists()
    assert not file.parent.exists()
    for future in (busy, waiting):
        assert future.cancelled() or isinstance(future.exception(PATIENCE), BrokenProcessPool)
    engine.stop()  # a second stop does nothing


def test_a_stopped_engine_starts_again(engine: Engine) -> None:
    first = engine.submit(os.getpid).result(PATIENCE)
    engine.stop()
    second = engine.submit(os.getpid).result(PATIENCE)
    assert second != first
    assert not alive(first)


def test_a_killed_worker_is_replaced_by_the_next_submit(engine: Engine) -> None:
    first = engine.submit(os.getpid).result(PATIENCE)
    os.kill(first, signal.SIGKILL)
    with suppress(ChildProcessError):  # it is dead; the executor may not have noticed
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    second = engine.submit(os.getpid).result(PATIENCE)
    assert second != first
    with pytest.raises(BrokenProcessPool):
        engine.submit(os._exit, 1).result(PATIENCE)
    assert engine.submit(os.getpid).result(PATIENCE) not in (first, second)


def test_the_worker_is_silent_and_ignores_ctrl_c(engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    pid = engine.submit(os.getpid).result(PATIENCE)
    for stream in (1, 2):
        engine.submit(os.write, stream, b"noise\n").result(PATIENCE)
    engine.submit(print, "noise").result(PATIENCE)
    os.kill(pid, signal.SIGINT)
    assert engine.submit(os.getpid).result(PATIENCE) == pid
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_worker_ends_when_its_parent_is_killed() -> None:
    result = python("""
import os, signal, time
from transformer_explore.core.running.engine import Engine
engine = Engine()
print(engine.submit(os.getpid).result(60), flush=True)
engine.submit(time.sleep, 600)
os.kill(os.getpid(), signal.SIGKILL)
""")
    assert result.returncode == -signal.SIGKILL, result.stderr
    assert gone(int(result.stdout))


def test_a_program_that_does_not_stop_its_engine_ends_normally() -> None:
    result = python("""
import os
from transformer_explore.core.running.engine import Engine
engine = Engine()
print(engine.submit(os.getpid).result(60), engine.file())
""")
    assert (result.returncode, result.stderr) == (0, "")
    pid, file = result.stdout.split()
    assert gone(int(pid))
    assert not Path(file).exists()


def test_the_worker_has_its_own_environment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    names = list(ENVIRONMENT)
    monkeypatch.setenv(names[0], "mine")
    monkeypatch.delenv(names[1], raising=False)
    before = dict(os.environ)
    found = {name: engine.submit(os.getenv, name).result(PATIENCE) for name in names}
    assert found == ENVIRONMENT
    assert dict(os.environ) == before


def test_large_results_are_passed_as_files(engine: Engine) -> None:
    file, other = engine.file(), engine.file()
    assert file != other
    assert engine.submit(Path.write_bytes, file, b"large").result(PATIENCE) == 5
    assert file.read_bytes() == b"large"
    assert file.parent.stat().st_mode & 0o077 == 0  # readable only by the user


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="this system does not say what memory is ours"
)
def test_opening_100_mebibytes_is_fast_and_needs_little_memory(engine: Engine) -> None:
    file = engine.file(".safetensors")
    engine.submit(large.write, file).result(PATIENCE)
    assert file.stat().st_size > 100 * MEBIBYTE
    load(file)  # so that imports are not measured
    before = _own_memory()
    with counted() as work:
        trace = load(file)
        seen = trace.steps[50].values
    grown = _own_memory() - before
    assert seen.nbytes == MEBIBYTE
    assert work.calls < 20_000
    assert grown < 20 * MEBIBYTE


def test_a_trace_can_be_read_after_its_file_is_deleted(engine: Engine) -> None:
    file = engine.file(".safetensors")
    engine.submit(large.write, file).result(PATIENCE)
    trace = load(file)
    file.unlink()
    assert np.array_equal(trace.steps[3].values, large.trace(4).steps[3].values)


def _own_memory() -> int:
    """Bytes of this process's memory, without pages of files."""
    _, resident, shared, *_ = map(int, Path("/proc/self/statm").read_text().split())
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


def test_another_executor_can_replace_the_worker() -> None:
    with ThreadPoolExecutor(1) as threads, Engine(threads) as engine:
        assert engine.submit(os.getpid).result() == os.getpid()
        assert engine.submit(int, "ff", base=16).result() == 255
        assert engine._own is None
        with pytest.raises(ValueError, match="math domain error"):
            engine.submit(math.sqrt, -1.0).result()


# ------------------------------------------------------------------------- progress
def test_a_running_call_reports_progress_and_can_be_cancelled(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text("")
    future, worker = engine.submit(waiting.work, file), engine.submit(os.getpid)
    assert soon(lambda: engine.progress(future) == (1, 99))
    file.write_text("one\ntwo\n")
    assert soon(lambda: engine.progress(future) == (3, 99))
    assert engine.progress(worker) is None  # it has not begun
    engine.cancel(future)
    with pytest.raises(Cancelled):
        future.result(PATIENCE)
    assert engine.progress(future) is None
    assert engine.submit(os.getpid).result(PATIENCE) == worker.result(PATIENCE)  # the worker continues


def test_waiting_calls_are_cancelled_too(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text("")
    first, *others = (engine.submit(waiting.work, file) for _number in range(4))
    assert soon(lambda: engine.progress(first) is not None)
    for future in (*others, first):
        engine.cancel(future)
    for future in (first, *others):
        with pytest.raises((Cancelled, CancelledError)):
            future.result(PATIENCE)
    assert engine.submit(math.hypot, 3.0, 4.0).result(PATIENCE) == 5.0


def test_translating_reports_each_token(engine: Engine) -> None:
    """A forward pass reads a translation, which is decoded first, token by token with the cache."""
    reports: list[Progress] = []
    with reporting(reports.append):
        made = run(Request(source="老师给学生一本书", device="cpu"))
    target = len(made.trace.tokens["target"])
    assert [progress.done for progress in reports] == list(range(1, target + 1))
    assert {progress.most for progress in reports} == {58}
    assert str(reports[2]) == "token 3 of at most 58"


def test_a_translation_stops_when_it_is_cancelled() -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise Cancelled("stopped")

    for strategy in (None, Greedy(), Sample(), Beam(2), Forced("the teacher gives the student a book")):
        with reporting(stop), pytest.raises(Cancelled):
            run(Request(source="学生给老师一本书", device="cpu", strategy=strategy))


def test_threads_that_call_at_once_share_one_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second folder in place of the first would remove the files of the first."""
    made: list[ScratchFolder] = []

    def slowly() -> ScratchFolder:
        made.append(ScratchFolder())
        time.sleep(0.05)  # the other threads arrive meanwhile
        return made[-1]

    monkeypatch.setattr(engine_module, "ScratchFolder", slowly)
    engine = Engine()
    try:
        with ThreadPoolExecutor(4) as threads:
            files = list(threads.map(lambda _n: engine.file(), range(4)))
        assert all(file.exists() for file in files)
        assert len(made) == len({file.parent for file in files}) == 1
    finally:
        engine.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="uses file locks of Unix")
def test_a_killed_process_folder_is_removed_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine, killed, other = ScratchFolder(), tmp_path / f"{PREFIX}killed", tmp_path / f"{PREFIX}other"
    killed.mkdir()
    (killed / LOCK).write_text("")
    (killed / "trace.safetensors").write_text("large")
    other.mkdir()  # of an older version, perhaps in use
    another = ScratchFolder()
    assert not killed.exists() and other.exists() and Path(mine.name).exists()
    for folder in (mine, another):
        folder.cleanup()
    assert sorted(tmp_path.iterdir()) == [other]
