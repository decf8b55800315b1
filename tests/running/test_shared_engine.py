"""The shared engine: one server for many explorers, over a real socket and with real worker processes."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.interventions.kinds_of_changes import Patch
from transformer_explore.core.running import engine_address, known_runs
from transformer_explore.core.running.engine import Engine
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run, run_into
from transformer_explore.core.running.shared import client as client_module
from transformer_explore.core.running.shared import private, scheduling
from transformer_explore.core.running.shared import server as server_module
from transformer_explore.core.running.shared.client import EngineUnreachable, SharedExecutor
from transformer_explore.core.running.shared.frames import (
    FROM_CLIENT,
    FROM_SERVER,
    HEADER,
    MOST_CALL,
    MOST_LABEL,
    Call,
    FrameError,
    Header,
    Kind,
    frame,
)
from transformer_explore.core.running.shared.queue import FairQueue, QueueFullError
from transformer_explore.core.running.shared.scheduling import Averages
from transformer_explore.core.running.shared.server import EngineServer
from transformer_explore.core.support import localization
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import load

from tests import waiting
from tests.process import PATIENCE, ROOT, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses Unix-domain sockets")


def soon(happens: Callable[[], bool]) -> bool:
    """Waits until a condition is true; False if it stays false."""
    end = time.monotonic() + PATIENCE
    while not happens() and time.monotonic() < end:
        time.sleep(0.005)
    return happens()


@pytest.fixture(scope="module")
def shared() -> Iterator[EngineServer]:
    with EngineServer(workers=1, limit=4, first=waiting.nothing) as server:
        yield server


@pytest.fixture
def server(shared: EngineServer) -> Iterator[EngineServer]:
    """A server with one worker, which is idle and has no clients."""
    yield shared
    assert soon(
        lambda: (
            shared.counts.connections == 0
            and not shared.scheduler.running
            and not len(shared.scheduler.queue)
        )
    )


@pytest.fixture
def two_workers() -> Iterator[EngineServer]:
    with EngineServer(workers=2, first=waiting.nothing) as server:
        yield server


def connected(server: EngineServer) -> Engine:
    return Engine(engine_address.executor(server.address))


# ------------------------------------------------------------------------- the queue
def any_may_run(client: str, job: int) -> bool:
    return True


def test_clients_take_turns_and_their_calls_stay_in_order() -> None:
    queue: FairQueue[str, int] = FairQueue(limit=10)
    for client, jobs in (("a", (1, 2, 3)), ("b", (4,)), ("c", (5, 6))):
        for job in jobs:
            queue.put(client, job)
    assert len(queue) == 6
    assert [queue.take(any_may_run) for _ in range(2)] == [1, 4]
    queue.put("b", 7)  # after everyone else's turn
    assert [queue.take(any_may_run) for _ in range(6)] == [5, 2, 7, 6, 3, None]


def test_a_client_that_cannot_run_is_skipped_and_keeps_its_turn() -> None:
    queue: FairQueue[str, int] = FairQueue(limit=10)
    for client, job in (("a", 1), ("a", 2), ("b", 3), ("c", 4)):
        queue.put(client, job)
    assert queue.take(lambda client, job: client != "a") == 3
    assert queue.take(lambda client, job: False) is None
    assert [queue.take(any_may_run) for _ in range(3)] == [1, 4, 2]


def test_a_full_queue_and_removed_calls() -> None:
    queue: FairQueue[str, int] = FairQueue(limit=2)
    for job in (1, 2):
        queue.put("a", job)
    with pytest.raises(QueueFullError):
        queue.put("a", 3)
    queue.put("b", 4)  # another client's calls do not count
    assert queue.remove("a", lambda job: job == 1) == [1]
    assert queue.remove("c", lambda job: True) == []
    assert [queue.take(any_may_run) for _ in range(3)] == [2, 4, None]


# ------------------------------------------------------------------------- turns
def test_one_clients_many_calls_do_not_delay_the_others(server: EngineServer, tmp_path: Path) -> None:
    log, begun, end = (tmp_path / name for name in ("log", "begun", "end"))
    with connected(server) as first, connected(server) as many, connected(server) as few:
        blocked = first.submit(waiting.until, begun, end)
        assert soon(begun.exists)
        wanted = [many.submit(waiting.write, log, f"many {n}") for n in range(4)]
        assert soon(lambda: len(server.scheduler.queue) == 4)
        wanted += [few.submit(waiting.write, log, f"few {n}") for n in range(2)]
        assert soon(lambda: len(server.scheduler.queue) == 6)
        end.touch()
        for future in (blocked, *wanted):
            assert future.result(PATIENCE) is None
    assert log.read_text().splitlines() == ["many 0", "few 0", "many 1", "few 1", "many 2", "many 3"]


def test_a_client_can_have_only_so_many_calls_waiting(server: EngineServer, tmp_path: Path) -> None:
    refused = server.counts.refused
    with connected(server) as greedy, connected(server) as other:
        begun, end = tmp_path / "begun", tmp_path / "end"
        first = greedy.submit(waiting.until, begun, end)
        assert soon(begun.exists)
        others = [greedy.submit(max, 1, n) for n in range(4)]
        with pytest.raises(Problem, match="too much at once"):
            greedy.submit(max, 3, 4).result(PATIENCE)
        answer = other.submit(max, 3, 4)
        end.touch()
        assert answer.result(PATIENCE) == 4
        assert [future.result(PATIENCE) for future in (first, *others)] == [None, 1, 1, 2, 3]
        assert greedy.submit(max, 3, 4).result(PATIENCE) == 4
    assert server.counts.refused == refused + 1


def test_a_slow_call_leaves_a_worker_to_the_others(two_workers: EngineServer, tmp_path: Path) -> None:
    server, end = two_workers, tmp_path / "end"
    server.scheduler._averages.add("max", 0.0)
    with connected(server) as slow, connected(server) as other:
        blocked = slow.submit(waiting.until, tmp_path / "begun", end)
        own = slow.submit(max, 1, 2)
        assert other.submit(max, 3, 4).result(PATIENCE) == 4
        assert not own.done()  # one client computes one call at a time
        end.touch()
        assert (blocked.result(PATIENCE), own.result(PATIENCE)) == (None, 2)


@pytest.mark.parametrize("known", [(), (60.0,)])
def test_only_calls_that_are_known_to_be_short_use_the_last_worker(
    known: tuple[float, ...], two_workers: EngineServer, tmp_path: Path
) -> None:
    server, end = two_workers, tmp_path / "end"
    begun = tmp_path / "first", tmp_path / "second"
    with connected(server) as first, connected(server) as second, connected(server) as third:
        server.scheduler._averages.add("max", 0.0)
        for seconds in known:
            server.scheduler._averages.add("until", seconds)
        blocked = [first.submit(waiting.until, begun[0], end)]
        assert soon(begun[0].exists)
        blocked.append(second.submit(waiting.until, begun[1], end))
        assert soon(lambda: len(server.scheduler.queue) == 1)
        assert third.submit(max, 3, 4).result(PATIENCE) == 4
        assert not begun[1].exists()
        end.touch()
        assert [future.result(PATIENCE) for future in blocked] == [None, None]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_are_forked_from_a_process_that_has_torch_and_one_thread(server: EngineServer) -> None:
    with connected(server) as engine:
        origin = Path("/proc", str(engine.submit(os.getppid).result(PATIENCE)))
    assert "libtorch" in (origin / "maps").read_text()
    assert (
        len(list((origin / "task").iterdir())) == 1
    )  # others would not exist in a fork, but their locks would


def test_averages_follow_what_is_measured_and_stay_few() -> None:
    averages = Averages()
    averages.add("run", 4.0)
    assert not averages.is_short("run")
    for _ in range(4):
        averages.add("run", 0.1)
    assert averages.is_short("run")
    assert not averages.is_short("unknown")
    for n in range(scheduling.LABELS + 10):
        averages.add(str(n), 9.0)
    assert len(averages._seconds) == scheduling.LABELS


# ------------------------------------------------------------------------- cancelling
CLIENT = """
import sys
from pathlib import Path
from transformer_explore.core.running.engine import Engine
from transformer_explore.core.running.engine_address import executor
from tests import waiting
address, lines = sys.argv[1:]
engine = Engine(executor(address))
running, later = engine.submit(waiting.work, Path(lines)), engine.submit(max, 3, 4)
while engine.progress(running) is None:
    pass
