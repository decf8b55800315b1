"""An engine and threads whose answers the test releases, one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace

from tests.explorer.families_runs import Beside

TURNS = 60  # of the event loop: more than any message takes to arrive


class Gate:
    """Everything that somebody waits for; open, it holds up nobody."""

    def __init__(self) -> None:
        self.waiting: deque[asyncio.Future[None]] = deque()
        self.closed = False

    async def pass_through(self) -> None:
        if self.closed:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append(future)
            await future

    def release(self) -> bool:
        """Lets the one go on that has waited longest; False if nobody waits."""
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(None)
                return True
        return False

    def open(self) -> None:
        self.closed = False
        while self.release():
            pass

    def hold_threads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What would run in a thread runs here, once it is released."""

        async def to_thread(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            await self.pass_through()
            return function(*args, **kwargs)

        monkeypatch.setattr(asyncio, "to_thread", to_thread)


class Held(Beside):
    """Answers when the gate lets it."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate

    async def run(self, request: Request) -> tuple[Trace, tuple[str, ...]]:
        await self.gate.pass_through()
        return await super().run(request)

    async def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        await self.gate.pass_through()
        return await super().call(function, *args, **kwargs)

    async def code(self, trace: Trace) -> Any:
        await self.gate.pass_through()
        return {}


async def turns(count: int = TURNS) -> None:
    """So many turns of the event loop."""
    for _ in range(count):
        await asyncio.sleep(0)


async def release_all(pilot: Pilot[None], gate: Gate) -> None:
    """Opens the gate and waits until nobody works any more."""
    gate.open()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
