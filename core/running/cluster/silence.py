"""Workers that no longer give a sign of life, though their connections are open, as those of a stopped process are."""

from __future__ import annotations

from collections.abc import Mapping


class SilentWorkers:
    """Finds workers whose last sign of life remains the same one.

    The scheduler's clock is not compared with that of this machine.

    Args:
        seconds: after which a worker is silent.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last_seen: dict[str, float] = {}
        self._since: dict[str, float] = {}  # when it was first found to be the last one
        self._looked = 0.0
        self._found: set[str] = set()

    def look(self, last_seen: Mapping[str, float], now: float) -> list[str]:
        """The workers that have become silent.

        Args:
            last_seen: for each worker, when the scheduler last heard of it.
            now: seconds; those since the last look count only if they are few, because nobody was watching.
        """
        if now - self._looked > self._seconds:
            self._since.clear()
        self._looked = now
        for worker, seen in last_seen.items():
            if self._last_seen.get(worker) != seen:
                self._since[worker] = now
                self._found.discard(worker)
            self._since.setdefault(worker, now)
        self._last_seen = dict(last_seen)
        silent = [
            worker
            for worker in last_seen
            if worker not in self._found and now - self._since[worker] >= self._seconds
        ]
        self._found.update(silent)
        return silent
