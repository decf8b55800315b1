"""Starts explorers as forks of one process that has imported the program, and watches them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from itertools import count
from types import TracebackType

from .messages import receive, send

PATIENCE = 60  # seconds to import the program, and to start an explorer, on a busy machine
# A forked process has only one thread; and its threads share one heap, which needs less memory.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


class OriginEndedError(OSError):
    """The process that explorers are forked from has ended."""


class Forked:
    """A running explorer.

    Attributes:
        pid: of its process, which leads a process group of its own. When it ends, so does its group.
        done: its exit code, when it has ended; negative: the signal that ended it. If the process that it was forked
            from has died, its end is not noticed: then it is done when it is killed.
    """

    def __init__(self, forks: ExplorerForks, pid: int) -> None:
        self._forks = forks
        self.pid = pid
        self.done: Future[int] = Future()
        self.done.set_running_or_notify_cancel()  # who no longer waits for it must not cancel it

    def signal(self, number: int) -> None:
        """Sends a signal to its group, unless it has ended."""
        self._forks.signal(self, number)


class ExplorerForks:
    """Starts explorers. The process that they are forked from starts when it is needed, and again if it has died.

    Args:
        environment: the variables of that process; those of its explorers are given to `start`.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment) | ENVIRONMENT
        self._lock = threading.Lock()
        self._origin: _Origin | None = None
        self._orphans: set[Forked] = set()
        self._stopped = False

    @property
    def pid(self) -> int:
        """The process that explorers are forked from; 0 if there is none."""
        return self._origin.pid if self._origin is not None else 0

    def begin(self) -> None:
        """Starts the process that explorers are forked from, without waiting until it has imported the program."""
        with suppress(OSError):  # the first explorer tries again
            self._running_origin()

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
        try:
            return self._running_origin().start(message, (stdin, stdout, stderr))
        except OriginEndedError:  # perhaps long ago, for a reason that has passed
            return self._running_origin().start(message, (stdin, stdout, stderr))

    def _running_origin(self) -> _Origin:
        dead = None
        try:
            with self._lock:
                if self._stopped:
                    raise OSError("stopped")
                if self._origin is not None and not self._origin.is_alive:
                    dead, self._origin = self._origin, None
                if self._origin is None:
                    self._origin = _Origin(self, self._environment)
                return self._origin
        finally:
            if dead is not None:
                dead.end()

    def signal(self, explorer: Forked, number: int) -> None:
        """Sends a signal to the group of an explorer, unless it has ended."""
        with self._lock:
            if explorer in self._orphans:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(explorer.pid, number)
                if number == signal.SIGKILL:
                    self._orphans.discard(explorer)
                    explorer.done.set_result(-number)
            elif self._origin is not None and not explorer.done.done():
                self._origin.signal(explorer.pid, number)

    def lose(self, explorers: Iterable[Forked]) -> None:
        """Called when the process that they were forked from has died: they go on, but nobody says when they end."""
        self._orphans.update(explorers)

    def stop(self) -> None:
        """Ends all explorers."""
        with self._lock:
            self._stopped = True
            origin, self._origin = self._origin, None
        if origin is not None:
            origin.end()
        for explorer in tuple(self._orphans):
            self.signal(explorer, signal.SIGKILL)

    def __enter__(self) -> ExplorerForks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


class _Origin:
    """The process that explorers are forked from."""

    def __init__(self, forks: ExplorerForks, environment: Mapping[str, str]) -> None:
        self._forks = forks
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __package__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=environment,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self.is_alive = True
        self._is_ready = False  # it has imported the program
        self._ends = False
        self._explorers: dict[int, Forked] = {}
        self._starting: dict[int, Future[Forked]] = {}
        self._numbers = count()
        self._sending = threading.Lock()  # messages of several threads must not mix
        self._listening = threading.Thread(target=self._listen, name="forks", daemon=True)
        self._listening.start()

    def start(self, message: Mapping[str, object], streams: Sequence[int]) -> Forked:
        """Forks an explorer; OSError if that is impossible."""
        number = next(self._numbers)
        started = self._starting[number] = Future()
        with suppress(OSError):  # it has died, as is noticed below
            self._send({"number": number, **message}, streams)
        if not self.is_alive:  # it may have died before this was among what waits
            self._lose()
        try:
            return started.result(PATIENCE)
        except TimeoutError:
            if started.cancel():
                raise OSError("the process that starts explorers does not answer") from None
            return started.result()

    def signal(self, pid: int, number: int) -> None:
        """Sends a signal to the group of an explorer."""
        with suppress(OSError):
            self._send({"signal": number, "pid": pid})

    def _send(self, message: Mapping[str, object], streams: Sequence[int] = ()) -> None:
        with self._sending:
            send(self._socket, message, streams)

    def _listen(self) -> None:
        """Receives what has started and ended."""
        with suppress(EOFError, OSError):
            while True:
                message, _streams = receive(self._socket)
                if "ready" in message:
                    self._is_ready = True
                elif "started" in message:
                    self._started(message["number"], message["started"])
                elif "failed" in message:
                    if (waiting := self._starting.pop(message["number"])).set_running_or_notify_cancel():
                        waiting.set_exception(OSError(message["failed"]))
                elif "ended" in message:
                    self._explorers.pop(message["ended"]).done.set_result(message["code"])
        self.is_alive = False
        self._lose()
        if self._ends:  # and has ended its explorers
            for explorer in self._explorers.values():
                explorer.done.set_result(-signal.SIGKILL)  # its own exit code is not known
        else:
            self._forks.lose(self._explorers.values())
            if self._is_ready:  # otherwise the next one would probably die too
                self._forks.begin()

    def _started(self, number: int, pid: int) -> None:
        explorer = self._explorers[pid] = Forked(self._forks, pid)
        waiting = self._starting.pop(number)
        if waiting.set_running_or_notify_cancel():
            waiting.set_result(explorer)
        else:  # nobody waits any longer
            self.signal(pid, signal.SIGKILL)

    def _lose(self) -> None:
        for number in tuple(self._starting):
            waiting = self._starting.pop(number, None)
            if waiting is not None and waiting.set_running_or_notify_cancel():
                waiting.set_exception(OriginEndedError("the process that starts explorers has ended"))

    def end(self) -> None:
        """Ends the process, which ends its explorers first."""
        self._ends = self.is_alive
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if not (self._is_ready or self._starting):  # it has no explorers, and would first import the rest
            self._process.kill()
        self._process.wait()
        if self._listening is not threading.current_thread():
            self._listening.join()
        self._socket.close()
