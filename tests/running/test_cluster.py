"""A cluster: the same results as on one machine, also if a worker dies, and one clear line if it cannot be used."""

import asyncio
import contextlib
import errno
import gc
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.running import engine_address
from transformer_explore.core.running.cluster import connection, remote
from transformer_explore.core.running.cluster.connection import Cluster
from transformer_explore.core.running.cluster.identity import Identity, identity, machine
from transformer_explore.core.running.cluster.silence import SilentWorkers
from transformer_explore.core.running.machine import host
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.running.sentences import Recipe, made
from transformer_explore.core.running.workers import Here, Workers, in_order
from transformer_explore.core.support import localization
from transformer_explore.core.support.errors import Problem, Unavailable
from transformer_explore.core.trace import diff
from transformer_explore.core.training.little_data import Learned, Run, learned
from transformer_explore.core.training.little_data_recipe import CurvesRecipe
from transformer_explore.core.training.sequence_recipe import SequenceRecipe, recipes
from transformer_explore.core.training.sequences import trained
from transformer_explore.explorer.ui.engine_client import EngineClient
from transformer_explore.lessons.labs import ONLY_HERE, perform, perform_on

from tests.process import PATIENCE, ROOT, python

distributed: Any = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
slow = pytest.mark.slow
SENTENCES = ("我爱你", "猫喜欢狗")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two worker processes on this machine."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as local,
        Cluster(local.scheduler_address) as connected,
    ):
        yield connected


def small(family: str, seed: int, updates: int) -> SequenceRecipe:
    (recipe,) = recipes("copying", family)
    return replace(recipe.shorter(updates), size=8, d_ff=8, batch=4, seed=seed)


def curves(workers: Workers, jobs: Sequence[tuple[CurvesRecipe, Run]], **more: Any) -> list[Learned]:
    """The points of learning curves, without the CPU time that they took."""
    return [replace(each, seconds=0.0) for each in in_order(workers.results(learned, jobs, **more))]


# ------------------------------------------------------------------------------ the same results
@slow
def test_traces_of_sentences_are_those_of_one_machine_and_name_their_host(cluster: Cluster) -> None:
    recipe = Recipe(request=Request(source=""), sha256=find_any().model_card.sha256, suffix=".json")
    here = in_order(Here().results(made, [(recipe, text) for text in SENTENCES]))
    remote_recipe = replace(recipe, shares_files=False)
    there = in_order(cluster.results(made, [(remote_recipe, text) for text in SENTENCES]))
    for one, other in zip(here, there, strict=True):
        expected, trace = json.loads(one.content), json.loads(other.content)
        assert "host" not in expected["run"] and trace["run"].pop("host") == host()
        assert trace == expected
        assert (other.notices, other.steps) == (one.notices, one.steps)


@slow
def test_recall_live_measures_the_same(cluster: Cluster) -> None:
    given = {"sequences": 50, "distance": 64}
    here = perform("recall-live", given)
    there = perform_on(cluster, "recall-live", given)
    assert list(here.tables) == list(there.tables)
    for name, table in here.tables.items():
        assert np.array_equal(table.values, there.tables[name].values, equal_nan=True)


@slow
@pytest.mark.parametrize("name", ["softmax", "two-masks"])
def test_another_lab_measures_the_same_on_one_worker(name: str, cluster: Cluster) -> None:
    here, there = (perform_on(workers, name, {}) for workers in (Here(), cluster))
    assert list(here.tables) == list(there.tables)
    for table, expected in here.tables.items():
        assert np.array_equal(expected.values, there.tables[table].values, equal_nan=True)


@slow
def test_a_lab_that_measures_this_machine_is_refused(cluster: Cluster) -> None:
    for name in ONLY_HERE:
        with pytest.raises(Problem, match=f"lab {name} measures the speed of this machine"):
            perform_on(cluster, name, {})


@slow
def test_the_engine_can_use_its_executor(cluster: Cluster) -> None:
    from transformer_explore.core.running.engine import Engine

    engine = Engine(cluster)
    assert engine.submit(sorted, [3, 1, 2]).result(PATIENCE) == [1, 2, 3]
    with pytest.raises(ZeroDivisionError):
        engine.submit(divmod, 1, 0).result(PATIENCE)


