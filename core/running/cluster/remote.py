"""The worker's side of a cluster: how a call runs in a dask worker."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple, TypeVar

from ...support import localization
from ...support.errors import Unavailable
from ...support.localization import _
from ...support.progress import Cancelled, Progress, reporting
from ..torch_settings import threads_set
from ..workers import OWN_THREADS
from .identity import Identity, Machine, identity, machine

T = TypeVar("T")

TOPIC = "transformer-explore"  # under which workers log what they report
PAUSE = 0.5  # seconds between two messages of a call
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # from malloc.h

_turn = (
    threading.Lock()
)  # torch's settings and its random generator belong to the process, so one call at a time


class DifferentProgram(Unavailable):
    """The worker runs another version of this program than the client."""


class Setting(NamedTuple):
    """What a call needs to know about the client, as plain data.

    Attributes:
        identity: of the program that the client runs.
        language: of error messages.
        threads: CPU threads for torch, or `workers.OWN_THREADS`.
        sender: identifies the call in what it reports; () if nobody listens.
    """

    identity: Identity
    language: str
    threads: int = OWN_THREADS
    sender: tuple[str, int] | tuple[()] = ()


def about() -> tuple[Identity, Machine]:
    """The program and the machine of this worker."""
    return identity(), machine()


@cache
def keep_freed_memory() -> None:
    """Lets the C library keep memory that torch has freed, as it does outside of dask.

    `dask worker` starts its processes with MALLOC_TRIM_THRESHOLD_=65536, so that they give memory back to the system
    after almost every operation of a training, which then takes up to twice as long. These are the largest values that
    glibc itself would choose while a program runs (mallopt(3), M_MMAP_THRESHOLD). Other C libraries have no mallopt.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024)
        mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024)


def call(setting: Setting, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    """Runs a function of plain data, for example the method of an executor that the engine uses.

    Raises:
        DifferentProgram: the client runs another version.
        Cancelled: the client no longer wants the result, noticed when the function reports progress.
        Exception: what the function raised.
    """
    require(setting.identity)
    keep_freed_memory()
    from torch import get_num_threads

    watch = _Watch(setting.sender)
    with _turn, threads_set(setting.threads or get_num_threads()), reporting(watch.progress):
        watch.require_wanted()
        localization.use(setting.language)
        return function(*args, **kwargs)


def work(setting: Setting, function: Callable[[Any, Any], T], item: Any) -> T:
    """Runs a function of an item (`workers.Work`) like `call`, and passes on what it reports."""
    result: T = call(setting, _sending, setting.sender, function, item)
    return result


def _sending(sender: tuple[str, int], function: Callable[[Any, Any], T], item: Any) -> T:
    return function(item, _Watch(sender).send)


def require(wanted: Identity) -> None:
    """Raises DifferentProgram if this worker runs another program than the client."""
    mine = identity()
    if mine != wanted:
        raise DifferentProgram(difference(machine().name, mine, wanted))


def difference(name: str, worker: Identity, client: Identity) -> str:
    """How the program of a worker differs from that of the client, as one line."""
    if worker.version != client.version:
        return _(
            "the worker {name} has transformer-explore {theirs} and this machine has {ours}: "
            "install the same version on both",
            name=name,
            theirs=worker.version,
            ours=client.version,
        )
    return _(
        "the worker {name} has the same version of transformer-explore as this machine, but different source code: "
        "install the same code on both, and restart the worker",
        name=name,
    )


class _Watch:
    """Follows a call in this worker: sends what it reports, and notices that it is no longer wanted."""

    def __init__(self, sender: tuple[str, int] | tuple[()]) -> None:
        from distributed import get_worker

        self._sender, self._due = sender, 0.0
        self._worker = get_worker()
        self._key = self._worker.get_current_task()

    def send(self, message: tuple[float, ...]) -> None:
        """Sends a message to the client, unless the last one was sent just now."""
        self.require_wanted()
        if self._sender and (now := time.monotonic()) >= self._due:
            self._due = now + PAUSE
            with suppress(Exception):  # the connection is being restored; the result does not depend on it
                self._worker.log_event(TOPIC, [*self._sender, *message])

    def progress(self, _progress: Progress) -> None:
        self.require_wanted()

    def require_wanted(self) -> None:
        """Raises Cancelled if the scheduler has taken this call back."""
        task = self._worker.state.tasks.get(self._key)
        if task is None or task.state == "cancelled":
            raise Cancelled(_("stopped"))
