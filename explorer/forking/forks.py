"""Starts explorers as forks of one process that has imported the program, and watches them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, Queue
from types import TracebackType

from .messages import receive, send

PATIENCE = 60  # seconds to import the program, and to start an explorer, on a busy machine
# A forked process has only one thread; and its threads share one heap, which needs less memory.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


class Forked:
    """A running explorer.

    Attributes:
        pid: of its process, which leads a process group of its own.
        done: its exit code, when it has ended; negative: the signal that ended it.
    """

    def __init__(self, forks: ExplorerForks, pid: int) -> None:
        self._forks = forks
        self.pid = pid
        self.done: Future[int] = Future()
        self.done.set_running_or_notify_cancel()  # who no longer waits for it must not cancel it

    def signal(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        self._forks.signal(self, number)


class ExplorerForks:
    """Starts explorers. The process that they are forked from starts at once, and again if it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._origin: _Origin | None = _Origin()

    @property
    def pid(self) -> int:
        """The process that explorers are forked from; 0 after `stop`."""
        return self._origin.pid if self._origin is not None else 0

    def start(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        stdin: int,
        stdout: int,
        stderr: int,
        folder: str = "/",
    ) -> Forked:
        """Starts an explorer; OSError if that is impossible.

        Args:
            arguments: of `transformer-explore`.
            environment: all variables of its environment; it inherits none.
            stdin, stdout, stderr: file descriptors, which the caller closes.
            folder: where it runs.
        """
        message = {"arguments": [*arguments], "environment": dict(environment), "folder": folder}
        with self._lock:
            if self._origin is None:
                raise OSError("stopped")
            if not self._origin.is_alive:
                self._origin.end()
                self._origin = _Origin()
            return self._origin.start(self, message, (stdin, stdout, stderr))

    def signal(self, explorer: Forked, number: int) -> None:
        """Sends a signal to an explorer, unless it has ended."""
        with self._lock:
            if self._origin is not None and not explorer.done.done():
                self._origin.send({"signal": number, "pid": explorer.pid})

    def stop(self) -> None:
        """Ends all explorers."""
        with self._lock:
            origin, self._origin = self._origin, None
        if origin is not None:
            origin.end()

    def __enter__(self) -> ExplorerForks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


class _Origin:
    """The process that explorers are forked from."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __package__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=os.environ | ENVIRONMENT,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self._explorers: dict[int, Forked] = {}
        self._started: Queue[Forked | None] = Queue()
        self._forks: ExplorerForks | None = None
        self.is_alive = True
        threading.Thread(target=self._listen, name="forks", daemon=True).start()

    def start(self, forks: ExplorerForks, message: Mapping[str, object], streams: Sequence[int]) -> Forked:
        """Forks an explorer; OSError if that is impossible."""
        self._forks = forks
        send(self._socket, message, streams)
        try:
            started = self._started.get(timeout=PATIENCE)
        except Empty:
            started = None
        if started is None:
            raise OSError("the process that starts explorers has ended")
        return started

    def send(self, message: Mapping[str, object]) -> None:
        """Sends a message; nothing happens if the process has ended."""
        with suppress(OSError):
            send(self._socket, message)

    def _listen(self) -> None:
        """Receives what has started and ended."""
        with suppress(EOFError, OSError):
            while True:
                message, _streams = receive(self._socket)
                if "started" in message:
                    assert self._forks is not None
                    explorer = Forked(self._forks, message["started"])
                    self._explorers[explorer.pid] = explorer
                    self._started.put(explorer)
                elif "ended" in message:
                    self._explorers.pop(message["ended"]).done.set_result(message["code"])
        self.is_alive = False
        self._started.put(None)
        for explorer in self._explorers.values():
            explorer.done.set_result(-signal.SIGKILL)  # its own exit code is not known
        self._explorers.clear()

    def end(self) -> None:
        """Ends the process, which ends its explorers first."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._process.wait()
        self._socket.close()