@slow
async def test_the_explorers_engine_can_be_a_cluster(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(engine_address.VARIABLE, cluster.address)
    client = EngineClient("zh-en", find_any().parameters)
    try:
        trace, notices = await client.ask("我爱zzz")
        expected = run(Request(source="我爱zzz"))
        assert notices == expected.notices != ()
        assert diff(trace, expected.trace, tolerance=0).equal
    finally:
        client.stop()


@slow
def test_an_error_in_a_worker_is_the_error_of_one_machine_in_the_clients_language(cluster: Cluster) -> None:
    recipe = Recipe(request=Request(source="", model="no-such-model"), sha256="", suffix=".json")
    with pytest.raises(Problem, match="there is no model 'no-such-model'") as here:
        in_order(Here().results(made, [(recipe, "我")]))
    with pytest.raises(Unavailable, match="copy the model to the same path") as there:
        in_order(cluster.results(made, [(replace(recipe, shares_files=False), "我")]))
    assert str(here.value) in str(there.value)
    assert host()["name"] in str(there.value)


@slow
def test_a_worker_whose_model_has_other_weights_is_refused(cluster: Cluster) -> None:
    recipe = Recipe(request=Request(source=""), sha256="0" * 64, suffix=".json", shares_files=False)
    with pytest.raises(Unavailable, match="different weights"):
        in_order(cluster.results(made, [(recipe, "我爱你")]))


@slow
def test_a_training_that_nobody_waits_for_stops(cluster: Cluster) -> None:
    long, heard = small("attention", 1, 1_000_000), []
    results = cluster.results(trained, [long], report=lambda number, message: heard.append((number, message)))
    client = cluster._client
    with pytest.raises(KeyboardInterrupt):
        next(interrupted(results, heard))
    wait_until(lambda: not any(client.processing().values()))
    wait_until(lambda: not any(client.run(executing).values()))
    assert heard[0][0] == 0 and heard[0][1][0] == 1  # the first update of the only item


def interrupted(results: Generator[Any, None, None], heard: Sequence[Any]) -> Iterator[Any]:
    """Ends the wait for results as Ctrl-C does, once something was heard of them."""

    def press(_number: int, _frame: object) -> None:
        if heard:
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, press)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        yield next(results)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def executing(dask_worker: Any) -> int:
    """How many calls run in a worker."""
    return len(dask_worker.active_threads)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


# ------------------------------------------------------------------------------ other versions
@slow
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Identity("9.9", ""), "has transformer-explore .* and this machine has 9.9: install the same"),
        (identity()._replace(source="other"), "different source code"),
    ],
)
def test_a_worker_with_another_version_is_refused(
    other: Identity, expected: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "identity", lambda: other)
    with pytest.raises(remote.DifferentProgram, match=expected):
        Cluster(cluster.address)
    with pytest.raises(remote.DifferentProgram, match=expected):  # a worker that came later
        cluster.submit(len, "abc").result(PATIENCE)


