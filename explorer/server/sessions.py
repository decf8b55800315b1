"""All explorers of the server, and how many there may be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from .endings import Ending, RefusedError
from .learners import Learner
from .process import Size
from .session import Session
from .settings import Limits
from .starting import Starts


class Sessions:
    """The running explorers.

    Args:
        report: gets lines for the operator of the server.
        starts: starts the processes of explorers; it is closed with the last of them.
    """

    def __init__(self, limits: Limits, report: Callable[[str], None], starts: Starts) -> None:
        self._limits = limits
        self._starts = starts
        self._report = report
        self._sessions: list[Session] = []  # the oldest first
        self._starting = asyncio.Lock()
        self._closed = False

    async def begin(self) -> None:
        """Prepares for the first explorer, without waiting until that is done."""
        await self._starts.begin()

    def of(self, learner: Learner) -> list[Session]:
        """A learner's explorers, the oldest first."""
        return [session for session in self._running() if session.learner is learner]

    def find(self, learner: Learner, id: str) -> Session | None:
        """A learner's explorer with this id, if it is still there."""
        return next((session for session in self.of(learner) if session.id == id), None)

    async def start(self, learner: Learner, arguments: Sequence[str], size: Size, language: str) -> Session:
        """Starts an explorer. If there are too many, the oldest one that no tab shows ends first.

        Args:
            arguments: of `transformer-explore`.
            language: for learners who have not chosen one in the settings.

        Raises:
            RefusedError: a tab shows each of them, or the server has no room.
        """
        async with self._starting:  # one after another, so that all of them are counted
            if self._closed:
                raise RefusedError(Ending.STOPPED)
            if len(self.of(learner)) >= self._limits.explorers_each:
                await self._make_room(self.of(learner), Ending.TOO_MANY)
            if len(self._running()) >= self._limits.explorers:
                await self._make_room(self._running(), Ending.FULL)
            session = Session(learner, self._limits, self._report)
            self._sessions.append(session)
        try:
            await session.start(self._starts, arguments, size, language)
        except OSError as error:
            self._report(str(error))
            raise RefusedError(Ending.FULL) from None
        return session

    async def close(self) -> None:
        """Ends all of them."""
        self._closed = True
        for session in self._running():
            session.end(Ending.STOPPED)
        await asyncio.gather(*(session.over.wait() for session in self._running()))
        await self._starts.close()

    def _running(self) -> list[Session]:
        self._sessions = [session for session in self._sessions if not session.over.is_set()]
        return self._sessions

    async def _make_room(self, among: Sequence[Session], refusal: Ending) -> None:
        for session in among:
            if session.waits:
                session.end(Ending.LOST)
                await session.over.wait()
                return
        raise RefusedError(refusal)
