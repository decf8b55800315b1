"""The shared engine: worker processes with torch that all explorers of one user on this machine reach over a socket.

    with EngineServer() as engine:
        environment["TRANSFORMER_EXPLORE_ENGINE"] = engine.address

It runs in a thread of its own, beside any event loop of the program. Each connection is one client; clients take turns
(`queue.py`), and one client computes one call at a time. With several workers, one is kept for calls that are known to
be short, so that they never wait for a long one.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from ...support.scratch import ScratchFolder
from ..engine import Engine
from . import worker
from .frames import FROM_CLIENT, GREETING, HEADER, MOST_CALL, PROGRESS, Call, FrameError, Header, Kind, frame
from .private import is_same_user
from .queue import FairQueue, QueueFullError

SOCKET = "engine"
ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",  # threads share a heap, which needs less memory
    "OPENBLAS_NUM_THREADS": "1",  # a process with more threads cannot be forked
}
WORKERS = 2
LIMIT = 16  # calls of one client that may wait; an explorer sends about five at its start
CONNECTIONS = 200
SHORT = 0.5  # seconds; only calls with the same label as others that took less on average use the last free worker
LABELS = 500  # whose average is known
TICK = 0.1  # seconds between two progress messages
GRACE = 60.0  # seconds that a cancelled call may go on until its worker is replaced
BEHIND = 1 << 27  # bytes that a client may leave unread


@dataclass
class Counts:
    """What the engine has done so far.

    Attributes:
        connections: clients that are connected now.
        answered: calls that were computed, also those that failed with an error of their own.
        cancelled: calls that their client cancelled, or left behind when it ended.
        refused: calls of clients that already had too many waiting.
        replaced: workers that died, or were ended because a cancelled call did not stop.
        rejected: connections that were closed: another user's, too many, or with invalid frames.
    """

    connections: int = 0
    answered: int = 0
    cancelled: int = 0
    refused: int = 0
    replaced: int = 0
    rejected: int = 0


@dataclass(eq=False)
class Client:
    """A connected explorer."""

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


@dataclass(eq=False)
class Job:
    """A call of a client."""

    client: Client
    number: int
    call: Call
    arrived: float = field(default_factory=time.monotonic)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)


class Averages:
    """How long calls take, by their label."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def add(self, label: str, seconds: float) -> None:
        """Adds a call; recent calls count more."""
        before = self._seconds.pop(label, seconds)
        self._seconds[label] = (before + seconds) / 2
        if len(self._seconds) > LABELS:
            del self._seconds[next(iter(self._seconds))]

    def is_short(self, label: str) -> bool:
        """Whether calls with this label are known to take a short time."""
        return self._seconds.get(label, SHORT) < SHORT


