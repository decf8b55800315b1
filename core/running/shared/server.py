"""The shared engine: worker processes with torch that all explorers of one user on this machine reach over a socket.

    with EngineServer() as engine:
        environment["TRANSFORMER_EXPLORE_ENGINE"] = engine.address

It runs in a thread of its own, beside any event loop of the program. Each connection is one client, whose calls
`scheduling.py` gives to the workers.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from ...support.scratch import ScratchFolder
from ..engine import Engine
from . import worker
from .frames import FROM_CLIENT, GREETING, HEADER, MOST_CALL, Call, FrameError, Header, Kind, frame
from .private import is_same_user
from .scheduling import GRACE, LIMIT, PATIENCE, Counts, Job, Scheduler

SOCKET = "engine"
ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",  # threads share a heap, which needs less memory
    "OPENBLAS_NUM_THREADS": "1",  # a process with more threads cannot be forked
}
WORKERS = 2
CONNECTIONS = 200
BEHIND = 1 << 27  # bytes that a client may leave unread


@dataclass(eq=False)
class Connection:
    """A connected explorer; see `scheduling.Client`."""

    writer: asyncio.StreamWriter
    running: Job | None = None

    def send(self, kind: Kind, number: int, content: bytes = b"") -> None:
        """Sends a frame, without waiting; drops a client that does not read."""
        transport = self.writer.transport
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() > BEHIND:
            transport.abort()
            return
        self.writer.write(frame(kind, number, content))


class EngineServer:
    """Listens until it is stopped. The workers start with the first connection.

    Args:
        workers: how many calls are computed at once.
        limit, patience, grace, first, observe: as for `Scheduler`.

    Attributes:
        address: what explorers need to reach it.
        counts: what it has done so far.
        scheduler: gives calls to the workers.
    """

    def __init__(
        self,
        workers: int = WORKERS,
        limit: int = LIMIT,
        patience: float = PATIENCE,
        grace: float = GRACE,
        first: Callable[[], None] = worker.warm_up,
        observe: Callable[[str, float], None] = lambda label, seconds: None,
    ) -> None:
        self._folder = ScratchFolder()  # only this user can enter it
        self.path = Path(self._folder.name) / SOCKET
        self.address = f"unix:{self.path}"
        self.counts = Counts()
        threads = max(1, (os.cpu_count() or 1) // workers)
        begin = partial(worker.begin, threads, Path(self._folder.name))
        context = worker.context()
        self._workers = [Engine(None, begin, ENVIRONMENT, context) for _number in range(workers)]
        self.scheduler = Scheduler(self._workers, self.counts, limit, patience, grace, first, observe)
        self._connections: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine server", daemon=True)
        self._thread.start()
        self._server = self._wait(asyncio.start_unix_server(self._connected, self.path))

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers."""
        return tuple(pid for engine in self._workers for pid in engine.pids)

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def __enter__(self) -> EngineServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the workers at once, closes all connections and removes the socket."""
        if not self._thread.is_alive():
            return
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()

    async def _close(self) -> None:
        self._server.close()
        await self.scheduler.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._loop.shutdown_default_executor()  # whose threads may be starting workers
        for engine in self._workers:
            engine.stop()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves a client until it leaves or sends something invalid."""
        task = asyncio.current_task()
        assert task is not None
        if self.counts.connections >= CONNECTIONS or not is_same_user(writer.get_extra_info("socket")):
            self.counts.rejected += 1
            writer.close()
            return
        client = Connection(writer)
        self._connections.add(task)
        self.counts.connections += 1
        try:
            self.scheduler.begin()
            client.send(Kind.GREETING, 0, GREETING)
            while True:
                header = Header.read(await reader.readexactly(HEADER.size), FROM_CLIENT, MOST_CALL)
                content = await reader.readexactly(header.length)
                if header.kind is Kind.CANCEL:
                    self.scheduler.cancel(client, header.number)
                else:
                    self.scheduler.put(Job(client, header.number, Call.read(content)))
        except FrameError:
            self.counts.rejected += 1
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # it has left, or the engine stops
        finally:
            self.counts.connections -= 1
            self.scheduler.cancel(client, None)
            self._connections.discard(task)
            writer.close()