print("begun", flush=True)
running.result()
"""


def test_the_calls_of_a_killed_explorer_are_cancelled(server: EngineServer, tmp_path: Path) -> None:
    lines, before = tmp_path / "lines", server.counts.cancelled
    lines.write_text("")
    command = [sys.executable, "-c", CLIENT, server.address, str(lines)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as explorer:
        assert explorer.stdout is not None
        assert explorer.stdout.readline() == "begun\n"
        assert (server.counts.connections, len(server.scheduler.queue)) == (1, 1)
        explorer.send_signal(signal.SIGKILL)
    assert soon(lambda: server.counts.connections == 0)
    with connected(server) as other:
        assert other.submit(max, 3, 4).result(PATIENCE) == 4  # the worker is free again
    assert server.counts.cancelled == before + 2


def test_who_asks_again_cancels_the_call_before(server: EngineServer, tmp_path: Path) -> None:
    lines, before = tmp_path / "lines", server.counts.cancelled
    lines.write_text("")
    with connected(server) as engine:
        running = engine.submit(waiting.work, lines)
        assert soon(lambda: engine.progress(running) is not None)
        later = engine.submit(max, 1, 2)
        for future in (later, running):
            engine.cancel(future)
        assert engine.submit(max, 3, 4).result(PATIENCE) == 4
        for future in (running, later):
            with pytest.raises(CancelledError):
                future.result(PATIENCE)
            assert engine.progress(future) is None
    assert server.counts.cancelled == before + 2


def test_a_cancelled_call_that_does_not_stop_costs_its_worker(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with EngineServer(workers=1, grace=0.05, first=waiting.nothing) as server, connected(server) as engine:
        before = engine.submit(os.getpid).result(PATIENCE)
        engine.cancel(engine.submit(waiting.until, begun, tmp_path / "never"))
        stuck = engine.submit(waiting.until, begun, tmp_path / "never")
        assert soon(begun.exists)
        engine.cancel(stuck)
        assert engine.submit(os.getpid).result(PATIENCE) != before
        assert server.counts.given_up.total() == 1 and server.counts.died == 0


def test_a_cancelled_call_costs_its_worker_only_if_another_call_waits(tmp_path: Path) -> None:
    begun, never = tmp_path / "begun", tmp_path / "never"
    with (
        EngineServer(workers=1, patience=0.05, grace=3600, first=waiting.nothing) as server,
        connected(server) as engine,
        connected(server) as other,
    ):
        before = engine.submit(os.getpid).result(PATIENCE)
        stuck = engine.submit(waiting.until, begun, never)
        assert soon(begun.exists)
        engine.cancel(stuck)
        assert soon(lambda: server.counts.cancelled == 1)
        time.sleep(0.3)
        assert not server.counts.given_up and server.pids == (before,)
        assert other.submit(os.getpid).result(PATIENCE) != before
        assert server.counts.given_up.total() == 1 and server.counts.died == 0


# ------------------------------------------------------------------------- what can go wrong
def test_a_worker_that_dies_is_replaced_once_and_the_others_get_their_answers(
    server: EngineServer, tmp_path: Path
) -> None:
    died, begun, end = server.counts.died, tmp_path / "begun", tmp_path / "end"
    with connected(server) as unlucky, connected(server) as other:
        worker = other.submit(os.getpid).result(PATIENCE)
        running = unlucky.submit(waiting.until, begun, end)
        assert soon(begun.exists)
        waits = [engine.submit(os.getpid) for engine in (unlucky, other)]
        assert soon(lambda: len(server.scheduler.queue) == 2)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            running.result(PATIENCE)
        (new,) = {future.result(PATIENCE) for future in waits}
        assert new != worker
    assert server.counts.died == died + 1


def test_an_engine_that_goes_away_is_noticed_and_a_new_one_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EngineServer(workers=1, first=waiting.nothing)
    executor = SharedExecutor(server.path)
    running = executor.submit(waiting.until, tmp_path / "begun", tmp_path / "end")
    assert soon((tmp_path / "begun").exists)
    server.stop()
    server.stop()  # a second stop does nothing
    assert not server.path.parent.exists()
    with pytest.raises(BrokenProcessPool):
        running.result(PATIENCE)
    with pytest.raises(EngineUnreachable, match="no engine answers"):
        executor.submit(max, 3, 4)
    with EngineServer(workers=1, first=waiting.nothing) as again:
        monkeypatch.setattr(executor, "_path", again.path)
        assert executor.submit(max, 3, 4).result(PATIENCE) == 4
        executor.shutdown()


def test_texts_are_in_the_language_of_each_client(server: EngineServer) -> None:
    before = localization.current()
    found = {}
    try:
        for language in ("zh", "en", "zh"):
            localization.use(language)
            with connected(server) as engine:
                error = engine.submit(find, "no-such-model").exception(PATIENCE)
                found[language] = str(error)
    finally:
        localization.use(before)
    assert found["zh"] != found["en"]
    assert "no-such-model" in found["en"]


class UnpicklableError(Exception):
    """Cannot be read again: its constructor needs two arguments."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__(f"{a} and {b}")


