"""The client's side of a cluster: a connection to a dask scheduler, whose workers run functions of plain data.

There is no scheduler of our own: `distributed` sends calls to workers, and sends those of a worker that has died to
another one.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import time
import warnings
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from importlib import import_module
from itertools import count, islice
from typing import Any, ParamSpec, TypeVar

from ...support import localization
from ...support.errors import Problem, Unavailable
from ...support.localization import _
from ...support.os_errors import reason
from ..workers import OWN_THREADS, Message, Work, ignore
from . import remote
from .identity import Identity, identity, machine
from .silence import SilentWorkers

I = TypeVar("I")  # noqa: E741
P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 10.0  # seconds to find the scheduler, and then a worker
SILENCE = 60.0  # seconds without a sign of life after which a note names the scheduler or the worker
LOOK = 5.0  # seconds between two looks at when workers were last heard of
PAUSE = 0.2  # seconds between two looks at what workers have reported
AHEAD = 2  # calls for each thread that workers have, so that none waits for the next one


class Cluster:
    """The workers of a dask scheduler.

    Args:
        address: of the scheduler, such as tcp://192.0.2.1:8786. With tls://, dask's configuration names the
            certificates.
        notify: receives notes about the workers, each one line.

    Raises:
        Unavailable: `distributed` is not installed; there is no scheduler or no worker; a worker has another version.
    """

    shares_files = False

    def __init__(self, address: str, notify: Callable[[str], None] = lambda _note: None) -> None:
        self.address, self._notify = address, notify
        self._client: Any = _connected(address)
        self._numbers = count()
        self._reported: queue.SimpleQueue[tuple[int, Message]] = queue.SimpleQueue()
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
            self._check_workers()
        except TimeoutError:
            self.close()
            raise Unavailable(
                _(
                    "the scheduler at {address} has no workers: start one with `dask worker {address} --nthreads 1`",
                    address=address,
                )
            ) from None
        except OSError:
            self.close()
            raise self._lost() from None
        except BaseException:
            self.close()
            raise
        self._executor: Executor = self._client.get_executor(pure=False)
        self._client.subscribe_topic(remote.TOPIC, self._receive)

    def close(self) -> None:
        """Ends the connection; calls that have not ended are cancelled."""
        self._client.close()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # ------------------------------------------------------------------ as an executor for the engine
    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs `function(*args, **kwargs)` on any worker."""
        return self._executor.submit(remote.call, self._setting(), function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the connection; calls that have not ended are cancelled unless `wait` is set."""
        self._executor.shutdown(wait=wait)
        self.close()

    # ------------------------------------------------------------------ as workers for many items
    def results(
        self,
        work: Work[I, T],
        items: Sequence[I],
        report: Callable[[int, Message], None] = ignore,
        threads: int = 1,
    ) -> Generator[tuple[int, T], None, None]:
        """See `Workers`. A call whose worker dies runs again on another one.

        Raises:
            Unavailable: the scheduler is gone, or several workers died while they computed the same item.
            Exception: what a function raised.
        """
        waiting = iter(enumerate(items))
        pending: dict[Future[T], int] = {}
        of_call: dict[int, int] = {}  # the index of the item, by the number of the call
        silent = SilentWorkers(SILENCE)
        due = time.monotonic() + LOOK
        lonely = False
        try:
            while True:
                for number, item in islice(waiting, max(0, self._room() - len(pending))):
                    call = next(self._numbers)
                    setting = self._setting(threads, (self._client.id, call))
                    pending[self._executor.submit(remote.work, setting, work, item)] = number
                    of_call[call] = number
                if not pending:
                    return
                done, _waiting = wait(pending, PAUSE, FIRST_COMPLETED)
                while not self._reported.empty():
                    call, message = self._reported.get()
                    if call in of_call:
                        report(of_call[call], message)
                if not done and not lonely and not self._threads():
                    self._notify(_("no worker is left; waiting for a new one (Ctrl-C stops)"))
                lonely = not done and not self._threads()
                if not done and time.monotonic() >= due:
                    self._note_silent(silent)
                    due = time.monotonic() + LOOK
                for future in done:
                    yield pending.pop(future), self._result(future)
        finally:
            for future in pending:
                future.cancel()

    def _result(self, future: Future[T]) -> T:
        from distributed import KilledWorker

        try:
            return future.result()
        except CancelledError:
            raise self._lost() from None
        except KilledWorker as error:
            raise Unavailable(
                _(
                    "{n} workers stopped while computing this, the last one at {worker}; they may need more memory",
                    n=error.allowed_failures + 1,
                    worker=error.last_worker.address,
                )
            ) from None
        except (ImportError, AttributeError):
            self._check_workers()  # a worker with another version may lack a module or a function
            raise

    def _lost(self) -> Unavailable:
        return Unavailable(
            _(
                "lost the connection to the scheduler at {address}; run the same command again",
                address=self.address,
            )
        )

    # ------------------------------------------------------------------ the workers
    def _setting(
        self, threads: int = OWN_THREADS, sender: tuple[str, int] | tuple[()] = ()
    ) -> remote.Setting:
        return remote.Setting(identity(), localization.current(), threads, sender)

    def _receive(self, event: tuple[float, Sequence[Any]]) -> None:
        """Keeps what a worker has reported to this client. Called in dask's thread."""
        _when, (client, number, *message) = event
        if client == self._client.id:
            self._reported.put((number, tuple(message)))

    def _ask_scheduler(self, workers: int = 0) -> dict[str, Any]:
        """What the scheduler says about itself and its workers; waits if it does not answer, and then notes that once.

        Args:
            workers: how many are described; -1 for all.

        Raises:
            Unavailable: the scheduler is gone.
        """
        since, noted = time.monotonic(), False
        while self._client.status == "running":
            try:
                return dict(
                    self._client.sync(
                        self._client.scheduler.identity, n_workers=workers, callback_timeout=SILENCE
                    )
                )
            except OSError:  # among them TimeoutError: a process that is stopped keeps its connections open
                if not noted and time.monotonic() - since >= SILENCE:
                    noted = True
                    self._notify(
                        _(
                            "the scheduler at {address} has not answered for {n} seconds; "
                            "waiting for it (Ctrl-C stops)",
                            address=self.address,
                            n=round(SILENCE),
                        )
                    )
            time.sleep(PAUSE)
        raise self._lost()

    def _note_silent(self, silent: SilentWorkers) -> None:
        """Notes each worker from which the scheduler has heard nothing for a while."""
        found = self._ask_scheduler(-1)["workers"]
        last_seen = {address: float(worker["last_seen"]) for address, worker in found.items()}
        for address in silent.look(last_seen, time.monotonic()):
            self._note_silent_worker(address, SILENCE)

    def _note_silent_worker(self, address: str, seconds: float) -> None:
        self._notify(
            _(
                "the worker at {worker} has not answered for {n} seconds; if that does not change, "
                "the scheduler gives its calls to another one",
                worker=address,
                n=round(seconds),
            )
        )

    def _threads(self) -> int:
        """How many threads all workers have; raises Unavailable if the scheduler is gone."""
        return int(self._ask_scheduler()["total_threads"])

    def _room(self) -> int:
        """How many calls may wait at the scheduler or run."""
        return AHEAD * max(1, self._threads())

    def _check_workers(self) -> None:
        """Raises Unavailable if a worker has another version of the program; notes what may change last digits."""
        mine, here = identity(), machine()
        notes: dict[str, None] = {}
        workers = self._ask_scheduler(-1)["workers"]
        for address, found in self._client.sync(self._ask_workers, list(workers)).items():
            if isinstance(found, TimeoutError):
                self._note_silent_worker(address, PATIENCE)
            if isinstance(found, ImportError | AttributeError):
                raise remote.DifferentProgram(self._without_program(address, mine))
            if isinstance(found, Exception):  # it is silent, or it has just died
                continue
            theirs, there = found
            if theirs != mine:
                raise remote.DifferentProgram(remote.difference(there.name, theirs, mine))
            if (there.cpu, there.software) != (here.cpu, here.software):
                notes[_about(there.name, there.cpu, there.software)] = None
        if several := [n for worker in workers.values() if (n := worker["nthreads"]) > 1]:
            self._notify(
                _(
                    "a worker process with {n} threads still runs one call at a time: start workers with "
                    "`dask worker {address} --nworkers {n} --nthreads 1`",
                    n=max(several),
                    address=self.address,
                )
            )
        for note in notes:
            self._notify(note)

    async def _ask_workers(self, addresses: Sequence[str]) -> dict[str, Any]:
        """What each worker says about itself, or why it said nothing. Runs in dask's thread."""
        found = await asyncio.gather(*map(self._ask_worker, addresses))
        return dict(zip(addresses, found, strict=True))

    async def _ask_worker(self, address: str) -> Any:
        try:
            asked = self._client.run(remote.about, workers=[address], on_error="return")
            return (await asyncio.wait_for(asked, PATIENCE))[address]
        except TimeoutError as error:
            return error

    def _without_program(self, address: str, mine: Identity) -> str:
        return _(
            "the worker at {worker} lacks transformer-explore {version}: install this version there, "
            "and restart the worker",
            worker=address,
            version=mine.version,
        )


def _about(name: str, cpu: str, software: Sequence[str]) -> str:
    return _(
        "the worker {name} has a different processor or different software than this machine ({cpu}; {software}): "
        "the last digits of results may differ",
        name=name,
        cpu=cpu,
        software=_(", ").join(software),
    )


def _connected(address: str) -> Any:  # distributed has few types
    try:
        # Its log and its warnings would disturb a screen; what matters is reported as errors and notes.
        logging.getLogger("distributed").addHandler(logging.NullHandler())
        distributed: Any = import_module("distributed")
    except ImportError:
        raise Unavailable(
            _(
                "--engine {address} needs dask.distributed: pip install 'transformer-explore[cluster]'",
                address=address,
            )
        ) from None
    for name in ("distributed", "distributed.client", "distributed.core", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _require_certificate(distributed, address)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _new_client(distributed, address)
    except MemoryError:  # what was read as the length of a message was none
        raise Unavailable(_("what answers at {address} is not a dask scheduler", address=address)) from None
    except (OSError, TimeoutError) as error:
        raise Unavailable(
            _(
                "no scheduler answers at {address} ({reason}); start one with `dask scheduler`, or check the address",
                address=address,
                reason=_reason(error),
            )
        ) from None
    except (TypeError, ValueError, RuntimeError, ImportError) as error:
        raise Problem(_("--engine {address}: {reason}", address=address, reason=_reason(error))) from None


def _new_client(distributed: Any, address: str) -> Any:
    client = distributed.Client.__new__(distributed.Client)
    try:
        client.__init__(address, timeout=PATIENCE, set_as_default=False)
    except BaseException:
        client.status = (
            "closed"  # otherwise its `__del__` waits 20 s for the scheduler, and prints a traceback
        )
        raise
    return client


def _require_certificate(distributed: Any, address: str) -> None:
    """Raises Problem if the address needs a certificate and dask's configuration names none."""
    from dask import config

    loads = config.get("distributed.client.security-loader", None)
    if address.startswith("tls:") and not loads and not distributed.Security().tls_client_cert:
        raise Problem(
            _(
                "{address} needs certificates: name them in dask's configuration; see docs/cluster.md",
                address=address,
            )
        )


def _reason(error: BaseException) -> str:
    """The innermost cause, which says more than the timeout that it led to."""
    while error.__cause__ is not None:
        error = error.__cause__
    if (
        isinstance(error, OSError) and error.errno is None
    ):  # a timeout, or a text for developers of distributed
        return _("no answer")
    return " ".join(reason(error).split()) or _("no answer")
