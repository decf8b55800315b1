"""How fast somebody may send messages."""

from __future__ import annotations

import time
from collections.abc import Callable


class Rate:
    """Says how long to wait before the next message is read, so that a browser cannot flood an explorer.

    Args:
        per_second: messages; as many may arrive at once.
        clock: seconds.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._clock = clock
        self._free = clock() - 1  # when the messages so far would have arrived, one after another

    def delay(self) -> float:
        """Counts a message; seconds to wait, 0 if it did not come too soon."""
        now = self._clock()
        delay = max(0.0, self._free - now)
        self._free = max(self._free, now - 1) + 1 / self._per_second
        return delay