class EngineServer:
    """Listens until it is stopped. The workers start with the first connection.

    Args:
        workers: how many calls are computed at once.
        limit: the most waiting calls of one client.
        grace: seconds that a cancelled call may go on until its worker is replaced.
        first: the first call in each new worker.
        observe: called with the label of each call that was answered, and the seconds since it arrived.

    Attributes:
        address: what explorers need to reach it.
        counts: what it has done so far.
    """

    def __init__(
        self,
        workers: int = WORKERS,
        limit: int = LIMIT,
        grace: float = GRACE,
        first: Callable[[], None] = worker.warm_up,
        observe: Callable[[str, float], None] = lambda label, seconds: None,
    ) -> None:
        self._folder = ScratchFolder()  # only this user can enter it
        self.path = Path(self._folder.name) / SOCKET
        self.address = f"unix:{self.path}"
        self.counts = Counts()
        self._queue: FairQueue[Client, Job] = FairQueue(limit)
        self._averages = Averages()
        self._grace, self._first, self._observe = grace, first, observe
        threads = max(1, (os.cpu_count() or 1) // workers)
        begin = partial(worker.begin, threads, Path(self._folder.name))
        context = worker.context()
        self._idle = [Engine(None, begin, ENVIRONMENT, context) for _number in range(workers)]
        self._workers = tuple(self._idle)
        self._running: set[Job] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine server", daemon=True)
        self._thread.start()
        self._server = self._wait(asyncio.start_unix_server(self._connected, self.path))
        self._begun = False

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
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._loop.shutdown_default_executor()  # whose threads may be starting workers
        for engine in self._workers:
            engine.stop()

    # -------------------------------------------------------------------------- clients
    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves a client until it leaves or sends something invalid."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        client = Client(writer)
        connection = writer.get_extra_info("socket")
        if self.counts.connections >= CONNECTIONS or not is_same_user(connection):
            self.counts.rejected += 1
            self._tasks.discard(task)
            writer.close()
            return
        self.counts.connections += 1
        try:
            self._begin()
            client.send(Kind.GREETING, 0, GREETING)
            while True:
                header = Header.read(await reader.readexactly(HEADER.size), FROM_CLIENT, MOST_CALL)
                content = await reader.readexactly(header.length)
                self._received(client, header, content)
        except FrameError:
            self.counts.rejected += 1
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # it has left, or the engine stops
        finally:
            self.counts.connections -= 1
            self._cancel(client, None)
            self._tasks.discard(task)
            writer.close()

    def _received(self, client: Client, header: Header, content: bytes) -> None:
        if header.kind is Kind.CANCEL:
            self._cancel(client, header.number)
            return
        try:
            self._queue.put(client, Job(client, header.number, Call.read(content)))
        except QueueFullError:
            self.counts.refused += 1
            client.send(Kind.REFUSED, header.number)
        self._dispatch()

    def _cancel(self, client: Client, number: int | None) -> None:
        """Cancels a call of a client, or all if the number is None. The client expects no answer."""
        removed = self._queue.remove(client, lambda job: number in (None, job.number))
        self.counts.cancelled += len(removed)
        job = client.running
        if job is not None and number in (None, job.number) and not job.cancelled.is_set():
            self.counts.cancelled += 1
            job.cancelled.set()

    # -------------------------------------------------------------------------- workers
    def _begin(self) -> None:
        """Starts all workers for the first client, without waiting until they are ready."""
        if self._begun:
            return
        self._begun = True
        for engine in self._workers:
            task: asyncio.Task[Any] = self._loop.create_task(asyncio.to_thread(engine.submit, self._first))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _dispatch(self) -> None:
        """Gives waiting calls to idle workers."""
        while (
            self._server.is_serving() and self._idle and (job := self._queue.take(self._may_run)) is not None
        ):
            job.client.running = job
            self._running.add(job)
            task = self._loop.create_task(self._compute(self._idle.pop(), job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _may_run(self, client: Client, job: Job) -> bool:
        if client.running is not None:
            return False
        if len(self._workers) == 1 or self._averages.is_short(job.call.label):
            return True
        others = sum(not self._averages.is_short(other.call.label) for other in self._running)
        return others < len(self._workers) - 1

    async def _compute(self, engine: Engine, job: Job) -> None:
        """Computes a call and sends its result."""
        try:
            answer = await self._answer(engine, job)
            # Also of a cancelled call: whoever cancels a long call and sends it again must not get around the limit.
            if answer.kind is not Kind.DIED or job.cancelled.is_set():
                self._averages.add(job.call.label, answer.seconds)
            if answer.kind is Kind.DIED:
                self.counts.replaced += 1
                await asyncio.to_thread(engine.submit, self._first)
            if not job.cancelled.is_set():
                self.counts.answered += answer.kind is not Kind.DIED
                job.client.send(answer.kind, job.number, answer.content)
                self._observe(job.call.label, time.monotonic() - job.arrived)
        finally:
            self._running.discard(job)
            job.client.running = None
            self._idle.append(engine)
            self._dispatch()

    async def _answer(self, engine: Engine, job: Job) -> worker.Answer:
        began = time.monotonic()
        try:
            future = await asyncio.to_thread(
                engine.submit, worker.perform, job.call.pickled, job.call.language
            )
            answer: asyncio.Future[worker.Answer] = asyncio.wrap_future(future)
            # When the server stops, nobody waits for the answer; asyncio would report its exception.
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())
            cancelled = asyncio.ensure_future(job.cancelled.wait())
            sent = None
            try:
                while not answer.done() and not cancelled.done():
                    await asyncio.wait((answer, cancelled), timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
                    progress = engine.progress(future)
                    if progress is not None and progress != sent:
                        sent = progress
                        job.client.send(Kind.PROGRESS, job.number, PROGRESS.pack(*progress))
            finally:
                cancelled.cancel()
            if not answer.done():
                engine.cancel(future)
                await asyncio.wait((answer,), timeout=self._grace)
                if not answer.done():
                    await asyncio.to_thread(engine.stop)  # the next call starts another
                    await asyncio.wait((answer,))
            return await answer
        except BrokenProcessPool:
            return worker.Answer(Kind.DIED, b"", time.monotonic() - began)
