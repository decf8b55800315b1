"""The order in which waiting calls are computed: each client in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Client = TypeVar("Client", bound=Hashable)
Job = TypeVar("Job")


class QueueFullError(Exception):
    """A client has too many calls waiting."""


class FairQueue(Generic[Client, Job]):
    """Waiting calls. Each client's calls stay in order; clients take turns, so that many calls delay only their sender.

    Args:
        limit: the most calls of one client that may wait.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._waiting: dict[Client, deque[Job]] = {}  # the client whose turn it is comes first

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def put(self, client: Client, job: Job) -> None:
        """Adds a call; QueueFullError if too many calls of the client wait."""
        waiting = self._waiting.setdefault(client, deque())
        if len(waiting) >= self.limit:
            raise QueueFullError
        waiting.append(job)

    def take(self, may_run: Callable[[Client, Job], bool]) -> Job | None:
        """Removes and returns the next call that may run; None if there is none.

        Args:
            may_run: decides about the first call of a client; if it may not run, the next client's turn comes.
        """
        for client, waiting in self._waiting.items():
            if may_run(client, waiting[0]):
                job = waiting.popleft()
                del self._waiting[client]
                if waiting:
                    self._waiting[client] = waiting  # at the end
                return job
        return None

    def remove(self, client: Client, which: Callable[[Job], bool]) -> list[Job]:
        """Removes and returns a client's waiting calls that a condition selects."""
        waiting = self._waiting.get(client, deque())
        left = deque(job for job in waiting if not which(job))
        if left:
            self._waiting[client] = left  # its turn stays
        else:
            self._waiting.pop(client, None)
        return [job for job in waiting if which(job)]