def fail() -> None:
    raise UnpicklableError(1, 2)


@pytest.mark.parametrize(
    ("function", "args", "said"),
    [
        (fail, (), "1 and 2"),
        (eval, ("lambda: 0",), "pickle"),
        (bytes, (1 << 27,), "too large to send"),
        (bytes, (b"x" * (MOST_CALL + 1),), "too large to send"),
    ],
)
def test_what_cannot_be_sent_is_an_error_of_its_caller(
    server: EngineServer, function: Callable[..., object], args: tuple[object, ...], said: str
) -> None:
    with connected(server) as engine:
        with pytest.raises(Exception, match=said):
            engine.submit(function, *args).result(PATIENCE)
        assert engine.submit(max, 3, 4).result(PATIENCE) == 4


# ------------------------------------------------------------------------- attackers
def reply(server: EngineServer, sent: bytes) -> bytes:
    """All that the server answers to bytes until it closes the connection, after its greeting."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(str(server.path))
        connection.sendall(sent)
        received = b""
        try:
            while part := connection.recv(1 << 16):
                received += part
        except ConnectionResetError:
            pass
    return received.partition(client_module.GREETING)[2]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        bytes(range(256)) * 20,
        HEADER.pack(MOST_CALL + 1, Kind.CALL, 1),
        HEADER.pack(2**32 - 1, Kind.CALL, 1),
        HEADER.pack(0, 99, 1),
        frame(Kind.RESULT, 1, pickle.dumps(0)),
        frame(Kind.CALL, 1, b"no lines"),
        frame(Kind.CALL, 1, b"x" * (MOST_LABEL + 1) + b"\nen\n" + pickle.dumps((max, (1, 2), {}))),
    ],
)
def test_invalid_bytes_end_only_their_connection(server: EngineServer, sent: bytes) -> None:
    rejected = server.counts.rejected
    with connected(server) as engine:
        assert reply(server, sent) == b""
        assert engine.submit(max, 3, 4).result(PATIENCE) == 4
    assert server.counts.rejected == rejected + 1


def test_a_call_that_cannot_be_unpickled_is_answered_with_an_error(server: EngineServer) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(server.path))
        stream = connection.makefile("rwb")
        stream.read(HEADER.size + len(client_module.GREETING))
        stream.write(frame(Kind.CALL, 7, b"label\nen\nnot a pickle"))
        stream.flush()
        header = Header.read(stream.read(HEADER.size), FROM_SERVER, 1 << 16)
        assert (header.kind, header.number) == (Kind.FAILED, 7)
        assert isinstance(pickle.loads(stream.read(header.length)), pickle.UnpicklingError)


def test_frames_and_calls_are_read_as_written() -> None:
    call = Call("run zh-en", "zh", b"\n\x00\nanything")
    assert Call.read(call.content()) == call
    assert Call.read(Call("a\nb", "en", b"").content()).label == "a b"
    written = frame(Kind.CALL, 2**40, b"abc")
    assert Header.read(written[: HEADER.size], FROM_CLIENT, 3) == (3, Kind.CALL, 2**40)
    for kinds, most in ((FROM_CLIENT, 2), (FROM_SERVER, 3)):
        with pytest.raises(FrameError):
            Header.read(written[: HEADER.size], kinds, most)


@pytest.mark.skipif(sys.platform != "linux", reason="needs SO_PEERCRED")
def test_another_users_process_is_not_served(server: EngineServer, monkeypatch: pytest.MonkeyPatch) -> None:
    rejected = server.counts.rejected
    monkeypatch.setattr(private.os, "geteuid", lambda: 12345)
    monkeypatch.setattr(private, "other_user", lambda connection: 54321)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(server.path))
        assert connection.recv(100) == b""
    assert server.counts.rejected == rejected + 1


def test_too_many_connections_are_refused_and_others_are_still_served(
    server: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "CONNECTIONS", 2)
    with connected(server) as engine, connected(server):
        with pytest.raises(EngineUnreachable):
            connected(server)
        assert engine.submit(max, 3, 4).result(PATIENCE) == 4


def test_a_folder_that_others_may_enter_is_refused(server: EngineServer) -> None:
    folder = server.path.parent
    folder.chmod(0o755)
    try:
        with pytest.raises(Problem, match="chmod 700"):
            engine_address.executor(server.address)
    finally:
        folder.chmod(0o700)


def test_a_folder_or_an_engine_of_another_user_is_refused(
    server: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(client_module, "is_same_user", lambda connection: False)
        with pytest.raises(Problem, match="another user"):
            engine_address.executor(server.address)
    with monkeypatch.context() as patched:
        patched.setattr(private.os, "geteuid", lambda: 12345)
        with pytest.raises(Problem, match="belongs to another user"):
            private.require_private(server.path.parent)


def test_something_else_that_answers_is_no_engine(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "s"))
        listening.listen()
        executor = SharedExecutor(folder / "s")
        with pytest.raises(EngineUnreachable, match="not an engine"):
            threading.Thread(target=lambda: listening.accept()[0].sendall(b"HTTP/1.1 400 " * 9)).start()
            executor.connect()


# ------------------------------------------------------------------------- addresses
@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("", Problem),
        ("unix", Problem),
        ("unix:", Problem),
        ("unix:relative", Problem),
        ("http://localhost", Problem),
        ("/tmp/socket", Problem),
        ("unix:/" + "x" * 200, Problem),
        ("unix:/no/such/folder/socket", EngineUnreachable),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(address: str, error: type[Problem]) -> None:
    with pytest.raises(error) as raised:
        engine_address.use(address)
    assert type(raised.value) is error
    assert "\n" not in str(raised.value)
    assert engine_address.chosen() == ""


# ------------------------------------------------------------------------- runs that several clients ask for
def test_a_run_is_computed_once_for_everyone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[Request] = []
    monkeypatch.setattr(
        "transformer_explore.core.running.runs.run", lambda request: computed.append(request) or run(request)
    )
    monkeypatch.setattr(known_runs, "_folder", tmp_path / "known")
    request = Request(source="我爱你", device="cpu")
    files = [tmp_path / f"{n}.safetensors" for n in range(3)]
    notices = [run_into(request, file) for file in files[:2]]
    assert computed == [request]
    assert notices[0] == notices[1]
    assert files[0].samefile(files[1])  # so that its memory is shared
    other = Request(source="我爱你", device="cpu", dtype="float64")
    run_into(other, files[2])
    assert computed == [request, other]
    assert {step.dtype for step in load(files[2]) if step.name.endswith("weights")} == {"float64"}


def test_known_runs_are_limited_and_depend_on_language_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_runs, "_folder", tmp_path / "known")
    monkeypatch.setattr(known_runs, "MOST_BYTES", 2500)
    requests = [Request(source=text) for text in "我你他"]
    traces = [tmp_path / f"trace-{n}" for n in range(3)]
    for n, trace in enumerate(traces):
        trace.write_bytes(b"x" * 1000)
        os.utime(trace, (n, n))  # the clock of a file system is coarse
    for n, request in enumerate(requests[:2]):
        known_runs.keep(request, traces[n], (f"notice {n}",))
    before = localization.current()
    try:
        localization.use("zh" if before == "en" else "en")
        assert known_runs.take(requests[0], tmp_path / "file") is None
    finally:
        localization.use(before)
    assert known_runs.take(requests[0], tmp_path / "file") == ("notice 0",)
    known_runs.keep(requests[2], traces[2], ())
    assert known_runs.take(requests[1], tmp_path / "file") is None  # unused for the longest time
    assert known_runs.take(requests[0], tmp_path / "file") == ("notice 0",)
    patch = Patch("step", (0,), str(trace), "0" * 64)
    assert known_runs._path(Request(source="我", interventions=(patch,))) is None
    known_runs.keep_in(None)
    assert known_runs.take(requests[0], tmp_path / "file") is None


@pytest.mark.parametrize(("address", "code"), [("unix:relative", 2), ("unix:/no/such/folder/socket", 3)])
def test_the_explorer_refuses_an_engine_that_is_not_there(address: str, code: int) -> None:
    for given, more in ((("--engine", address), {}), ((), {engine_address.VARIABLE: address})):
        result = command("explore", "我爱你", *given, **more)
        assert (result.returncode, result.stdout) == (code, "")
        assert result.stderr.count("\n") == 1
