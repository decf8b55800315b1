"""The engine: a worker process that loads torch and the models, so that the process with the screen never does.

It receives plain functions and data and returns plain data; a trace is returned as a file. The executor is the
extension point: any object with the methods of `Submits` can replace it, such as `shared.client.SharedExecutor`, which
reaches the engine that a class shares.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import count
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, ParamSpec, Protocol, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary

from ..support.localization import _
from ..support.progress import Cancelled, Progress, reporting
from ..support.scratch import ScratchFolder

P = ParamSpec("P")
T = TypeVar("T")

# Most of the time of a recording is spent on the first access to new memory. So the worker's allocator keeps its memory
# and uses large pages. These variables must be set before the process starts.
ENVIRONMENT = {
    "THP_MEM_ALLOC_ENABLE": "1",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 40),
    "MALLOC_TOP_PAD_": str(1 << 26),
}


SLOTS = 64  # jobs that can be distinguished while they are cancelled; one runs, and few wait


class Submits(Protocol):
    """The methods of an executor that the engine needs."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]: ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...


@runtime_checkable
class Reports(Protocol):
    """An executor that also knows the progress of its calls."""

    def progress(self, future: Future[Any]) -> Progress | None: ...


class Engine:
    """Runs functions in a worker process, which starts with the first call.

    Args:
        executor: runs the functions instead of a worker process; it is shut down with the engine.
        begin: called in the worker before its first call.
        environment: variables of the worker's environment that differ from this process's.
        context: how the worker starts; None for a new interpreter.
    """

    def __init__(
        self,
        executor: Submits | None = None,
        begin: Callable[[], None] | None = None,
        environment: Mapping[str, str] = ENVIRONMENT,
        context: BaseContext | None = None,
    ) -> None:
        self._given = executor
        self._begin = begin
        self._environment = environment
        self._context = context or multiprocessing.get_context("spawn")
        self._own: ProcessPoolExecutor | None = None
        self._folder: ScratchFolder | None = None
        self._board: Board | None = None  # shared with the worker
        self._jobs: WeakKeyDictionary[Future[Any], int] = WeakKeyDictionary()
        self._number = count(1)
        self._lock = threading.RLock()  # several threads must get the same worker and folder

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs `function(*args, **kwargs)` in the worker; replaces a worker that has died."""
        if self._given is not None:
            return self._given.submit(function, *args, **kwargs)
        number = next(self._number)
        job = partial(_numbered, number, function)
        with self._lock:
            try:
                future = self._worker().submit(job, *args, **kwargs)
            except BrokenProcessPool:  # it died after it was checked
                self._end_worker()
                future = self._worker().submit(job, *args, **kwargs)
            self._jobs[future] = number
        return future

    @property
    def shares_files(self) -> bool:
        """Whether a worker can write files of this machine; otherwise it returns their content."""
        return bool(getattr(self._given, "shares_files", True))

    def progress(self, future: Future[Any]) -> Progress | None:
        """The progress of a submitted call; None if it does not report any or has not begun."""
        if isinstance(self._given, Reports):
            return self._given.progress(future)
        if self._board is None or future.done():
            return None
        number, done, most = self._board.progress
        return Progress(done, most) if number and number == self._jobs.get(future) else None

    def cancel(self, future: Future[Any]) -> None:
        """Cancels a submitted call: at once if it has not begun, otherwise when it next reports progress.

        The call then raises `Cancelled`. A call that reports no progress runs to its end, and the next one waits.
        """
        number = self._jobs.get(future)
        if not future.cancel() and self._board is not None and number is not None:
            self._board.cancelled[number % SLOTS] = number

    def file(self, suffix: str = "") -> Path:
        """A new path for a result that is too large to send: the worker writes the file, the caller reads it."""
        with self._lock:
            if self._folder is None:
                self._folder = ScratchFolder()
            handle, name = tempfile.mkstemp(suffix, dir=self._folder.name)
        os.close(handle)
        return Path(name)

    def _worker(self) -> ProcessPoolExecutor:
        if self._own is not None and not all(process.is_alive() for process in self._processes()):
            self._end_worker()
        if self._own is None:
            context = self._context
            self._board = Board(context.RawArray("q", 3), context.RawArray("q", SLOTS))
            self._own = ProcessPoolExecutor(
                1, context, initializer=_start_worker, initargs=(self._board, self._begin)
            )
            before = {name: os.environ.get(name) for name in self._environment}
            os.environ.update(self._environment)
            try:
                self._own.submit(_nothing)  # starts the process, which inherits the environment
            finally:
                for name, value in before.items():
                    if value is None:
                        os.environ.pop(name, None)
                    else:
                        os.environ[name] = value
        return self._own

    def warm_up(self) -> Future[None]:
        """Starts the worker and loads torch there; the future is done when the worker can answer at once."""
        return self.submit(_load_torch)

    def stop(self) -> None:
        """Ends the worker at once, even during a call."""
        if self._given is not None:
            self._given.shutdown(wait=False, cancel_futures=True)
        self._end_worker()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    @property
    def pids(self) -> tuple[int, ...]:
        """The process id of the worker, if it has started."""
        return tuple(process.pid for process in self._processes() if process.pid is not None)

    def _processes(self) -> list[BaseProcess]:
        # There is no public attribute; a broken executor has None here.
        return list((getattr(self._own, "_processes", None) or {}).values())

    def _end_worker(self) -> None:
        processes, executor, self._own = self._processes(), self._own, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
            process.join(1)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


class Board(NamedTuple):
    """Memory that the engine and the worker share.

    Attributes:
        progress: the number of the running job, how many tokens it has chosen, and the maximum.
        cancelled: the numbers of cancelled jobs, each at the index number modulo SLOTS.
    """

    progress: Any
    cancelled: Any

    def report(self, number: int, progress: Progress) -> None:
        """Called in the worker: stores the progress of a job; raises Cancelled if the job was cancelled."""
        if self.cancelled[number % SLOTS] == number:
            raise Cancelled(_("stopped"))
        self.progress[:] = (number, *progress)


_board: Board | None = None  # in the worker


def _numbered(number: int, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    """Runs a call in the worker under its number."""
    assert _board is not None
    with reporting(partial(_board.report, number)):
        return function(*args, **kwargs)


def _start_worker(board: Board, begin: Callable[[], None] | None) -> None:
    """Prepares the worker: it is silent, ignores Ctrl-C (the explorer handles it) and ends with the explorer."""
    global _board
    _board = board
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    if begin is not None:
        begin()


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _nothing() -> None:
    """The first call, which starts the worker."""


def _load_torch() -> None:
    import torch  # noqa: F401
