"""Which call is computed next, and by which worker.

Clients take turns (`queue.py`), and one client computes one call at a time. With several workers, one is kept for calls
that are known to be short, so that they never wait for a long one.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..engine import Engine
from . import worker
from .frames import PROGRESS, Call, Kind
from .queue import FairQueue, QueueFullError

LIMIT = 16  # calls of one client that may wait; an explorer sends about five at its start
SHORT = 0.5  # seconds; only calls with the same label as others that took less on average use the last free worker
LABELS = 500  # whose average is known
TICK = 0.1  # seconds between two progress messages
PATIENCE = (
    3.0  # seconds that a cancelled call may go on while another call waits, until its worker is replaced
)
GRACE = 60.0  # seconds that it may go on while none waits


@dataclass
class Counts:
    """What the engine has done so far.

    Attributes:
        connections: clients that are connected now.
        answered: calls that were computed, also those that failed with an error of their own.
        cancelled: calls that their client cancelled, or left behind when it ended.
        refused: calls of clients that already had too many waiting.
        died: workers that died.
        given_up: cancelled calls that did not stop, so that their worker was ended, by label.
        rejected: connections that were closed: another user's, too many, or with invalid frames.
    """

    connections: int = 0
    answered: int = 0
    cancelled: int = 0
    refused: int = 0
    died: int = 0
    given_up: Counter[str] = field(default_factory=Counter)
    rejected: int = 0


class Client(Protocol):
    """Who sends calls and gets answers.

    Attributes:
        running: the call that is computed now.
    """

    running: Job | None

    def send(self, kind: Kind, number: int, content: bytes = b"") -> None:
        """Sends an answer, without waiting."""

    def __hash__(self) -> int: ...


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


class Scheduler:
    """Gives calls to workers. Use it in one event loop.

    Args:
        workers: each computes one call at a time.
        counts: what it counts.
        limit: the most waiting calls of one client.
        patience: seconds that a cancelled call may go on while another call waits, until its worker is replaced.
        grace: seconds that it may go on while none waits.
        first: the first call in each new worker.
        observe: called with the label of each call that was answered, and the seconds since it arrived.
    """

    def __init__(
        self,
        workers: Sequence[Engine],
        counts: Counts,
        limit: int,
        patience: float,
        grace: float,
        first: Callable[[], None],
        observe: Callable[[str, float], None],
    ) -> None:
        self.queue: FairQueue[Client, Job] = FairQueue(limit)
        self.running: set[Job] = set()
        self._workers, self._idle = tuple(workers), [*workers]
        self._counts, self._averages = counts, Averages()
        self._patience, self._grace = patience, grace
        self._first, self._observe = first, observe
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = self._closed = False

    def begin(self) -> None:
        """Starts all workers the first time, without waiting until they are ready."""
        if not self._begun:
            self._begun = True
            for engine in self._workers:
                self._start(self._begin(engine))

    def put(self, job: Job) -> None:
        """Adds a call, which is computed when it is its turn; tells its client if too many wait."""
        try:
            self.queue.put(job.client, job)
        except QueueFullError:
            self._counts.refused += 1
            job.client.send(Kind.REFUSED, job.number)
        self._dispatch()

    def cancel(self, client: Client, number: int | None) -> None:
        """Cancels a call of a client, or all if the number is None. The client expects no answer."""
        removed = self.queue.remove(client, lambda job: number in (None, job.number))
        self._counts.cancelled += len(removed)
        job = client.running
        if job is not None and number in (None, job.number) and not job.cancelled.is_set():
            self._counts.cancelled += 1
            job.cancelled.set()

    async def close(self) -> None:
        """Waits for no answer any longer."""
        self._closed = True
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begin(self, engine: Engine) -> None:
        await asyncio.to_thread(engine.submit, self._first)

    # -------------------------------------------------------------------------- whose turn it is
    def _dispatch(self) -> None:
        """Gives waiting calls to idle workers."""
        while not self._closed and self._idle and (job := self.queue.take(self._may_run)) is not None:
            job.client.running = job
            self.running.add(job)
            self._start(self._compute(self._idle.pop(), job))

    def _may_run(self, client: Client, job: Job) -> bool:
        if client.running is not None:
            return False
        if len(self._workers) == 1 or self._averages.is_short(job.call.label):
            return True
        others = sum(not self._averages.is_short(other.call.label) for other in self.running)
        return others < len(self._workers) - 1

    # -------------------------------------------------------------------------- one call
    async def _compute(self, engine: Engine, job: Job) -> None:
        """Computes a call and sends its result."""
        try:
            answer = await self._answer(engine, job)
            # Also of a cancelled call: whoever cancels a long call and sends it again must not get around the limit.
            if answer.kind is not Kind.DIED or job.cancelled.is_set():
                self._averages.add(job.call.label, answer.seconds)
            if answer.kind is Kind.DIED:
                await self._begin(engine)
            if not job.cancelled.is_set():
                self._counts.answered += answer.kind is not Kind.DIED
                job.client.send(answer.kind, job.number, answer.content)
                self._observe(job.call.label, time.monotonic() - job.arrived)
        finally:
            self.running.discard(job)
            job.client.running = None
            self._idle.append(engine)
            self._dispatch()

    async def _answer(self, engine: Engine, job: Job) -> worker.Answer:
        began, ended = time.monotonic(), False
        try:
            future = await asyncio.to_thread(
                engine.submit, worker.perform, job.call.pickled, job.call.language
            )
            answer: asyncio.Future[worker.Answer] = asyncio.wrap_future(future)
            # When the server stops, nobody waits for the answer; asyncio would report its exception.
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())
            await self._follow(engine, job, future, answer)
            if not answer.done():
                engine.cancel(future)
                await self._wait_for_end(answer)
                if not answer.done():
                    self._counts.given_up[job.call.label] += 1
                    ended = True
                    await asyncio.to_thread(engine.stop)  # the next call starts another
                    await asyncio.wait((answer,))
            return await answer
        except BrokenProcessPool:
            self._counts.died += not ended
            return worker.Answer(Kind.DIED, b"", time.monotonic() - began)

    async def _follow(
        self, engine: Engine, job: Job, future: Future[worker.Answer], answer: asyncio.Future[worker.Answer]
    ) -> None:
        """Sends the progress of a call to its client until it is done or cancelled."""
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

    async def _wait_for_end(self, answer: asyncio.Future[worker.Answer]) -> None:
        """Waits for a cancelled call, which ends when it next reports progress: longer while no other call waits."""
        began = time.monotonic()
        await asyncio.wait((answer,), timeout=min(self._patience, self._grace))
        while not answer.done() and not len(self.queue) and time.monotonic() - began < self._grace:
            await asyncio.wait((answer,), timeout=TICK)
