"""An event loop for tests: its clock stops while anything runs and jumps ahead when everything waits."""

import asyncio
import selectors
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from tests.process import PATIENCE


class JumpingLoop(asyncio.SelectorEventLoop):
    """Runs a program as an infinitely fast machine would: no test depends on speed, and pauses take no time.

    Timers fire in order, at exactly their times. While a thread works for the loop, the clock is stopped, except
    inside `threads_wait`.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.at_work = 0  # threads
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self.now

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        future = super().run_in_executor(executor, func, *args)
        self.at_work += 1
        future.add_done_callback(self._one_less)
        return future

    def _one_less(self, _: asyncio.Future[Any]) -> None:
        self.at_work -= 1


class _Selector(selectors.DefaultSelector):  # type: ignore[valid-type, misc]
    """Waits only for threads."""

    def __init__(self, loop: JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or (timeout > 0 and self._loop.at_work > 0):
            found = super().select(PATIENCE)
            if not found:
                raise RuntimeError(f"nothing happened for {PATIENCE:.0f} s")
            return list(found)
        found = super().select(0)
        if not found and timeout > 0:
            self._loop.now += timeout
        return list(found)


@contextmanager
def threads_wait() -> Iterator[None]:
    """The clock runs although threads work for the loop, because they wait for the test."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    loop.at_work -= 1000
    try:
        yield
    finally:
        loop.at_work += 1000


def install() -> None:
    """Makes Textual's timers, its pilot's pauses and the program's clocks follow the clock of a jumping loop."""
    from textual import _time, app, pilot, timer

    real = time.monotonic

    def monotonic() -> float:
        loop = asyncio._get_running_loop()
        return loop.time() if isinstance(loop, JumpingLoop) else real()

    time.monotonic = _time.get_time = monotonic
    timer.sleep = asyncio.sleep
    app.wait_for_idle = pilot.wait_for_idle = _idle  # type: ignore[attr-defined]


async def _idle(min_sleep: float = 0.02, max_sleep: float = 1) -> None:
    """Waits until everything is painted, which Textual does at most 60 times a second."""
    await asyncio.sleep(0.02)