@slow
def test_a_worker_with_another_processor_is_noted(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    other = machine()._replace(cpu="Another processor")
    monkeypatch.setattr(connection, "machine", lambda: other)
    notes: list[str] = []
    Cluster(cluster.address, notes.append).close()
    (note,) = notes
    assert machine().cpu in note and "last digits of results may differ" in note


# ------------------------------------------------------------------------------ dask's own programs
@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of dask's, until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@slow
def test_work_survives_the_death_of_a_worker_and_ends_clearly_without_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory")
    recipe = CurvesRecipe(examples=(8,), updates=60, batch=8, tuned_on=8, tried=20, tested=20)
    jobs = [(recipe, Run(seed, "attention", 8, seed, 0.003)) for seed in range(1, 4)]
    expected = curves(Here(), jobs)
    monkeypatch.setattr(connection, "PATIENCE", 2.0)  # how long the client looks for a scheduler that is gone
    with (
        started("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard") as scheduler,
        started(*worker, str(tmp_path)) as one,
        started(*worker, str(tmp_path)) as two,
    ):
        with connected(address, workers=2) as cluster:
            busy: list[int] = []

            def kill_a_busy_worker(_number: int, _message: object) -> None:
                if not busy:
                    pids = cluster._client.run(os.getpid)
                    busy.extend(pids[at] for at, calls in cluster._client.processing().items() if calls)
                    os.kill(busy[0], signal.SIGKILL)

            assert curves(cluster, jobs, report=kill_a_busy_worker) == expected
            killed, left = (one, two) if busy[0] == one.pid else (two, one)
            assert killed.wait(PATIENCE) == -signal.SIGKILL and left.poll() is None
            left.kill()
            left.wait(PATIENCE)
            monkeypatch.setattr(connection, "PATIENCE", 0.5)
            wait_until(lambda: not cluster._client.nthreads())
            with pytest.raises(Unavailable, match="has no workers: start one with `dask worker"):
                Cluster(address)
            notes: list[str] = []
            results = cluster.results(learned, jobs[:1])

            def kill_the_scheduler(note: str) -> None:
                notes.append(note)
                scheduler.kill()

            cluster._notify = kill_the_scheduler
            with pytest.raises(Unavailable, match="lost the connection to the scheduler"):
                next(results)
            assert notes == ["no worker is left; waiting for a new one (Ctrl-C stops)"]
            with pytest.raises(Unavailable, match="lost the connection to the scheduler"):
                next(cluster.results(learned, jobs))
        with pytest.raises(Unavailable, match="no scheduler answers at tcp:"):
            Cluster(address)


@slow
def test_a_worker_or_scheduler_that_is_stopped_is_named_and_then_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory")
    with (
        started("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard") as scheduler,
        started(*worker, str(tmp_path)) as stopped,
        connected(address, workers=1) as cluster,
    ):
        assert in_order(cluster.results(next_number, [0])) == [1]  # it has imported torch
        monkeypatch.setattr(connection, "SILENCE", 1.5)
        monkeypatch.setattr(connection, "LOOK", 0.1)
        monkeypatch.setattr(connection, "PATIENCE", 0.5)
        notes: list[str] = []

        def go_on(note: str) -> None:
            notes.append(note)
            process.send_signal(signal.SIGCONT)

        cluster._notify = go_on
        for process in (stopped, scheduler):
            process.send_signal(signal.SIGSTOP)
            assert in_order(cluster.results(next_number, [1])) == [2]
        (at_worker, at_scheduler) = notes
        assert at_worker.startswith("the worker at tcp://127.0.0.1:") and "for 2 seconds; if" in at_worker
        assert at_scheduler == (
            f"the scheduler at {address} has not answered for 2 seconds; waiting for it (Ctrl-C stops)"
        )
        process = stopped
        process.send_signal(signal.SIGSTOP)
        Cluster(address, go_on).close()
        assert notes[2].startswith("the worker at tcp://127.0.0.1:")


def next_number(number: int, _report: Callable[..., None]) -> int:
    return number + 1


def test_a_worker_is_silent_if_its_last_sign_of_life_stays_the_same_while_somebody_watches() -> None:
    silent = SilentWorkers(10)
    assert silent.look({"a": 500.0, "b": 500.0}, 1000) == []
    assert silent.look({"a": 500.0, "b": 508.0}, 1008) == []
    assert silent.look({"a": 500.0, "b": 509.0}, 1010) == ["a"]
    assert silent.look({"a": 500.0, "b": 510.0}, 1012) == []  # it was named
    assert silent.look({"a": 513.0, "b": 510.0}, 1013) == []
    assert silent.look({"a": 513.0, "b": 510.0}, 1022) == ["b"]
    assert silent.look({"a": 513.0, "b": 510.0}, 2000) == []  # nobody watched
    assert silent.look({"b": 510.0}, 2009) == []


@contextmanager
def connected(address: str, workers: int) -> Iterator[Cluster]:
    """A connection to a scheduler that has just been started, when it has this many workers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            cluster = Cluster(address)
            break
        except Unavailable:
            assert time.monotonic() < end
    with cluster:
        cluster._client.wait_for_workers(workers, timeout=PATIENCE)
        yield cluster


# ------------------------------------------------------------------------------ what cannot be used
@pytest.mark.parametrize(
    "address", ["tcp://", "tcp:localhost:1", "tls://host", "tcp://host:x", "tcp://:1", "tcp://h:65536"]
)
def test_an_incomplete_address_is_refused(address: str) -> None:
    with pytest.raises(Problem, match="is not the address of a scheduler"):
        engine_address.require(address)


@slow
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_another_program_at_the_address_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 1.0)

    def greet(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the test is over
            while True:
                answering, _address = listener.accept()
                with answering:
                    answering.sendall(b"SSH-2.0-x\r\n\x1b[31mhello")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=greet, args=(listener,), daemon=True).start()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(Unavailable, match="scheduler") as refused:
            Cluster(address)
        assert "\x1b" not in str(refused.value) and "\n" not in str(refused.value)
        listener.shutdown(socket.SHUT_RDWR)
    gc.collect()  # what is left of the client must not wait or print


@pytest.mark.parametrize("address", ["unix:/tmp/engine", "nonsense", "tcp:", "x" * 500])
def test_another_address_is_not_one_of_a_cluster(address: str) -> None:
    with pytest.raises(Problem, match=r"can use: tcp://HOST:PORT, tls://HOST:PORT$") as refused:
        engine_address.require(address, engine_address.CLUSTERS)
    assert len(str(refused.value)) < 200
    engine_address.require("tcp://[::1]:8786", engine_address.CLUSTERS)
    engine_address.require("tls://example.org:8786")


def test_without_the_extra_one_line_says_what_to_install() -> None:
    result = python(
        """
import sys
sys.modules["distributed"] = None
from transformer_explore.explorer.cli import main
sys.exit(main(["lab", "recall-live", "--engine", "tcp://127.0.0.1:1"]))
"""
    )
    assert result.returncode == 3 and result.stdout == ""
    assert result.stderr.splitlines() == [
        "transformer-explore: --engine tcp://127.0.0.1:1 needs dask.distributed: "
        "pip install 'transformer-explore[cluster]'"
    ]


def test_dask_is_imported_only_for_a_cluster() -> None:
    result = python(
        """
import sys
from transformer_explore.explorer.cli import main
assert main(["lab", "softmax"]) == 0
assert not {"dask", "distributed", "tornado"} & set(sys.modules)
"""
    )
    assert result.returncode == 0, result.stderr


# ------------------------------------------------------------------------------ TLS
@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the commands of docs/cluster.md make."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    folder = tmp_path_factory.mktemp("certificates")
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    made = [line for line in page.splitlines() if line.startswith("openssl ")]
    assert len(made) == 3
    for line in made:
        subprocess.run(shlex.split(line), cwd=folder, check=True, capture_output=True)
    return folder


@slow
def test_tls_uses_the_certificates_of_dasks_configuration(
    certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask

    cert, key = str(certificates / "cert.pem"), str(certificates / "key.pem")
    settings = {"distributed.comm.tls.ca-file": str(certificates / "ca.pem")}
    for role in ("scheduler", "worker", "client"):
        settings |= {
            f"distributed.comm.tls.{role}.{name}": file for name, file in (("cert", cert), ("key", key))
        }
    with dask.config.set(settings):
        security = distributed.Security()
        local = distributed.LocalCluster(
            n_workers=1, processes=False, protocol="tls", security=security, dashboard_address=None
        )
    with local:
        address = local.scheduler_address
        assert address.startswith("tls://")
        with dask.config.set(settings), Cluster(address) as cluster:
            assert cluster.submit(len, "abc").result(PATIENCE) == 3
        monkeypatch.setattr(connection, "PATIENCE", 1.0)
        with pytest.raises(Problem, match="needs certificates: name them in dask's") as without:
            Cluster(address)
        with pytest.raises(Unavailable, match="no scheduler answers at tcp://"):
            Cluster(address.replace("tls", "tcp"))
        assert "\n" not in str(without.value)


def test_the_reason_of_a_lost_connection_is_never_the_name_of_an_exception() -> None:
    late, refused = OSError("Timed out trying to connect"), OSError("Timed out trying to connect")
    late.__cause__ = TimeoutError()
    late.__cause__.__cause__ = asyncio.CancelledError()
    refused.__cause__ = ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
    assert connection._reason(late) == "no answer"
    assert connection._reason(refused) == os.strerror(errno.ECONNREFUSED)
    before = localization.current()
    try:
        localization.use("zh")
        assert connection._reason(late) == "没有应答"
        assert connection._reason(refused) == "连接被拒绝"
    finally:
        localization.use(before)
